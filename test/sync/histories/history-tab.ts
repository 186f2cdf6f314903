// One tab of a history: the real Sync over the real phoenix client, a list that obeys its ops, and what the user was promised.

import type { Message } from '../../../src/backend/model.js';
import { phoenixSource } from '../../../src/backend/phoenix-source.js';
import type { StreamOp } from '../../../src/live-stream/ops.js';
import { seededRandom } from '../../../src/mock/random.js';
import { isGap, type Item } from '../../../src/sync/gap.js';
import type { Shown } from '../../../src/sync/overlay.js';
import { Sync } from '../../../src/sync/sync.js';
import type { SyncedStream } from '../../../src/sync/synced-stream.js';
import { modelRun } from '../../live-stream/list-model.js';
import { TOPIC } from './history-host.js';
import type { HistoryWorld } from './history-world.js';
import { VirtualLine } from './virtual-line.js';
import type { Process } from './virtual-time.js';

/** So short that everything that waits for it is over within the ten seconds of R6. */
const GRACE = 1_000;
const TIMEOUT = 3_000;

export class HistoryTab implements Process {
  readonly profile: string;
  readonly storage: 'disk' | 'memory';
  readonly schema: number;
  dead = false;
  frozen = false;
  readonly line: VirtualLine;
  list: Shown<Message>[] = [];
  /** The rows of the list, and the gaps between them. */
  items: Item<Message>[] = [];
  /** Calls of the list's ops so far. */
  batches = 0;
  readonly errors: Error[] = [];
  readonly #world: HistoryWorld;
  #stream: SyncedStream<Message> | undefined;

  constructor(world: HistoryWorld, { profile, schema }: Pick<Process, 'profile' | 'schema'>) {
    this.#world = world;
    this.profile = profile;
    this.schema = schema;
    this.storage = world.storage;
    this.line = new VirtualLine(world.time, world.host, this);
    // What a user does is done in that order, and not before the page is there.
    world.time.post(this, () => this.#open(), this);
  }

  /** Undefined while the page loads. */
  get stream(): SyncedStream<Message> | undefined {
    return this.#stream;
  }

  /** Lets the user do something here, unless nobody is there to do it. */
  act(what: (stream: SyncedStream<Message>) => Promise<unknown>, then: () => void = () => undefined): void {
    if (this.dead || this.frozen) return;
    const act = (): void => {
      if (this.#stream) void what(this.#stream).then(then, () => undefined);
    };
    this.#world.time.post(this, act, this);
  }

  create(id: string, content: string): void {
    const sender = { id: 'ana', name: 'Ana' };
    const body = { content, roomId: 'kitchen', sender, insertedAt: '', updatedAt: '' };
    this.act(
      (stream) => stream.create(id, `create ${id}`, body),
      () => {
        const n = this.#world.outbox(this.profile).find((entry) => entry.id === id)?.n;
        this.#world.ledger.accept({ kind: 'create', id, content, profile: this.profile, ...(n !== undefined && { n }) });
      },
    );
  }

  edit(id: string, content: string): void {
    if (this.#world.ledger.late.has(id)) this.#world.ledger.saidAnew(id, this.profile);
    this.act(
      (stream) => stream.edit(id, { content }),
      () => this.#world.ledger.accept({ kind: 'edit', id, content, profile: this.profile }),
    );
  }

  delete(id: string): void {
    this.#world.ledger.wishGone(id);
    this.act(
      (stream) => stream.delete(id),
      () => this.#world.ledger.accept({ kind: 'delete', id, content: '', profile: this.profile }),
    );
  }

  undo(id: string): void {
    this.act(async (stream) => (await stream.undo(id)) && this.#world.ledger.undone(id));
  }

  /** The process is gone, in the middle of whatever it did. */
  kill(): void {
    this.dead = true;
    this.line.cut();
    this.#world.disk.abandon(this);
    this.#world.platform.abandon(this);
  }

  #open(): void {
    const { time, seed, unlucky } = this.#world;
    const random = unlucky ? () => 0.999 : seededRandom(seed);
    const source = phoenixSource({ url: 'ws://test/socket', token: 'ana', transport: this.line.transport(), random, timeoutMs: TIMEOUT });
    const sync = new Sync({
      app: 'history',
      userKey: this.profile,
      source,
      storage: this.storage,
      graceMs: GRACE,
      clock: time.clock(random),
    });
    this.#stream = sync.stream<Message>(
      TOPIC,
      {
        ops: (ops) => this.#onOps(ops),
        status: () => undefined,
        error: (error) => void this.errors.push(error),
      },
      { size: 8 },
    );
  }

  #onOps(ops: StreamOp<Item<Message>>[]): void {
    const before = this.list;
    this.items = modelRun(this.items, ops);
    this.list = this.items.filter((item): item is Shown<Message> => !isGap(item));
    this.batches += 1;
    const reset = ops.some(({ op }) => op === 'reset');
    const placeOf = (id: string): number | undefined => this.#world.host.rows().get(id)?.seq;
    this.#world.ledger.shown(this, { before, after: this.list, reset, placeOf });
  }
}
