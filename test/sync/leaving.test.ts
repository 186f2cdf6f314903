// Signing out, on fake IndexedDB.

import 'fake-indexeddb/auto';
import { describeLeaving } from './leaving-suite.js';

describeLeaving('fake IndexedDB');
