// What users were promised: every accepted wish, what was taken back since, and what was shown on the way.

import type { Message } from '../../../src/backend/model.js';
import type { Row } from '../../../src/sync/protocol.js';
import type { Entry, Shown } from '../../../src/sync/overlay.js';
import type { Item } from '../../../src/sync/gap.js';
import type { TopicState } from '../../../src/sync/rules.js';
import { stretchAt } from '../../../src/sync/stretches.js';
import { HadVersions } from '../had-versions.js';
import type { HistoryHost } from './history-host.js';
import type { HistoryView } from './history-view.js';
import { covers, runsOf } from './shown-promises.js';
import { Takings } from './takings.js';

export interface Accepted {
  kind: 'create' | 'edit' | 'delete';
  id: string;
  /** Unique among creates and edits, so that a wish is known by its words. */
  content: string;
  profile: string;
  /** When it was wished for, by the ledger's count. */
  begun: number;
}

/** A create, and its place in an outbox it had not left yet. */
export interface Wished {
  id: string;
  /** Rooms do not wait for each other. */
  topic: string;
  box: object;
  n: number;
}

/** Somebody signed out: what was wished for until then is nobody's any more. */
interface Departure {
  profile: string;
  /** What was accepted is thrown away only so. */
  force: boolean;
  /** Until when, by the ledger's count; Infinity while it is under way. */
  until: number;
  /** Undefined: nobody knows yet. */
  left?: boolean;
}

type ShownList = readonly Shown<Message>[];

/** A batch of ops, by what was shown before and after it. */
export interface Showing {
  before: ShownList;
  after: ShownList;
  items: readonly Item<Message>[];
  reset: boolean;
  status: { loaded: boolean; beginning: boolean; end: boolean };
  placeOf(id: string): number | undefined;
}

