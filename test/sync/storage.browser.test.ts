// Storage in trouble, on the browser's own IndexedDB.

import { describeStorage } from './storage-suite.js';

describeStorage('in a browser');
