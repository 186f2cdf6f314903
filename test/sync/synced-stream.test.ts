// The situations of a synced stream in Node: on fake IndexedDB, and in memory.

import 'fake-indexeddb/auto';
import { describeStream } from './stream-suite.js';

describeStream('on a fake disk', 'disk');
describeStream('in memory', 'memory');
