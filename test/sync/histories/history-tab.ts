// One tab of a history: the real Sync over the real phoenix client, its lists, and whoever sits before it.

import type { Message } from '../../../src/backend/model.js';
import { phoenixSource } from '../../../src/backend/phoenix-source.js';
import { seededRandom } from '../../../src/mock/random.js';
import type { Item } from '../../../src/sync/gap.js';
import type { Shown } from '../../../src/sync/overlay.js';
import type { Source } from '../../../src/sync/protocol.js';
import { Sync } from '../../../src/sync/sync.js';
import type { SyncedStream } from '../../../src/sync/synced-stream.js';
import { HistoryView } from './history-view.js';
import type { HistoryWorld } from './history-world.js';
import { VirtualLine } from './virtual-line.js';
import type { Process } from './virtual-time.js';

export class HistoryTab implements Process {
  readonly profile: string;
  readonly storage: 'disk' | 'memory';
  readonly schema: number;
  dead = false;
  frozen = false;
  readonly line: VirtualLine;
  readonly errors: Error[] = [];
  /** One for each room; the first is the one most of the tests look at. */
  readonly views: readonly [HistoryView, ...HistoryView[]];
  readonly #world: HistoryWorld;
  #sync: Sync | undefined;
  #source: Source | undefined;

  constructor(world: HistoryWorld, { profile, schema }: Pick<Process, 'profile' | 'schema'>) {
    this.#world = world;
    this.profile = profile;
    this.schema = schema;
    this.storage = world.storage;
    this.line = new VirtualLine(world.time, world.host, this);
    const [first, ...others] = world.topics;
    this.views = [new HistoryView(world, this, first), ...others.map((topic) => new HistoryView(world, this, topic))];
    // What a user does is done in that order, and not before the page is there.
    world.time.post(this, () => this.#open(), this);
  }

  /** Undefined while the page loads. */
  get stream(): SyncedStream<Message> | undefined {
    return this.views[0].stream;
  }

  get list(): Shown<Message>[] {
    return this.views[0].list;
  }

  get items(): Item<Message>[] {
    return this.views[0].items;
  }

  get batches(): number {
    return this.views[0].batches;
  }

  /** Lets the user do something here, unless nobody is there to do it. */
  act(what: (stream: SyncedStream<Message>) => Promise<unknown> | undefined, then: () => void = () => undefined): void {
    if (this.dead || this.frozen) return;
    const act = (): void => {
      if (this.stream) void what(this.stream)?.then(then, () => undefined);
    };
    this.#world.time.post(this, act, this);
  }

  create(id: string, content: string): void {
    this.views[0].create(id, content);
  }

  edit(id: string, content: string): void {
    this.views[0].edit(id, content);
  }

  delete(id: string): void {
    this.views[0].delete(id);
  }

  /** Somebody types here, and does not send it. */
  type(text: string): void {
    const { ledger, topics } = this.#world;
    const { profile } = this;
    const begun = ledger.begin();
    const id = `draft ${profile}`;
    this.act(() => {
      this.#sync?.drafts.keep({
        topic: topics[0],
        row: '',
        take: () => ({ topic: topics[0], row: '', text, id, mutationId: id }),
        // In memory nothing is kept, and the status says so.
        kept: () => this.#sync?.status.storage === 'disk' && ledger.typed({ profile, begun }),
      });
      return undefined;
    });
  }

  /** Signs out, in all tabs of the profile, and in again once that is over. */
  signOut(force: boolean): void {
    const { ledger } = this.#world;
    this.act(() => {
      const departure = ledger.departs(this.profile, force);
      return this.#sync?.logout({ force }).then(
        ({ left }) => {
          ledger.departed(departure, left);
          if (left) this.#world.reached.add('sign-outs');
          // Also where it stopped half-way, having ended some of them.
          this.#world.signIn(this.profile);
        },
        () => undefined,
      );
    });
  }

  /** Somebody comes back to a page whose user signed out. */
  signIn(): void {
    this.#world.time.post(
      this,
      () => {
        if (this.stream?.status.state !== 'signed-out') return;
        this.#source?.close();
        this.#world.readings.forget(this);
        this.#open();
      },
      this,
    );
  }

  /** The process is gone, in the middle of whatever it did. */
  kill(): void {
    this.dead = true;
    this.line.cut();
    this.#world.disk.abandon(this);
    this.#world.platform.abandon(this);
  }

  #open(): void {
    const { time, seed, unlucky, limits, graceMs } = this.#world;
    const random = unlucky ? () => 0.999 : seededRandom(seed);
    this.#source = phoenixSource({ url: 'ws://test/socket', token: 'ana', transport: this.line.transport(), random });
    this.#sync = new Sync({
      app: 'history',
      userKey: this.profile,
      source: this.#source,
      storage: this.storage,
      graceMs,
      clock: time.clock(random),
      ...(limits && { limits }),
    });
    for (const view of this.views) view.open(this.#sync);
  }
}
