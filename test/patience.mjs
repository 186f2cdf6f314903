// How long tests wait for what must come. A busy machine is slow, not wrong: only a wait that ends in failure takes this long.

import { vi } from 'vitest';

const PATIENCE_MS = 15_000;
const waitFor = vi.waitFor.bind(vi);

vi.waitFor = (callback, options) => waitFor(callback, typeof options === 'number' ? options : { timeout: PATIENCE_MS, ...options });
