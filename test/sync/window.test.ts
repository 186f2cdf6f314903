import 'fake-indexeddb/auto';
import { describeWindow } from './window-suite.js';

describeWindow('on disk', 'disk');
describeWindow('in memory', 'memory');
