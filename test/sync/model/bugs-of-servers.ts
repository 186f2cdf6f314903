// Planted bugs of servers, each a part of the model made wrong in the way a real system was. Reliability tests are worth what they catch.

import { ModelServer } from './model-server.js';
import { ModelTab } from './model-tab.js';
import type { Bug } from './planted-bugs.js';
import type { Message, ModelAnswer, ModelOp, ModelRow, ModelSync, ModelWish } from './words.js';

export const SERVER_BUGS: Bug[] = [
  {
    name: 'repeats are not known again',
    parts: () => ({
      Server: class extends ModelServer {
        override answered(): undefined {}
        override created(): undefined {}
      },
    }),
  },
  {
    name: 'repeats are known again for a while only',
    parts: () => ({
      Server: class extends ModelServer {
        #puts = 0;
        readonly #heard = new Map<string, number>();
        override put(wish: ModelWish): ModelAnswer {
          this.#puts += 1;
          return super.put(wish);
        }
        override commit(wish: ModelWish): ModelAnswer {
          this.#heard.set(wish.mutationId, this.#puts);
          return super.commit(wish);
        }
        override answered(mutationId: string): ModelAnswer | undefined {
          const recent = this.#puts - (this.#heard.get(mutationId) ?? 0) <= 3;
          return recent ? super.answered(mutationId) : undefined;
        }
        override created(): undefined {}
      },
    }),
  },
  {
    name: 'deletes are forgotten in a catch-up, and rows without tombstone kept',
    parts: () => ({
      Server: class extends ModelServer {
        override changedSince(after: number): ModelRow[] {
          return super.changedSince(after).filter((row) => !row.deleted);
        }
      },
    }),
  },
  {
    name: 'an edit makes a deleted row anew',
    parts: () => ({
      Server: class extends ModelServer {
        override keep(row: ModelRow): void {
          if (row.deleted) this.rows.delete(row.id);
          else super.keep(row);
        }
        override editOfNothing(wish: ModelWish): ModelAnswer {
          return this.commit({ ...wish, kind: 'create' });
        }
      },
    }),
  },
  {
    name: 'numbers are given before commits, so that 11 is seen before 10',
    parts: () => {
      class Racing extends ModelServer {
        #held: ModelOp | undefined;
        override broadcast(op: ModelOp): void {
          if (!this.#held && op.seq % 3 === 0) this.#held = op;
          else {
            super.broadcast(op);
            this.release();
          }
        }
        override changedSince(after: number): ModelRow[] {
          return super.changedSince(after).filter((row) => row.version !== this.#held?.seq);
        }
        override restore(kept: number): void {
          this.#held = undefined;
          super.restore(kept);
        }
        override release(): void {
          const held = this.#held;
          this.#held = undefined;
          if (held) super.broadcast(held);
        }
      }
      return { Server: Racing };
    },
  },
  {
    name: 'a restored backup goes by the name of the history it cuts off',
    parts: () => ({
      Server: class extends ModelServer {
        override restore(kept: number): void {
          super.restore(kept);
          this.epoch = 1;
        }
      },
    }),
  },
  {
    name: 'the join answers with rows, though broadcasts begin later',
    parts: () => ({
      Server: class extends ModelServer {
        override joinSnapshot(after: number): ModelSync {
          return this.sync(after);
        }
      },
      Tab: class extends ModelTab {
        override onJoined({ snapshot, epoch }: Message & { say: 'joined' }): void {
          if (snapshot) this.tasks.push(() => this.store.applySync(snapshot, epoch));
        }
        // What it has is taken for all there is, until it hears of more.
        override isBehind(): boolean {
          return this.joined && this.seen > this.store.cursor;
        }
      },
    }),
  },
];
