// Storage in trouble, on fake IndexedDB.

import 'fake-indexeddb/auto';
import { describeStorage } from './storage-suite.js';

describeStorage('fake IndexedDB');
