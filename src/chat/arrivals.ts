// Tells news from history in the ops of a room: what somebody else has written since, and what of one's own was refused.

import type { Message } from '../backend/model.js';
import type { StreamOp } from '../live-stream/ops.js';
import { isGap, type Item } from '../sync/gap.js';
import type { Shown } from '../sync/overlay.js';

/** What ops bring that the user may not see. */
export interface News {
  /** Messages newer than all before, but for those sent from here. */
  arrived: Message[];
  /** Wishes just refused. */
  refused: Shown<Message>[];
}

export class Arrivals {
  #newestSeq = 0;
  /** Sent from here, until the server has them. */
  readonly #sent = new Set<string>();
  readonly #refused = new Set<string>();

  /** Another room: what it holds already is history. */
  restart(): void {
    this.#newestSeq = 0;
    this.#sent.clear();
    this.#refused.clear();
  }

  /** A message is being sent from here: it will be no news. */
  sending(id: string): void {
    this.#sent.add(id);
  }

  /** Reads ops in their order. A reset is history, whatever it brings. */
  read(ops: readonly StreamOp<Item<Message>>[]): News {
    const news: News = { arrived: [], refused: [] };
    for (const op of ops) {
      if (op.op === 'delete') continue;
      for (const item of op.op === 'insert' ? [op.item] : op.items) if (!isGap(item)) this.#readOne(item, op.op === 'reset', news);
    }
    return news;
  }

  #readOne(shown: Shown<Message>, history: boolean, news: News): void {
    if (shown.state === 'failed') {
      if (!this.#refused.has(shown.id) && !history) news.refused.push(shown);
      this.#refused.add(shown.id);
      return;
    }
    this.#refused.delete(shown.id);
    if (shown.state !== 'sent' || !(shown.row.seq > this.#newestSeq)) return;
    this.#newestSeq = shown.row.seq;
    if (!this.#sent.delete(shown.id) && !history) news.arrived.push(shown.row);
  }
}
