// Signing out, on the IndexedDB of a real browser.

import { describeLeaving } from './leaving-suite.js';

describeLeaving('in a browser');
