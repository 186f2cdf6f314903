// Tabs of two profiles, one server, and everything between them: real code, virtual time.

import type { Scheduler } from 'fast-check';
import { seededRandom } from '../../../src/mock/random.js';
import type { CacheLimits } from '../../../src/sync/cache-trim.js';
import type { Entry } from '../../../src/sync/overlay.js';
import { isTopicState, type TopicState } from '../../../src/sync/rules.js';
import type { SyncOptions } from '../../../src/sync/sync-options.js';
import { HistoryHost, OTHER_TOPIC, TOPIC } from './history-host.js';
import { HistoryTab } from './history-tab.js';
import { Ledger } from './ledger.js';
import { Readings } from './readings.js';
import { VirtualCaches } from './virtual-caches.js';
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
  /** How often a call on the copy of an outbox fails: of a hundred. Default: never. */
  copiesFail?: number;
  /** Every back-off is as long as it can be. */
  unlucky?: boolean;
  /** How many messages there are already. Default: 6. */
  old?: number;
  /** How many rooms every tab shows. Default: 1. */
  rooms?: 1 | 2;
  /** How much a cache may hold. Default: that of `Sync`. */
  limits?: Partial<CacheLimits>;
  /** The most rows a list shows. Default: that of `Sync`. */
  most?: number;
  /** The time to undo, so short that all that waits for it is over within the ten seconds of R6. Default: a second for a delete alone. */
  graceMs?: NonNullable<SyncOptions['graceMs']>;
}

/** What a history came to see, by name. */
export const REACHED = [
  'islands',
  'gaps',
  'windows away from the end',
  'trimmed caches',
  'sign-outs',
  'dropped databases',
  'undone wishes',
] as const;
export type Reached = (typeof REACHED)[number];

export class HistoryWorld {
  readonly time: VirtualTime;
  readonly disk: VirtualDisk;
  /** The copies of outboxes. */
  readonly copies: VirtualCaches;
  readonly platform: VirtualPlatform;
  readonly host: HistoryHost;
  readonly ledger: Ledger;
  readonly seed: number;
  readonly storage: 'disk' | 'memory';
  readonly unlucky: boolean;
  readonly profiles: readonly string[];
  readonly topics: readonly [string, ...string[]];
  readonly limits: Partial<CacheLimits> | undefined;
  readonly most: number | undefined;
  readonly graceMs: NonNullable<SyncOptions['graceMs']>;
  readonly readings: Readings;
  readonly reached = new Set<Reached>();
  /** How many lists were found equal to the server once healed. */
  compared = 0;
  /** Calls of storage fail: where the outbox could not be read after the cache, a list stands for less than its tab has read. */
  unsteady = false;
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
    copiesFail = 0,
    unlucky = false,
    old = 6,
    rooms = 1,
    limits,
    most,
    graceMs = 1_000,
  }: WorldOptions = {}) {
    this.time = new VirtualTime(scheduler);
    this.disk = new VirtualDisk(this.time);
    this.copies = new VirtualCaches(this.time);
    const random = seededRandom(seed);
    if (copiesFail > 0) this.copies.fails = () => random() * 100 < copiesFail;
    this.platform = new VirtualPlatform(this.time);
    this.#schemas = schemas;
    this.ledger = new Ledger({ skewed: ownCaches || new Set(schemas).size > 1, most });
    this.seed = seed;
    this.host = new HistoryHost(seed);
    this.storage = storage;
    this.unlucky = unlucky;
    this.profiles = profiles;
    this.topics = rooms === 1 ? [TOPIC] : [TOPIC, OTHER_TOPIC];
    this.limits = limits;
    this.most = most;
    this.graceMs = graceMs;
    this.readings = new Readings(this.time);
    this.#uninstall = [
      this.time.install(),
      this.disk.install(),
      this.platform.install(),
      this.readings.install(),
      this.copies.install(),
      this.ledger.takings.install(this.time, () => this.reached.add('undone wishes')),
    ];
    for (let n = 0; n < old; n += 1) this.host.say('create', `old ${n}`, `old ${n}`, n % 2 === 0 ? 'ana' : 'ben');
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

  /** Whoever sits before the tabs of a profile signs in again where they have heard that they signed out. */
  signIn(profile: string): void {
    for (const tab of this.tabs) if (tab.profile === profile && !tab.dead) tab.signIn();
  }

  /** Between two lives of all tabs of a profile, the browser drops every database of the site. */
  dropDatabases(profile: string): void {
    if (this.#isUncopied(profile)) return;
    this.reached.add('dropped databases');
    for (const tab of this.tabs) if (tab.profile === profile && !tab.dead) tab.kill();
    for (const name of this.disk.names(`ls:history:${profile}:`)) this.disk.evict(name);
    for (const [at, tab] of this.tabs.entries()) if (tab.profile === profile) this.reopen(at);
  }

  /** A copy that takes longer than anybody waits, or fails, and then a damaged disk: so much at once is survived by nobody. */
  #isUncopied(profile: string): boolean {
    return this.copies.wasInTrouble(profile) && !this.isCopied(profile);
  }

  /** Whether the copy of an outbox has what that has, and nothing else. */
  isCopied(profile: string): boolean {
    const name = `ls:history:${profile}:outbox`;
    const texts = (values: unknown[]): string => JSON.stringify(values.map((value) => JSON.stringify(value)).toSorted());
    return texts(this.copies.read(profile, name)) === texts([...this.disk.read(name, 'entries'), ...this.disk.read(name, 'drafts')]);
  }

  /** What waits in a profile, or will once a tab has looked for the copy of what the browser dropped. */
  outbox(profile: string): Entry[] {
    const entries = this.disk.read<Entry>(`ls:history:${profile}:outbox`, 'entries');
    const copied = this.#dropped(profile).filter((copy): copy is Entry => 'mutationId' in copy && 'n' in copy);
    return [...entries, ...copied.filter(({ mutationId }) => entries.every((entry) => entry.mutationId !== mutationId))];
  }

  drafts(profile: string): unknown[] {
    const drafts = this.disk.read(`ls:history:${profile}:outbox`, 'drafts');
    return [...drafts, ...this.#dropped(profile).filter((copy) => 'row' in copy)];
  }

  /** The copy, while nobody has compared the outbox with it. */
  #dropped(profile: string): object[] {
    const name = `ls:history:${profile}:outbox`;
    return this.disk.read(name, 'notes').some(Array.isArray) ? [] : (this.copies.read(profile, name) as object[]);
  }

  /** The outbox that is there now: one that was deleted and made anew is another. */
  outboxOf(profile: string): object | undefined {
    return this.disk.identity(`ls:history:${profile}:outbox`);
  }

  /** The caches of a profile: what each knows of the room, and its rows. */
  caches(profile: string, room = TOPIC): { name: string; state: TopicState | undefined; rows: { row: TopicRow }[] }[] {
    return this.disk.names(`ls:history:${profile}:cache`).map((name) => ({
      name,
      state: this.disk.read<TopicState>(name, 'topics').find((state) => state.topic === room && isTopicState(state)),
      rows: this.disk.read<{ topic: string; row: TopicRow }>(name, 'rows').filter(({ topic }) => topic === room),
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
