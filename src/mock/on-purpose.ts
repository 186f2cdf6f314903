// What faults do to a request over any transport: refusals on purpose, and what befalls the whole server.

import { SourceError } from '../sync/protocol.js';
import type { Reason } from '../sync/protocol.js';
import type { FaultKind, Strike, Undoing } from './faults.js';

/** What can befall a server: a restart, the loss of its last mutations, of its log, of the time. */
export interface Befallen {
  restart?(): void;
  restore?(lost: number): void;
  truncate?(): void;
  shiftClock?(ms: number): void;
}

/** Frames on their way to one client. */
interface Frames {
  turnRound(count: number, undoing?: Undoing): void;
  slow(ms: number, undoing?: Undoing): void;
}

const REFUSALS: readonly [FaultKind, Reason][] = [
  ['500', 'server'],
  ['429', 'rate-limited'],
  ['401', 'unauthorized'],
  ['403', 'forbidden'],
  ['422', 'invalid'],
];
const ON_PURPOSE = 'The server did this on purpose.';
/** How long an answer is that is too long. */
const OVERSIZE = 1_100_000;
/** What no reader can read. */
export const GARBAGE = '{"this is": "no frame"';

/** Throws where a fault says that the request is refused. */
export function refuseOnPurpose(strike: Strike): void {
  const refusal = REFUSALS.find(([kind]) => strike.has(kind));
  const { retryAfterMs } = strike.rule('429') ?? {};
  if (refusal) throw new SourceError(refusal[1], ON_PURPOSE, retryAfterMs === undefined ? {} : { retryAfterMs });
}

/** Throws where a fault says that what was done is to look like trouble. */
export function failOnPurpose(strike: Strike): void {
  if (strike.has('commit-then-500')) throw new SourceError('server', ON_PURPOSE);
}

/** The answer as it is given: longer than anybody reads, if a fault says so. */
export function padded(strike: Strike, answer: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return strike.has('oversize') ? { ...answer, padding: 'x'.repeat(OVERSIZE) } : answer;
}

/** What happens to the whole server before it answers. */
export function befall(server: Befallen, strike: Strike): void {
  const [older, clock] = [strike.rule('restart-older'), strike.rule('clock')];
  if (strike.has('truncate-log')) server.truncate?.();
  if (clock) server.shiftClock?.(clock.ms ?? 0);
  if (strike.has('restart')) server.restart?.();
  if (older) server.restore?.(older.count ?? 2);
}

/** What befalls a broadcast on its way out: how many times the client gets it. */
export function copiesOf(strike: Strike, outgoing: Frames): number {
  if (strike.has('skip-op')) return 0;
  const [turned, slowed] = [strike.rule('reorder-ops'), strike.rule('slow-consumer')];
  if (turned) outgoing.turnRound(turned.count ?? 2, strike.undoing('reorder-ops'));
  if (slowed) outgoing.slow(slowed.ms ?? 0, strike.undoing('slow-consumer'));
  return strike.has('duplicate-op') ? 2 : 1;
}
