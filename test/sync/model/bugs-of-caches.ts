// Planted bugs in the rules of the cache: cursors, resets, pages, histories and the bound.

import { ModelServer } from './model-server.js';
import { ModelStore } from './model-store.js';
import { ModelTab } from './model-tab.js';
import type { Bug } from './planted-bugs.js';
import type { ModelOp, ModelPage, ModelRow, ModelSync } from './words.js';

class NoTombstones extends ModelStore {
  override putRow(row: ModelRow, asOf: number): void {
    super.putRow(row, asOf);
    if (this.rows.get(row.id) === row && row.deleted) this.rows.delete(row.id);
  }
}

export const CACHE_BUGS: Bug[] = [
  {
    name: 'the cursor is the newest number seen',
    parts: () => ({
      Store: class extends ModelStore {
        override applyOp(op: ModelOp, epoch: number): void {
          if (epoch !== this.epoch) return;
          this.putRow(op.row, op.seq);
          this.cursor = Math.max(this.cursor, op.seq);
          this.settle(op.row.mutationId);
          this.bound();
        }
      },
    }),
  },
  {
    name: 'the cursor is kept before the rows',
    parts: () => ({
      Tab: class extends ModelTab {
        override onSync(reply: ModelSync, epoch: number): void {
          const { store } = this;
          if (reply.reset || epoch !== store.epoch || !store.continues(reply)) return super.onSync(reply, epoch);
          store.cursor = Math.max(store.cursor, reply.upTo);
          this.tasks.unshift(() => reply.rows.forEach((row) => store.putRow(row, reply.upTo)));
        }
      },
    }),
  },
  {
    name: 'a live edit is a patch of a row that may not be there',
    parts: () => ({
      Store: class extends ModelStore {
        override applyOp(op: ModelOp, epoch: number): void {
          const isEdit = !op.row.deleted && op.row.seq !== op.row.version;
          if (!isEdit || epoch !== this.epoch || op.seq !== this.cursor + 1) return super.applyOp(op, epoch);
          if (this.rows.has(op.row.id)) this.rows.set(op.row.id, op.row);
          this.cursor = op.seq;
          this.settle(op.row.mutationId);
        }
      },
    }),
  },
  {
    name: 'a row is written without a look at versions',
    parts: () => ({
      Store: class extends ModelStore {
        override putRow(row: ModelRow, asOf: number): void {
          if (asOf >= this.base0) this.rows.set(row.id, row);
        }
        override applyOp(op: ModelOp, epoch: number): void {
          if (epoch === this.epoch && op.seq !== this.cursor + 1) this.putRow(op.row, op.seq);
          super.applyOp(op, epoch);
        }
      },
    }),
  },
  { name: 'tombstones are not kept', parts: () => ({ Store: NoTombstones }) },
  {
    name: 'tombstones are neither kept nor told in a catch-up',
    parts: () => ({
      Store: NoTombstones,
      Server: class extends ModelServer {
        override changedSince(after: number): ModelRow[] {
          return super.changedSince(after).filter((row) => !row.deleted);
        }
      },
    }),
  },
  {
    name: 'answers from before a reset are taken',
    parts: () => ({
      Store: class extends ModelStore {
        override putRow(row: ModelRow): void {
          super.putRow(row, Infinity);
        }
        override applyPage(page: ModelPage, epoch: number): void {
          super.applyPage({ ...page, asOf: Infinity }, epoch);
        }
      },
    }),
  },
  {
    name: 'a page is taken wherever it begins',
    parts: () => ({
      Store: class extends ModelStore {
        override touches(): boolean {
          return true;
        }
      },
    }),
  },
  {
    name: 'a catch-up is taken wherever it begins',
    parts: () => ({
      Store: class extends ModelStore {
        override continues(): boolean {
          return true;
        }
      },
    }),
  },
  {
    name: 'nobody looks whether it is behind',
    parts: () => ({
      Tab: class extends ModelTab {
        override isBehind(): boolean {
          return false;
        }
      },
    }),
  },
  {
    name: 'a late answer is taken for one of the present history',
    parts: () => ({
      Tab: class extends ModelTab {
        override epochOf(): number {
          return this.epoch;
        }
      },
    }),
  },
  {
    name: 'a trimmed cache still claims all it had',
    parts: () => ({
      Store: class extends ModelStore {
        override forgotBelow(): void {
          this.base0 = this.cursor;
        }
      },
    }),
  },
  {
    name: 'a trimmed cache takes answers from before',
    parts: () => ({
      Store: class extends ModelStore {
        override forgotBelow(seq: number): void {
          this.floor = Math.max(this.floor, seq);
        }
      },
    }),
  },
  {
    name: 'the cache is never trimmed',
    parts: () => ({
      Store: class extends ModelStore {
        override trim(): void {}
      },
    }),
  },
];
