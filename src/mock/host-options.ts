// What a mock server can be told, wherever it runs.

import type { User } from '../backend/model.js';
import type { UploadLimits } from '../backend/upload-rules.js';
import type { Pace } from './chatter.js';
import type { Latency } from './gate.js';
import type { RateLimit } from './protocol-server.js';
import { SEED_USERS } from './seed.js';

/** What a server begins with, where it keeps what people write, and how slow it is. */
export interface HostOptions {
  /** Servers of one name and one seed are one server, in all tabs. Default `live-stream-kit`. */
  name?: string;
  /** What the server begins with, and which frames its faults hurt. Default 1. */
  seed?: string | number;
  /** Who may sign in. Servers of other users take another `name`. Default: ten. */
  users?: readonly User[];
  /** `memory` keeps nothing and shares nothing. Default `disk`, or memory where IndexedDB is refused. */
  storage?: 'disk' | 'memory';
  /** Default 0. */
  latency?: Latency;
  /** How often users who are not here write by themselves, in milliseconds from one message to the next. Default 0: they do not. */
  chatter?: Pace;
  /** How many messages the room `archive` begins with, computed when asked for; 0, the default, for no such room. */
  archived?: number;
  /** Keeps every request and commit in `requests` and `commits`, as an oracle for tests. */
  record?: boolean;
  /** How many changes of messages one user may make in a while; more are refused with the time to wait. Default: any number. */
  rateLimit?: RateLimit;
  /** Which files it takes. Default: any of at most 8,000,000 bytes. */
  uploads?: UploadLimits;
  /** The server's clock. */
  now?: () => Date;
}

/** The options with all that is not said as it is by default. */
export function hostOptions({
  name = 'live-stream-kit',
  seed = 1,
  storage = 'disk',
  latency = 0,
  chatter = 0,
  archived = 0,
  users = SEED_USERS,
  record = false,
  now = () => new Date(),
  ...limits
}: HostOptions): Required<Omit<HostOptions, keyof typeof limits>> & typeof limits {
  return { name, seed, storage, latency, chatter, archived, users, record, now, ...limits };
}
