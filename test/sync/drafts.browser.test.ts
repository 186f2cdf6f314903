// Drafts on the IndexedDB of a real browser.

import { describeDrafts } from './drafts-suite.js';

describeDrafts('in a browser');
