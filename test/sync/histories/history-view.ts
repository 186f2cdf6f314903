// One room in one tab: a list that obeys the ops of its stream, and what the user does there.

import type { Message } from '../../../src/backend/model.js';
import type { StreamOp } from '../../../src/live-stream/ops.js';
import { isGap, type Item } from '../../../src/sync/gap.js';
import type { Shown } from '../../../src/sync/overlay.js';
import type { Sync } from '../../../src/sync/sync.js';
import type { SyncedStream } from '../../../src/sync/synced-stream.js';
import { modelRun } from '../../live-stream/list-model.js';
import type { HistoryTab } from './history-tab.js';
import type { HistoryWorld } from './history-world.js';

const SIZE = 8;

export class HistoryView {
  readonly tab: HistoryTab;
  readonly topic: string;
  list: Shown<Message>[] = [];
  /** The rows of the list, and the gaps between them. */
  items: Item<Message>[] = [];
  /** The rows that its tab does not know of and something newer is shown beside, and how much time had passed when that was first seen. */
  overtaken: ReadonlyMap<string, number> = new Map();
  /** Calls of the list's ops so far. */
  batches = 0;
  /** Undefined while the page loads. */
  stream: SyncedStream<Message> | undefined;
  readonly #world: HistoryWorld;

  constructor(world: HistoryWorld, tab: HistoryTab, topic: string) {
    this.#world = world;
    this.tab = tab;
    this.topic = topic;
  }

  open(sync: Sync): void {
    const { most } = this.#world;
    this.stream = sync.stream<Message>(
      this.topic,
      {
        ops: (ops) => this.#onOps(ops),
        status: () => undefined,
        error: (error) => void this.tab.errors.push(error),
      },
      { size: SIZE, ...(most !== undefined && { most }) },
    );
  }

  /** Lets the user do something here, unless nobody is there to do it. */
  act(what: (stream: SyncedStream<Message>) => Promise<unknown>, then: () => void = () => undefined): void {
    this.tab.act(() => this.stream && what(this.stream), then);
  }

  create(id: string, content: string): void {
    const { ledger } = this.#world;
    const { profile } = this.tab;
    const sender = { id: 'ana', name: 'Ana' };
    const body = { content, roomId: this.topic.slice('room:'.length), sender, insertedAt: '', updatedAt: '' };
    const begun = ledger.begin();
    this.act(
      (stream) => {
        // In memory the outbox ends with its page, and what is in it is known by the order in which it was wished for.
        if (this.tab.storage === 'memory') ledger.wished({ id, topic: this.topic, box: stream });
        return stream.create(id, `create ${id}`, body);
      },
      () => {
        ledger.accept({ kind: 'create', id, content, profile, begun });
        const n = this.#world.outbox(profile).find((entry) => entry.id === id)?.n;
        const box = this.#world.outboxOf(profile);
        if (this.tab.storage === 'disk' && n !== undefined && box) ledger.wished({ id, topic: this.topic, box, n });
      },
    );
  }

  edit(id: string, content: string): void {
    const { ledger } = this.#world;
    const { profile } = this.tab;
    if (ledger.late.has(id)) ledger.saidAnew(id, profile);
    const begun = ledger.begin();
    this.act(
      (stream) => stream.edit(id, { content }),
      () => ledger.accept({ kind: 'edit', id, content, profile, begun }),
    );
  }

  delete(id: string): void {
    const { ledger } = this.#world;
    const { profile } = this.tab;
    const begun = ledger.begin();
    let accepted = (): void => undefined;
    this.act(
      (stream) => {
        accepted = ledger.takings.wishGone(id, profile);
        return stream.delete(id);
      },
      () => {
        accepted();
        ledger.accept({ kind: 'delete', id, content: '', profile, begun });
      },
    );
  }

  undo(id: string): void {
    this.act((stream) => stream.undo(id));
  }

  /** Whoever sees a gap wants to know what lies there. */
  fill(): void {
    for (const item of this.items) if (isGap(item)) this.act((stream) => stream.fill(item.id));
  }

  #onOps(ops: StreamOp<Item<Message>>[]): void {
    const { ledger, readings, host } = this.#world;
    const before = this.list;
    this.items = modelRun(this.items, ops);
    this.list = this.items.filter((item): item is Shown<Message> => !isGap(item));
    this.batches += 1;
    const reset = ops.some(({ op }) => op === 'reset');
    if (reset) readings.anew(this.tab, this.topic);
    const { items, list: after } = this;
    // The status that belongs to it is told next.
    queueMicrotask(() => {
      const placeOf = (id: string): number | undefined => host.rows(this.topic).get(id)?.seq;
      const { status } = this.stream ?? {};
      if (status) ledger.shown(this, { before, after, items, reset, status, placeOf });
    });
  }
}
