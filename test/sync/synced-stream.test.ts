// The situations of a synced stream in Node: on fake IndexedDB, and in memory.

import 'fake-indexeddb/auto';
import { describeStream } from './stream-suite.js';

describeStream('a synced stream on disk (fake IndexedDB)', 'disk');
describeStream('a synced stream in memory', 'memory');
