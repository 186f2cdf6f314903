// How a topic can stand with the server, and how soon a request that failed is made again. Pure.

import { backOff, type Clock } from './clock.js';
import { SourceError, type Reason } from './protocol.js';

/** How a topic stands with the server. */
export type LinkState = 'connecting' | 'live' | 'offline' | 'behind' | 'auth-required' | 'not-found' | 'forbidden' | 'update-needed';

/** The refusals of a whole topic, and how it stands after them. */
export const REFUSALS: ReadonlyMap<Reason, LinkState> = new Map([
  ['unauthorized', 'auth-required'],
  ['forbidden', 'forbidden'],
  ['not-found', 'not-found'],
] as const);

/** How long to wait after a failed request; the server's own wish comes first. */
export function retryDelay(clock: Clock, failures: number, error: unknown): number {
  return (error instanceof SourceError ? error.retryAfterMs : undefined) ?? backOff(clock, failures);
}
