// An answer to a catch-up that comes in parts. Each part has the rows that have not changed since; one that did is in a later part, so that
// until the last has come rows stand side by side between which another belongs. Therefore all are kept at once.

import type { Row, SyncReply } from './protocol.js';
import { cursorIn, type TopicState } from './rules.js';

/** More rows are not held, nor kept in one transaction. A server begins anew for whoever is so far behind; where this one does not, it is asked to. */
const MOST = 2_000;

export class LongAnswer {
  /** What has come so far, and of which history; without `rows` where it is too long. It outlives a connection, or a bad line would never bring the last part. */
  #begun: { epoch: string; after: number; upTo: number; rows: readonly Row[] | undefined } | undefined;

  /** After which version to ask on: what has come is of use as long as it begins where the cache ends. */
  after(epoch: string, state: TopicState | undefined): number {
    const cursor = cursorIn(state, epoch);
    const begun = this.#begun;
    if (begun?.epoch === epoch && begun.after <= cursor && cursor < begun.upTo) return begun.rows ? begun.upTo : -1;
    this.#begun = undefined;
    return cursor;
  }

  /** The whole answer; undefined when there is more to ask for. A part that brings nothing ends it. Throws where it has no end. */
  take(epoch: string, part: SyncReply<Row>): SyncReply<Row> | undefined {
    const begun = this.#begun;
    this.#begun = undefined;
    if (part.reset) return part;
    const whole = begun?.rows && begun.upTo === part.after ? { ...part, after: begun.after, rows: [...begun.rows, ...part.rows] } : part;
    if (!part.more || part.upTo <= part.after) return whole;
    const { after, upTo, rows } = whole;
    const tooLong = rows.length > MOST;
    if (tooLong && after < 0) throw new Error('no reset');
    this.#begun = { epoch, after, upTo, rows: tooLong ? undefined : rows };
    return undefined;
  }
}
