// The situations of a synced stream in a real browser: real IndexedDB, real locks, real notices between tabs.

import { describeStream } from './stream-suite.js';

describeStream('on disk', 'disk');
