// One tab of the model: it asks, hears, writes to the store it may share, and sends what waits there. Pure.

import type { ModelStore } from './model-store.js';
import type { Message, ModelAnswer, ModelRow, ModelSync, ModelWish, Request, Wire } from './words.js';

/** What a tab has of the world around it. */
export interface Surroundings {
  /** Counts everything that happens. */
  count: number;
  /** The wall clock, which may stand still for a while. */
  time: number;
  accepted(wish: ModelWish): void;
}

type Pending = { ask: 'sync' | 'page' } | { ask: 'put'; mutationId: string };
type Unnumbered<T> = T extends unknown ? Omit<T, 'ref'> : never;

export class ModelTab {
  open = true;
  frozen = false;
  joined = false;
  wire: Wire | undefined;
  /** Transactions not made yet; a kill forgets them. */
  readonly tasks: (() => void)[] = [];
  readonly inFlight = new Map<number, Pending>();
  pulling = false;
  /** The highest number heard of. */
  seen = 0;
  /** The history of this session. */
  epoch = 0;
  limitInFlight = 1;
  #refs = 0;

  readonly world: Surroundings;
  readonly box: number;
  readonly memory: boolean;
  store: ModelStore;

  constructor(world: Surroundings, box: number, store: ModelStore, memory: boolean) {
    this.world = world;
    this.box = box;
    this.store = store;
    this.memory = memory;
  }

  get awake(): boolean {
    return this.open && !this.frozen;
  }

  get listening(): boolean {
    return this.awake && this.joined && this.wire !== undefined;
  }

  // What the user does

  wish(kind: ModelWish['kind'], pick: number, body: string): void {
    if (!this.awake || (this.memory && !this.joined)) return;
    const view = kind === 'create' ? [] : this.view();
    const id = kind === 'create' ? this.newId('row') : view[pick % Math.max(1, view.length)]?.id;
    if (id === undefined) return;
    const mutationId = this.newId('wish');
    this.accept({ mutationId, kind, id, body, box: this.box, n: (this.world.count += 1), state: 'queued' });
  }

  newId(what: string): string {
    return `${what}${(this.world.count += 1)}`;
  }

  /** Accepted is what was kept; in memory what the server granted, which the store says. */
  accept(wish: ModelWish): void {
    this.store.outbox.push(wish);
    if (!this.memory) this.world.accepted({ ...wish });
  }

  scroll(): void {
    const { floor } = this.store;
    if (this.listening && floor > 0 && floor < Infinity) this.ask({ ask: 'page', before: floor }, { ask: 'page' });
  }

  // The line to the server

  connect(): void {
    if (!this.awake || this.wire) return;
    this.wire = { up: [{ ask: 'join', after: this.store.cursor }], down: [], alive: true, joining: undefined };
  }

  drop(): void {
    if (this.wire) this.wire.alive = false;
    this.wire = undefined;
    this.joined = false;
    this.giveUp();
  }

  /** No answer will come: what was asked is unknown. */
  giveUp(): void {
    this.inFlight.clear();
    this.pulling = false;
  }

  kill(): void {
    this.drop();
    this.open = false;
    this.frozen = false;
    this.tasks.length = 0;
    this.seen = 0;
  }

  ask(request: Unnumbered<Exclude<Request, { ask: 'join' }>>, pending: Pending): void {
    const ref = (this.#refs += 1);
    this.wire?.up.push({ ...request, ref });
    this.inFlight.set(ref, pending);
  }

  pull(): void {
    if (!this.listening || this.pulling) return;
    this.pulling = true;
    this.ask({ ask: 'sync', after: this.epoch === this.store.epoch ? this.store.cursor : -1 }, { ask: 'sync' });
  }

  drain(): void {
    if (!this.listening || !this.maySend()) return;
    const sending = [...this.inFlight.values()].flatMap((pending) => (pending.ask === 'put' ? [pending.mutationId] : []));
    const next = this.store.outbox.find((wish) => wish.state === 'queued' && !sending.includes(wish.mutationId));
    if (!next || sending.length >= this.limitInFlight) return;
    this.ask({ ask: 'put', wish: { ...next } }, { ask: 'put', mutationId: next.mutationId });
    this.onSent(next);
  }

  maySend(): boolean {
    return true;
  }

  onSent(_wish: ModelWish): void {}

  receive(message: Message): void {
    if (!this.awake) return;
    if (message.say === 'op') {
      const { epoch } = this;
      this.hear(message.op.seq);
      this.tasks.push(() => this.store.applyOp(message.op, this.epochOf(epoch)));
    } else if (message.say === 'joined') {
      this.joined = true;
      this.epoch = message.epoch;
      this.seen = 0;
      this.onJoined(message);
    } else if (this.inFlight.has(message.ref)) {
      this.#onReply(message);
    }
  }

  hear(seq: number): void {
    this.seen = Math.max(this.seen, seq);
  }

  /** The history an answer belongs to is that of the session in which it came. */
  epochOf(session: number): number {
    return session;
  }

  onJoined({ head }: Message & { say: 'joined' }): void {
    this.hear(head);
    this.tasks.push(() => this.pull());
  }

  onSync(reply: ModelSync, epoch: number): void {
    this.store.applySync(reply, this.epochOf(epoch));
  }

  onAnswer(answer: ModelAnswer, mutationId: string, epoch: number): void {
    if (answer.verdict === 'granted') {
      const { row } = answer;
      // The row first: between the two a reader finds row and wish, never neither.
      if (row) this.tasks.push(() => this.store.applyAnswer(row, this.epochOf(epoch)));
      this.tasks.push(() => this.store.settle(mutationId));
    } else if (answer.verdict === 'refused') {
      this.tasks.push(() => this.store.refuse(mutationId));
    }
  }

  // The turn of events

  /** Makes the next transaction; with none to make, looks whether it is behind. */
  run(): void {
    if (!this.awake) return;
    this.tasks.shift()?.();
    if (this.tasks.length === 0 && this.isBehind()) this.pull();
  }

  isBehind(): boolean {
    return this.joined && (this.seen > this.store.cursor || this.epoch !== this.store.epoch);
  }

  /** The server's rows in the window. */
  truth(): ModelRow[] {
    const { rows, floor } = this.store;
    return [...rows.values()].filter((row) => !row.deleted && row.seq >= floor).sort((a, b) => a.seq - b.seq);
  }

  /** What is shown: wishes laid over the truth. */
  view(): { id: string; body: string }[] {
    const shown = this.truth().map(({ id, body }) => ({ id, body }));
    for (const { id, kind, body } of this.store.outbox) {
      const at = shown.findIndex((row) => row.id === id);
      if (kind === 'create') {
        if (at < 0 && !this.store.rows.has(id)) shown.push({ id, body });
      } else if (at >= 0) {
        if (kind === 'edit') shown[at] = { id, body };
        else shown.splice(at, 1);
      }
    }
    return shown;
  }

  #onReply(message: Exclude<Message, { say: 'op' | 'joined' }>): void {
    const pending = this.inFlight.get(message.ref);
    const { epoch } = this;
    this.inFlight.delete(message.ref);
    if (message.say === 'sync') {
      this.pulling = false;
      this.tasks.push(() => {
        this.onSync(message.reply, epoch);
        if ((!message.reply.reset && message.reply.more) || this.seen > this.store.cursor) this.tasks.push(() => this.pull());
      });
    } else if (message.say === 'page') {
      this.tasks.push(() => this.store.applyPage(message.reply, this.epochOf(epoch)));
    } else if (pending?.ask === 'put') {
      this.onAnswer(message.reply, pending.mutationId, epoch);
    }
  }
}
