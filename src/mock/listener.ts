// What a host of the server needs of whoever listens, over any transport.

import type { Frame } from '../backend/wire.js';
import type { Commit } from './protocol-server.js';

/** Somebody who listens: a socket, or a stream of events. */
export interface Listener {
  readonly userId: string;
  broadcast(commit: Commit): void;
  typing(topic: string, payload: Frame['payload']): void;
  /** Hangs up. */
  close(code?: number): void;
  /** Has hung up. */
  closed(): void;
}
