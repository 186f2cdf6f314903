// One server, two profiles (the first with two tabs), and a network in which every delivery is decided by whoever runs the model. Pure.

import { HadVersions } from '../had-versions.js';
import { ELSEWHERE, ModelServer } from './model-server.js';
import { MemoryModelStore, ModelStore } from './model-store.js';
import { ModelTab, type Surroundings } from './model-tab.js';
import type { ModelWish, Wire } from './words.js';

/** The profile of each tab. */
const PROFILES = [0, 0, 1];
const OLD_ROWS = 6;

/** What a server may do with a mutation besides answering it. */
export const FAULTS = ['none', 'error', 'lost', 'commit-silent', 'commit-drop', 'commit-error', 'busy', 'none'] as const;
export type ModelFault = (typeof FAULTS)[number];

/** The parts of a world; a planted bug is a part made wrong. */
export interface Parts {
  Server: typeof ModelServer;
  Store: typeof ModelStore;
  MemoryStore: typeof MemoryModelStore;
  Tab: typeof ModelTab;
}

export const SOUND: Parts = { Server: ModelServer, Store: ModelStore, MemoryStore: MemoryModelStore, Tab: ModelTab };

export interface WorldOptions {
  parts?: Parts;
  memory?: boolean;
  /** No backup is restored, and no cache trimmed: either hides what went wrong before. */
  calm?: boolean;
}

export class ModelWorld implements Surroundings {
  count = 0;
  time = 0;
  readonly memory: boolean;
  readonly calm: boolean;
  readonly server: ModelServer;
  readonly tabs: ModelTab[];
  /** What each cache has had. */
  readonly had = new WeakMap<ModelStore, HadVersions>();
  readonly acceptedWishes: ModelWish[] = [];
  readonly #newStore: () => ModelStore;
  readonly #shared: ModelStore[];

  constructor({ parts = SOUND, memory = false, calm = false }: WorldOptions = {}) {
    this.memory = memory;
    this.calm = calm;
    this.#newStore = () => {
      const store = memory ? new parts.MemoryStore((wish) => this.accepted(wish)) : new parts.Store();
      if (calm) store.most = Infinity;
      return store;
    };
    this.server = new parts.Server();
    this.#shared = [this.#newStore(), this.#newStore()];
    this.tabs = PROFILES.map((profile, tab) => new parts.Tab(this, memory ? tab : profile, this.#storeOf(profile), memory));
    for (let n = 0; n < OLD_ROWS; n += 1) this.elsewhere('create', `old${n}`, `old ${n}`);
    for (const tab of this.tabs) tab.connect();
    for (let n = 0; n < 12; n += 1) for (const tab of this.tabs) this.flow(tab);
  }

  /** The stores of all tabs, each once. */
  get stores(): ModelStore[] {
    return this.memory ? this.tabs.map((tab) => tab.store) : this.#shared;
  }

  accepted(wish: ModelWish): void {
    this.acceptedWishes.push(wish);
  }

  /** Somebody else writes, over no wire of the model. */
  elsewhere(kind: ModelWish['kind'], id: string, body: string): void {
    this.server.commit({ mutationId: `theirs${(this.count += 1)}`, kind, id, body, box: ELSEWHERE, n: 0 });
  }

  kill(tab: ModelTab): void {
    tab.kill();
    if (this.memory) tab.store = this.#newStore();
  }

  /** The server goes back to a backup; nobody's connection outlives that. */
  restore(lost: number): void {
    this.server.restore(Math.max(0, this.server.commits.length - lost));
    for (const tab of this.tabs) tab.drop();
  }

  /** The server takes the next request of a tab. */
  serve(tab: ModelTab, fault: ModelFault = 'none'): void {
    const { wire } = tab;
    const request = wire?.up.shift();
    if (!wire || !request) return;
    if (request.ask === 'join') wire.joining = { snapshot: this.server.joinSnapshot(request.after) };
    else if (request.ask === 'sync') wire.down.push({ say: 'sync', ref: request.ref, reply: this.server.sync(request.after) });
    else if (request.ask === 'page') wire.down.push({ say: 'page', ref: request.ref, reply: this.server.page(request.before) });
    else this.#put(tab, wire, request, fault);
  }

  /** After the join callback: from now on the wire hears broadcasts. */
  subscribe(tab: ModelTab): void {
    const { wire } = tab;
    if (!wire?.joining) return;
    this.server.subscribers.add(wire);
    wire.down.push({ say: 'joined', epoch: this.server.epoch, head: this.server.head, snapshot: wire.joining.snapshot });
    wire.joining = undefined;
  }

  /** Delivers the next message, or the last of them first. */
  deliver(tab: ModelTab, from: 'first' | 'last' = 'first', twice = false): void {
    if (!tab.wire || tab.frozen) return;
    const message = from === 'first' ? tab.wire.down.shift() : tab.wire.down.pop();
    if (!message) return;
    tab.receive(message);
    if (twice) tab.receive(message);
  }

  /** Whatever is next for a tab in an ordinary world. */
  flow(tab: ModelTab): void {
    if (!tab.awake) return;
    if (!tab.wire) return tab.connect();
    if (tab.wire.up.length > 0) this.serve(tab);
    else if (tab.wire.joining) this.subscribe(tab);
    else if (tab.wire.down.length > 0) this.deliver(tab);
    else if (tab.tasks.length > 0) tab.run();
    else tab.drain();
    if (tab.tasks.length > 2) tab.run();
  }

  #storeOf(profile: number): ModelStore {
    return (this.memory ? undefined : this.#shared[profile]) ?? this.#newStore();
  }

  #put(tab: ModelTab, wire: Wire, { ref, wish }: { ref: number; wish: ModelWish }, fault: ModelFault): void {
    const say = (reply: ReturnType<ModelServer['put']>): void => {
      if (wire.alive) wire.down.push({ say: 'answer', ref, reply });
    };
    if (fault === 'error' || fault === 'busy') return say({ verdict: 'fault' });
    if (fault === 'lost') return;
    const answer = this.server.put(wish);
    if (fault === 'none') say(answer);
    else if (fault === 'commit-error') say({ verdict: 'fault' });
    else if (fault === 'commit-drop') tab.drop();
  }
}
