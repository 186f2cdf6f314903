// Drafts on fake IndexedDB.

import 'fake-indexeddb/auto';
import { describeDrafts } from './drafts-suite.js';

describeDrafts('fake IndexedDB');
