// Every planted bug of the model. A suite that lets one of them live proves nothing about the sound model.

import { CACHE_BUGS } from './bugs-of-caches.js';
import { SERVER_BUGS } from './bugs-of-servers.js';
import { WISH_BUGS } from './bugs-of-wishes.js';
import type { Parts } from './model-world.js';

export interface Bug {
  name: string;
  /** The parts made wrong; made anew for each world, as some remember. */
  parts(): Partial<Parts>;
  /** It only bites where there is no database. */
  memory?: boolean;
}

export const BUGS: readonly Bug[] = [...SERVER_BUGS, ...WISH_BUGS, ...CACHE_BUGS];