export class Ledger {
  /** Tabs of one profile keep caches of their own: what another build settled leaves the outbox before this one's cache has it. */
  readonly #skewed: boolean;
  /** A list that is full may have no room for rows that nobody has placed yet. */
  readonly #most: number;
  readonly accepted: Accepted[] = [];
  /** Creates, each time in the order they came to this. */
  readonly creates: Wished[] = [];
  readonly #departures: Departure[] = [];
  #begun = 0;
  /** When words of a profile were last known to be kept. */
  readonly #typed = new Map<string, number>();
  readonly takings = new Takings(() => this.#begun);
  /** Rows whose refused wishes the user dropped. */
  readonly discarded = new Set<string>();
  /** Rows whose refused wishes the user sent again, or said anew: they come when they come. */
  readonly late = new Set<string>();
  /** When words of this profile were begun that take the place of those said about a row before, by the ledger's count. */
  readonly #anew = new Map<string, number>();
  /** The first jump back anybody saw. */
  jump: string | undefined;
  readonly #versions = new WeakMap<HistoryView, Map<string, number>>();
  readonly #left = new WeakMap<HistoryView, Set<string>>();

  /** The history and the highest cursor of every room in every cache, as long as it lives. */
  readonly #reached = new WeakMap<object, Map<string, { epoch: string; cursor: number }>>();

  /** What every cache has had of each room. */
  readonly #had = new WeakMap<object, Map<string, HadVersions>>();

  constructor({ skewed, most = Infinity }: { skewed: boolean; most?: number | undefined }) {
    this.#skewed = skewed;
    this.#most = most;
  }

  /** Somebody wishes for something. */
  begin(): number {
    return (this.#begun += 1);
  }

  accept(wish: Accepted): void {
    this.accepted.push(wish);
  }

  wished({ n = this.creates.length, ...wish }: Omit<Wished, 'n'> & { n?: number }): void {
    this.creates.push({ ...wish, n });
  }

  typed({ profile, begun }: { profile: string; begun: number }): void {
    this.#typed.set(profile, begun);
  }

  /** Somebody begins to sign out. */
  departs(profile: string, force: boolean): Departure {
    // Whatever is wished for while it is under way goes or stays.
    const departure = { profile, force, until: Infinity };
    this.#departures.push(departure);
    return departure;
  }

  departed(departure: Departure, left: boolean): void {
    departure.left = left;
    departure.until = this.#begun;
  }

  /** Words about a row that take the place of those that waited too long, or were refused. */
  saidAnew(id: string, profile: string): void {
    this.late.add(id);
    this.#anew.set(`${profile} ${id}`, this.#begun);
  }

  /** The highest cursor this cache has had in the history it holds. */
  reached(cache: object | undefined, { topic, epoch, cursor }: { topic: string; epoch: string; cursor: number }): number {
    const rooms = (cache && this.#reached.get(cache)) ?? new Map<string, { epoch: string; cursor: number }>();
    const before = rooms.get(topic);
    // -1 is doubt, not the past: whatever comes next is a beginning.
    const goesOn = before?.epoch === epoch && cursor >= 0;
    const reached = { epoch, cursor: goesOn ? Math.max(before.cursor, cursor) : cursor };
    rooms.set(topic, reached);
    if (cache) this.#reached.set(cache, rooms);
    return reached.cursor;
  }

  /** What a cache has taken back of a room, if anything, in words. */
  undone(cache: object | undefined, state: TopicState, stored: readonly { row: Row }[]): string | undefined {
    if (!cache) return undefined;
    const rooms = this.#had.get(cache) ?? new Map<string, HadVersions>();
    const had = rooms.get(state.topic) ?? new HadVersions();
    this.#had.set(cache, rooms.set(state.topic, had));
    return had.undone(
      state,
      stored.map(({ row }) => row),
      (seq) => stretchAt(state, seq) !== undefined,
    );
  }

  /**
   * R7: no older version, and no row that goes and comes back while its place is shown. A window that moves lets rows go by letting go of
   * their places, and a jump is such a move: what it comes back to it may show again.
   */
  shown(view: HistoryView, { before, after, items, reset, status, placeOf }: Showing): void {
    const versions = this.#versions.get(view) ?? new Map<string, number>();
    const left = this.#left.get(view) ?? new Set<string>();
    this.#versions.set(view, versions);
    this.#left.set(view, left);
    // Another history, or so much else that it is no jump of one row.
    if (reset) {
      versions.clear();
      left.clear();
    }
    const now = new Set(after.map(({ id }) => id));
    const runs = reset || !status.loaded ? [] : runsOf(items, status);
    for (const { id, row } of before) {
      if (now.has(id)) continue;
      versions.delete(id);
      // A message that was granted while the cache was gone has its place, which may lie above what the list begins with anew.
      const place = row.version === 0 ? (placeOf(id) ?? row.seq) : row.seq;
      const full = items.length >= this.#most;
      if (covers(runs, place) && !((this.#skewed || full) && row.version === 0)) left.add(id);
    }
    for (const { id, row } of after) {
      // What somebody wished gone may come back by Undo, and what the user dropped as not sent the server may have all the same.
      const dropped = this.takings.wasGone(id) || this.discarded.has(id);
      if (left.has(id) && !dropped && before.every((other) => other.id !== id)) this.jump ??= `R7: ${id} went and came back`;
      if (row.version > 0 && row.version < (versions.get(id) ?? 0)) this.jump ??= `R7: ${id} went back to ${row.version}`;
      versions.set(id, Math.max(row.version, versions.get(id) ?? 0));
    }
  }

  /** R1: whatever was accepted is on the server or in the outbox, or was taken back. */
  lost(host: HistoryHost, outboxOf: (profile: string) => Entry[]): string | undefined {
    const { written } = host;
    const waiting = new Map<string, Entry[]>();
    for (const [index, { kind, id, content, profile, begun }] of this.accepted.entries()) {
      if (this.#isNobodys(profile, begun, { forced: true })) continue;
      if (this.discarded.has(id) || host.forgotten.has(content) || host.forgotten.has(id)) continue;
      const outbox = waiting.get(profile) ?? outboxOf(profile);
      waiting.set(profile, outbox);
      if (kind === 'delete') {
        const row = host.row(id);
        if (row?.deleted || this.takings.mayLackDelete({ id, profile, begun }) || outbox.some((entry) => entry.id === id)) continue;
        // Never on the server, and not to be any more.
        if (!row) continue;
        // Refused or expired, deleted, and then said anew by an edit: the last word counts.
        if (
          (host.refused.has(id) || this.late.has(id)) &&
          this.accepted.slice(index).some((later) => later.kind === 'edit' && later.id === id)
        )
          continue;
        return `R1: the delete of ${id} was lost`;
      }
      if (written.has(content) || outbox.some((entry) => entry.body['content'] === content)) continue;
      if (this.takings.isGone(id) || this.takings.mayLackWords({ id, profile, content })) continue;
      if (begun <= (this.#anew.get(`${profile} ${id}`) ?? 0)) continue;
      // What was said anew about a refused row takes the place of what was refused.
      if (host.refused.has(id) && (host.row(id) || outbox.some((entry) => entry.id === id))) continue;
      return `R1: ${kind} ${content} of ${id} was lost`;
    }
    return undefined;
  }

  /** Words of this profile were kept, and nobody has sent them or left. */
  hasTyped(profile: string): boolean {
    const begun = this.#typed.get(profile);
    return begun !== undefined && !this.#isNobodys(profile, begun);
  }

  /** `forced`: only a user who was told of it can give it up. */
  #isNobodys(profile: string, begun: number, { forced = false } = {}): boolean {
    const gaveUp = this.#departures.filter((one) => one.profile === profile && one.left !== false && (one.force || !forced));
    return gaveUp.some(({ until }) => begun <= until);
  }
}
