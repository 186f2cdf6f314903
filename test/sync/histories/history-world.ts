// Tabs of two profiles, one server, and everything between them: real code, virtual time.

import type { Scheduler } from 'fast-check';
import type { Entry } from '../../../src/sync/overlay.js';
import type { TopicState } from '../../../src/sync/rules.js';
import { HistoryHost, TOPIC } from './history-host.js';
import { HistoryTab } from './history-tab.js';
import { Ledger } from './ledger.js';
import { VirtualDisk } from './virtual-disk.js';
import { VirtualPlatform } from './virtual-platform.js';
import { schedulerOf } from './turns.js';
import { VirtualTime } from './virtual-time.js';

export interface WorldOptions {
  storage?: 'disk' | 'memory';
  /** The profile of each tab. Default: two tabs of one profile, and one of another. */
  profiles?: readonly string[];
  /** The schema of the cache that the build of each tab knows. Default: 1 for all. */
  schemas?: readonly number[];
  /** Tabs may lose the cache they share, and go on with one of their own. */
  ownCaches?: boolean;
  /** Decides every back-off. */
  seed?: number;
  /** Decides in which order all that is pending goes. Default: one that `seed` decides. */
  scheduler?: Scheduler;
  /** Every back-off is as long as it can be. */
  unlucky?: boolean;
}

const OLD_ROWS = 6;

export class HistoryWorld {
  readonly time: VirtualTime;
  readonly disk: VirtualDisk;
  readonly platform: VirtualPlatform;
  readonly host: HistoryHost;
  readonly ledger: Ledger;
  readonly seed: number;
  readonly storage: 'disk' | 'memory';
  readonly unlucky: boolean;
  readonly profiles: readonly string[];
  tabs: HistoryTab[] = [];
  /** Numbers words and ids. */
  count = 0;
  readonly #schemas: readonly number[];
  readonly #uninstall: (() => void)[];

  constructor({
    storage = 'disk',
    profiles = ['laptop', 'laptop', 'phone'],
    schemas = [],
    ownCaches = false,
    seed = 1,
    scheduler = schedulerOf(seed),
    unlucky = false,
  }: WorldOptions = {}) {
    this.time = new VirtualTime(scheduler);
    this.disk = new VirtualDisk(this.time);
    this.platform = new VirtualPlatform(this.time);
    this.#schemas = schemas;
    this.ledger = new Ledger({ skewed: ownCaches || new Set(schemas).size > 1 });
    this.seed = seed;
    this.host = new HistoryHost(seed);
    this.storage = storage;
    this.unlucky = unlucky;
    this.profiles = profiles;
    this.#uninstall = [this.time.install(), this.disk.install(), this.platform.install()];
    for (let n = 0; n < OLD_ROWS; n += 1) this.host.say('create', `old ${n}`, `old ${n}`, n % 2 === 0 ? 'ana' : 'ben');
  }

  /** Every tab opens and comes to rest. */
  async open(): Promise<void> {
    this.tabs = this.profiles.map((profile, at) => new HistoryTab(this, { profile, schema: this.#schemas[at] ?? 1 }));
    await this.time.run(400);
  }

  /** Another life of a tab, in the same place. */
  reopen(at: number): void {
    const tab = this.tabs[at];
    if (!tab?.dead) return;
    this.tabs[at] = new HistoryTab(this, tab);
  }

  outbox(profile: string): Entry[] {
    return this.disk.read<Entry>(`ls:history:${profile}:outbox`, 'entries');
  }

  /** The caches of a profile: what each knows of the room, and its rows. */
  caches(profile: string): { name: string; state: TopicState | undefined; rows: { row: TopicRow }[] }[] {
    return this.disk.names(`ls:history:${profile}:cache`).map((name) => ({
      name,
      state: this.disk.read<TopicState>(name, 'topics').find(({ topic }) => topic === TOPIC),
      rows: this.disk.read<{ topic: string; row: TopicRow }>(name, 'rows').filter(({ topic }) => topic === TOPIC),
    }));
  }

  close(): void {
    for (const tab of this.tabs) if (!tab.dead) tab.kill();
    for (const undo of this.#uninstall) undo();
  }
}

/** A stored row, as far as promises look at it. */
export interface TopicRow {
  id: string;
  seq: number;
  version: number;
  deleted: boolean;
}
