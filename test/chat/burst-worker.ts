// The worker of the burst: see burst-server.ts.

import { serve } from './burst-server.js';

serve(globalThis);
