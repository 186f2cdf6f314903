// An answer to a catch-up that comes in parts. Each part has the rows that have not changed since; one that did is in a later part, so that
// until the last has come rows stand side by side between which another belongs. Therefore all are kept at once.

import type { Row, SyncReply } from './protocol.js';
import type { TopicState } from './rules.js';

type Part = SyncReply<Row> & { reset: false };

export class LongAnswer {
  /** What has come so far, and of which history. It outlives a connection, or a bad line would never bring the last part. */
  #begun: { epoch: string; answer: Part } | undefined;

  /** After which version to ask on: what has come is of use as long as it begins where the cache ends. */
  after(epoch: string, state: TopicState | undefined): number {
    const cursor = state?.epoch === epoch ? state.cursor : -1;
    const { answer } = this.#begun?.epoch === epoch ? this.#begun : {};
    if (answer && answer.after <= cursor && cursor < answer.upTo) return answer.upTo;
    this.#begun = undefined;
    return cursor;
  }

  /** The whole answer; undefined when there is more to ask for. A part that brings nothing ends it. */
  take(epoch: string, part: SyncReply<Row>): SyncReply<Row> | undefined {
    const { answer } = this.#begun ?? {};
    this.#begun = undefined;
    if (part.reset) return part;
    const whole = answer?.upTo === part.after ? { ...part, after: answer.after, rows: [...answer.rows, ...part.rows] } : part;
    if (!part.more || part.upTo <= part.after) return whole;
    this.#begun = { epoch, answer: whole };
    return undefined;
  }
}
