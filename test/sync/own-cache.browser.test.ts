// The cache of a source that makes its numbers itself, by the browser's own locks.

import { describeOwnCache } from './own-cache-suite.js';

describeOwnCache('in a browser', () => undefined);
