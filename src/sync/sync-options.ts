// What a `Sync` is made of.

import type { CacheLimits } from './cache-trim.js';
import type { Clock } from './clock.js';
import type { OutboxLimit } from './outbox.js';
import type { Row, Source } from './protocol.js';
import type { Grace } from './wishes.js';

/** What `Sync` is made of. */
export interface SyncOptions {
  /** Part of the database names. */
  app: string;
  /** An opaque id of the user, part of the database names. Never an e-mail address. */
  userKey: string;
  /** The server. Closing it is its owner's business. */
  source: Source;
  /** `memory` keeps nothing on the device. Default: `disk`, which falls back to memory where IndexedDB is refused. */
  storage?: 'disk' | 'memory';
  /** Whether a stored row has all that a row of its topic must have. What has not is dropped and asked for again. Default: any row. */
  isRow?: (row: Row, topic: string) => boolean;
  /** Time to undo a wish, in milliseconds: of a delete, or by kind. Default: 5,000 for a delete, none for the others. */
  graceMs?: number | Partial<Grace>;
  /** How much may wait to be sent. */
  outboxLimit?: OutboxLimit;
  /** How much is kept of what the server said. Default: 2,000 rows of each of 50 topics. */
  limits?: Partial<CacheLimits>;
  /** Time and chance, for tests. */
  clock?: Clock;
}
