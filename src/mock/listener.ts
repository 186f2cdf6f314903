// What a host of the server needs of whoever listens, over any transport.

import type { Frame } from '../backend/wire.js';
import type { Commit } from './protocol-server.js';

/** Somebody who listens: a socket, or a stream of events. */
export interface Listener {
  readonly userId: string;
  broadcast(commit: Commit): void;
  typing(topic: string, payload: Frame['payload']): void;
  /** Holds what is told, for so many milliseconds; where the line holds all at once, it does so itself. */
  hold?(ms: number): void;
  /** Hangs up. */
  close(code?: number): void;
  /** Has hung up. */
  closed(): void;
}
