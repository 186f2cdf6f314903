// The cache of a source that makes its numbers itself, in Node.

import 'fake-indexeddb/auto';
import { describeOwnCache } from './own-cache-suite.js';
import { withLocks } from './page-locks.js';

describeOwnCache('in Node', withLocks);
