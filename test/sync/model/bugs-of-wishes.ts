// Planted bugs in how wishes are accepted, sent and settled.

import { MemoryModelStore, ModelStore } from './model-store.js';
import { ModelTab } from './model-tab.js';
import type { Bug } from './planted-bugs.js';
import type { ModelAnswer, ModelSync, ModelWish } from './words.js';

export const WISH_BUGS: Bug[] = [
  {
    name: 'removed before the answer',
    parts: () => ({
      Tab: class extends ModelTab {
        override onSent(wish: ModelWish): void {
          this.store.settle(wish.mutationId);
        }
      },
    }),
  },
  {
    name: 'dropped when refused',
    parts: () => ({
      Store: class extends ModelStore {
        override refuse(mutationId: string): void {
          this.settle(mutationId);
        }
      },
    }),
  },
  {
    name: 'accepted when the request succeeded, though the transaction aborts',
    parts: () => ({
      Tab: class extends ModelTab {
        override accept(wish: ModelWish): void {
          if (this.world.time % 5 === 0) this.world.accepted(wish);
          else super.accept(wish);
        }
      },
    }),
  },
  {
    name: 'accepted before it is kept',
    parts: () => ({
      Tab: class extends ModelTab {
        override accept(wish: ModelWish): void {
          this.world.accepted({ ...wish });
          this.tasks.push(() => void this.store.outbox.push(wish));
        }
      },
    }),
  },
  {
    name: 'a fault of the server taken for a grant',
    parts: () => ({
      Tab: class extends ModelTab {
        override onAnswer(answer: ModelAnswer, mutationId: string, epoch: number): void {
          super.onAnswer(answer.verdict === 'fault' ? { verdict: 'granted', row: undefined } : answer, mutationId, epoch);
        }
      },
    }),
  },
  {
    name: 'a reset clears the outbox',
    parts: () => ({
      Store: class extends ModelStore {
        override applyReset(reply: ModelSync & { reset: true }): void {
          super.applyReset(reply);
          this.outbox = [];
        }
      },
    }),
  },
  {
    name: 'ids made of time and a counter',
    parts: () => ({
      Tab: class extends ModelTab {
        #counter = 0;
        override newId(what: string): string {
          return `${what}${this.world.time}.${what === 'wish' ? (this.#counter += 1) : this.#counter}`;
        }
      },
    }),
  },
  {
    name: 'two wishes in flight',
    parts: () => ({
      Tab: class extends ModelTab {
        override limitInFlight = 2;
      },
    }),
  },
  {
    name: 'one tab sends for all as long as it lives',
    parts: () => {
      const leaders = new WeakMap<ModelStore, ModelTab>();
      return {
        Tab: class extends ModelTab {
          override maySend(): boolean {
            if (!leaders.has(this.store)) leaders.set(this.store, this);
            return leaders.get(this.store) === this;
          }
          override kill(): void {
            if (leaders.get(this.store) === this) leaders.delete(this.store);
            super.kill();
          }
        },
      };
    },
  },
  {
    name: 'in memory: accepted before the answer',
    memory: true,
    parts: () => ({
      Tab: class extends ModelTab {
        override accept(wish: ModelWish): void {
          this.world.accepted({ ...wish });
          super.accept(wish);
        }
      },
    }),
  },
  {
    name: 'in memory: gone from the outbox taken for granted',
    memory: true,
    parts: () => ({
      MemoryStore: class extends MemoryModelStore {
        override refuse(mutationId: string): void {
          this.settle(mutationId);
        }
      },
    }),
  },
];
