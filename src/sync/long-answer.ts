// An answer to a catch-up that comes in parts. Each part has the rows that have not changed since; one that did is in a later part, so that
// until the last has come rows stand side by side between which another belongs. Therefore all are kept at once.

import { SourceError, type Row, type SyncReply } from './protocol.js';
import type { TopicState } from './rules.js';

/** More rows are not held, nor kept in one transaction. A server begins anew for whoever is so far behind; where this one does not, it is asked to. */
const MOST = 2_000;

type Part = SyncReply<Row> & { reset: false };

export class LongAnswer {
  /** What has come so far, and of which history. It outlives a connection, or a bad line would never bring the last part. */
  #begun: { epoch: string; answer: Part; tooLong: boolean } | undefined;

  /** After which version to ask on: what has come is of use as long as it begins where the cache ends. */
  after(epoch: string, state: TopicState | undefined): number {
    const cursor = state?.epoch === epoch ? state.cursor : -1;
    const { answer, tooLong } = this.#begun?.epoch === epoch ? this.#begun : {};
    if (answer && answer.after <= cursor && cursor < answer.upTo) return tooLong ? -1 : answer.upTo;
    this.#begun = undefined;
    return cursor;
  }

  /** The whole answer; undefined when there is more to ask for. A part that brings nothing ends it. Throws where it has no end. */
  take(epoch: string, part: SyncReply<Row>): SyncReply<Row> | undefined {
    const answer = this.#begun?.tooLong ? undefined : this.#begun?.answer;
    this.#begun = undefined;
    if (part.reset) return part;
    const whole = answer?.upTo === part.after ? { ...part, after: answer.after, rows: [...answer.rows, ...part.rows] } : part;
    if (!part.more || part.upTo <= part.after) return whole;
    const tooLong = whole.rows.length > MOST;
    if (tooLong && whole.after < 0) throw new SourceError('malformed', `${whole.rows.length} rows and no reset after ${whole.after}`);
    this.#begun = { epoch, answer: tooLong ? { ...whole, rows: [] } : whole, tooLong };
    return undefined;
  }
}
