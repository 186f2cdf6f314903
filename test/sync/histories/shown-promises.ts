// What a list claims, and whether it is so: no row is missing between two that are shown without a gap, none is older than its tab
// knows, none that was deleted is there. On disk and in memory alike, and wherever the window is.

import type { Message } from '../../../src/backend/model.js';
import { isGap, type Item } from '../../../src/sync/gap.js';
import type { HistoryView } from './history-view.js';
import type { HistoryWorld } from './history-world.js';

/** A part of the order that is shown without a gap: every live row with `from <= seq <= to`. */
export interface Run {
  from: number;
  to: number;
  /** The server's rows in it. */
  rows: Message[];
}

/** What is shown without a gap. `beginning`: nothing is older. `end`: nothing is newer. */
export function runsOf(items: readonly Item<Message>[], { beginning, end }: { beginning: boolean; end: boolean }): Run[] {
  const runs: Run[] = [{ from: beginning ? 0 : NaN, to: NaN, rows: [] }];
  for (const item of items) {
    const run = runs.at(-1)!;
    if (isGap(item)) {
      run.to = item.gap.low - 1;
      runs.push({ from: item.gap.below, to: NaN, rows: [] });
    } else if (item.row.version > 0 && !item.row.deleted) run.rows.push(item.row);
  }
  if (end) runs.at(-1)!.to = Infinity;
  return runs.map(({ from, to, rows }) => ({
    from: Number.isNaN(from) ? (rows[0]?.seq ?? Infinity) : from,
    to: Number.isNaN(to) ? (rows.at(-1)?.seq ?? -Infinity) : to,
    rows,
  }));
}

export function covers(runs: readonly Run[], seq: number): boolean {
  return runs.some(({ from, to }) => from <= seq && seq <= to);
}

/** So many milliseconds what an own answer has overtaken may be on its way, and no longer. */
const CALM = 300;

/** R4 and R5 of what is shown, as of what its tab has read. The numbers of another history mean nothing. */
export function wronglyShown(world: HistoryWorld, view: HistoryView): string | undefined {
  const { tab, topic, stream, overtaken } = view;
  const stillOvertaken = new Map<string, number>();
  view.overtaken = stillOvertaken;
  const reading = world.readings.of(tab, topic);
  if (tab.dead || world.unsteady || !stream?.status.loaded || !reading?.state) return undefined;
  note(world, view, reading.state.islands?.length ?? 0);
  const { epoch, cursor, base0 } = reading.state;
  if (reading.stale || epoch !== world.host.epoch) return undefined;
  const runs = runsOf(view.items, stream.status);
  const shown = new Map(view.list.map((item) => [item.id, item]));
  const newest = Math.max(...view.list.map(({ row }) => (row.version > 0 ? row.seq : 0)));
  for (const { id, seq, version, deleted } of world.host.rows(topic).values()) {
    // Of what is newer nothing is claimed but that it comes; where it is known to be missing, nothing stands in its place for long.
    if (seq > cursor) {
      const { passed } = world.time;
      const missing = !deleted && !shown.has(id) && seq < newest && covers(runs, seq);
      const since = tab.frozen ? passed : (overtaken.get(id) ?? passed);
      if (missing) stillOvertaken.set(id, since);
      const late = stream.status.state !== 'live' || (hasOwnCache(world, view) && passed - since > CALM);
      if (missing && late) return `R4: ${tab.profile} shows no ${id}@${seq} below ${newest}, cursor ${cursor}, ${passed - since} ms`;
      continue;
    }
    const { row, state } = shown.get(id) ?? {};
    if (deleted) {
      // Words that were refused, or waited too long, are the user's to answer: that their row came and went nobody need remember. And what
      // went before a fresh start none of its rows tells of: words whose answer was lost wait until it is given again.
      const known = covers(runs, seq) && version > base0 && state !== 'failed';
      const held = row !== undefined && (row.version > 0 || known);
      if (held && !row.deleted && version <= cursor) return `R5: ${id} came back to the list of ${tab.profile}, cursor ${cursor}`;
    } else if (!row) {
      if (covers(runs, seq)) return `R4: ${tab.profile} shows no ${id}@${seq} where it shows no gap, cursor ${cursor}`;
      // Of what waits nobody needs to know that it was granted where its place is not held.
    } else if (row.version < version && version <= cursor && (row.version > 0 || covers(runs, seq))) {
      return `R4: ${tab.profile} shows ${id}@${row.version}, the server has ${version}, cursor ${cursor}`;
    }
  }
  return undefined;
}

/** Another tab may have had the answer and died over it: what it put into the cache they share nobody here knows to be missing anything. */
function hasOwnCache({ profiles, storage }: HistoryWorld, { tab }: HistoryView): boolean {
  return storage === 'memory' || profiles.filter((profile) => profile === tab.profile).length === 1;
}

/** What a history came to see. */
function note({ reached, readings }: HistoryWorld, { items, stream }: HistoryView, islands: number): void {
  if (islands > 0) reached.add('islands');
  if (items.some(isGap)) reached.add('gaps');
  if (stream?.status.end === false) reached.add('windows away from the end');
  if (readings.trimmed) reached.add('trimmed caches');
}
