// What users were promised: every accepted wish, what was taken back since, and what was shown on the way.

import type { Message } from '../../../src/backend/model.js';
import type { Entry, Shown } from '../../../src/sync/overlay.js';
import type { HistoryHost } from './history-host.js';
import type { HistoryTab } from './history-tab.js';

export interface Accepted {
  kind: 'create' | 'edit' | 'delete';
  id: string;
  /** Unique among creates and edits, so that a wish is known by its words. */
  content: string;
  profile: string;
  /** Its place in the outbox, of a create that had not left it yet. */
  n?: number;
}

type ShownList = readonly Shown<Message>[];

export class Ledger {
  /** Tabs of one profile keep caches of their own: what another build settled leaves the outbox before this one's cache has it. */
  readonly #skewed: boolean;
  readonly accepted: Accepted[] = [];
  /** Rows somebody wished gone, taken back or not: they may vanish and come back. */
  readonly #gone = new Set<string>();
  readonly #undone = new Set<string>();
  /** Rows whose refused wishes the user dropped. */
  readonly discarded = new Set<string>();
  /** Rows whose refused wishes the user sent again, or said anew: they come when they come. */
  readonly late = new Set<string>();
  /** How many wishes were accepted when words of this profile took the place of those that had been said about a row. */
  readonly #anew = new Map<string, number>();
  /** The first jump back anybody saw. */
  jump: string | undefined;
  readonly #versions = new WeakMap<HistoryTab, Map<string, number>>();
  readonly #left = new WeakMap<HistoryTab, Set<string>>();

  /** The history and the highest cursor of every cache, as long as it lives. */
  readonly #reached = new WeakMap<object, { epoch: string; cursor: number }>();

  constructor({ skewed }: { skewed: boolean }) {
    this.#skewed = skewed;
  }

  accept(wish: Accepted): void {
    this.accepted.push(wish);
  }

  wishGone(id: string): void {
    this.#gone.add(id);
  }

  isGone(id: string): boolean {
    return this.#gone.has(id);
  }

  /** Words about a row that take the place of those that waited too long, or were refused. */
  saidAnew(id: string, profile: string): void {
    this.late.add(id);
    this.#anew.set(`${profile} ${id}`, this.accepted.length);
  }

  undone(id: string): void {
    this.#undone.add(id);
  }

  /** The highest cursor this cache has had in the history it holds. */
  reached(cache: object | undefined, { epoch, cursor }: { epoch: string; cursor: number }): number {
    const before = cache && this.#reached.get(cache);
    // -1 is doubt, not the past: whatever comes next is a beginning.
    const goesOn = before?.epoch === epoch && cursor >= 0;
    const reached = { epoch, cursor: goesOn ? Math.max(before.cursor, cursor) : cursor };
    if (cache) this.#reached.set(cache, reached);
    return reached.cursor;
  }

  /** R7: no older version, and no row that goes and comes back. */
  shown(
    tab: HistoryTab,
    { before, after, reset, placeOf }: { before: ShownList; after: ShownList; reset: boolean; placeOf: (id: string) => number | undefined },
  ): void {
    const versions = this.#versions.get(tab) ?? new Map<string, number>();
    const left = this.#left.get(tab) ?? new Set<string>();
    this.#versions.set(tab, versions);
    this.#left.set(tab, left);
    // Another history, or so much else that it is no jump of one row.
    if (reset) {
      versions.clear();
      left.clear();
    }
    const now = new Set(after.map(({ id }) => id));
    const first = (reset ? undefined : after.find(({ row }) => row.version > 0))?.row.seq ?? Infinity;
    for (const { id, row } of before) {
      if (now.has(id)) continue;
      versions.delete(id);
      // A message that was granted while the cache was gone has its place, which may lie above what the list begins with anew.
      const place = row.version === 0 ? (placeOf(id) ?? row.seq) : row.seq;
      if (place < first || (this.#skewed && row.version === 0)) continue;
      left.add(id);
      // Where nothing is known of the room any more, all that was known goes.
      queueMicrotask(() => {
        if (!tab.stream?.status.loaded) left.delete(id);
      });
    }
    for (const { id, row } of after) {
      // What the user dropped as not sent the server may have all the same.
      const dropped = this.#gone.has(id) || this.discarded.has(id);
      if (left.has(id) && !dropped && before.every((other) => other.id !== id)) this.jump ??= `R7: ${id} went and came back`;
      if (row.version > 0 && row.version < (versions.get(id) ?? 0)) this.jump ??= `R7: ${id} went back to ${row.version}`;
      versions.set(id, Math.max(row.version, versions.get(id) ?? 0));
    }
  }

  /** R1: whatever was accepted is on the server or in the outbox, or was taken back. */
  lost(host: HistoryHost, outboxOf: (profile: string) => Entry[]): string | undefined {
    const rows = host.rows();
    const written = new Set(host.commits.flatMap(({ reply }) => (reply.row && 'content' in reply.row ? [reply.row.content] : [])));
    const waiting = new Map<string, Entry[]>();
    for (const [index, { kind, id, content, profile }] of this.accepted.entries()) {
      if (this.discarded.has(id) || host.forgotten.has(content) || host.forgotten.has(id)) continue;
      const outbox = waiting.get(profile) ?? outboxOf(profile);
      waiting.set(profile, outbox);
      if (kind === 'delete') {
        const row = rows.get(id);
        if (row?.deleted || this.#undone.has(id) || outbox.some((entry) => entry.id === id)) continue;
        // Never on the server, and not to be any more.
        if (!row) continue;
        // Refused, deleted, and then said anew by an edit: the last word counts.
        if (host.refused.has(id) && this.accepted.slice(index).some((later) => later.kind === 'edit' && later.id === id)) continue;
        return `R1: the delete of ${id} was lost`;
      }
      if (written.has(content) || this.#gone.has(id) || outbox.some((entry) => entry.body['content'] === content)) continue;
      if (index < (this.#anew.get(`${profile} ${id}`) ?? 0)) continue;
      // What was said anew about a refused row takes the place of what was refused.
      if (host.refused.has(id) && (rows.has(id) || outbox.some((entry) => entry.id === id))) continue;
      return `R1: ${kind} ${content} of ${id} was lost`;
    }
    return undefined;
  }
}
