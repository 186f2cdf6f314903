// What to forget when a topic has more rows than may be kept: what lies farthest from all that is shown. Where only the end is
// shown, that is the oldest. Pure.

import { reachOf, stretchesOf, type Reach, type Stretch } from './stretches.js';

/** The newest rows are kept whoever reads where: they are what a room opens with, offline too. */
const NEWEST = 100;

/** How many of the newest stay when about `keep` rows do. */
export function newestOf(keep: number): number {
  return Math.max(1, Math.min(NEWEST, keep >> 1));
}

/** First and last index of a run of rows. */
type Run = [first: number, last: number];

/**
 * What is still held of a topic when about `keep` of its rows are: the rows of the new stretches, and none besides.
 * `seqs` are those of all rows held in stretches, ascending, `shown` what tabs show; no row of that is forgotten, nor one above `cursor`.
 */
export function trimmed(
  reach: Reach,
  { seqs, shown, keep, cursor }: { seqs: readonly number[]; shown: readonly Stretch[]; keep: number; cursor: number },
): Required<Reach> {
  const count = newestOf(keep);
  const newest: Stretch = { low: Math.min(seqs.at(-count) ?? 0, cursor + 1), below: Infinity };
  const seeds = [...shown, newest].map((stretch) => runOf(seqs, stretch)).filter(([first, last]) => first <= last);
  let least = 0;
  let most = seqs.length;
  while (least < most) {
    const reachable = (least + most + 1) >> 1;
    if (sizeOf(grown(seeds, reachable, seqs.length)) <= keep) least = reachable;
    else most = reachable - 1;
  }
  const kept = grown(seeds, least, seqs.length);
  return reachOf(stretchesOf(reach).flatMap((stretch) => cut(stretch, seqs, kept)));
}

/** The parts of a stretch whose rows are kept, each as wide as can be said without the rows that go. */
function cut(stretch: Stretch, seqs: readonly number[], kept: readonly Run[]): Stretch[] {
  const [first, last] = runOf(seqs, stretch);
  if (first > last) return stretch.below === Infinity ? [stretch] : [];
  return kept.flatMap(([from, to]) => {
    const low = Math.max(first, from);
    const high = Math.min(last, to);
    if (low > high) return [];
    const before = low === first ? undefined : seqs[low - 1];
    const after = high === last ? undefined : seqs[high + 1];
    return [{ low: before === undefined ? stretch.low : before + 1, below: after ?? stretch.below }];
  });
}

/** Runs made longer by `by` rows at both ends, and joined where they meet. */
function grown(runs: readonly Run[], by: number, size: number): Run[] {
  const joined: Run[] = [];
  for (const [first, last] of runs.toSorted(([a], [b]) => a - b)) {
    const run: Run = [Math.max(0, first - by), Math.min(size - 1, last + by)];
    const before = joined.at(-1);
    if (before && run[0] <= before[1] + 1) before[1] = Math.max(before[1], run[1]);
    else joined.push(run);
  }
  return joined;
}

function sizeOf(runs: readonly Run[]): number {
  return runs.reduce((sum, [first, last]) => sum + last - first + 1, 0);
}

function runOf(seqs: readonly number[], { low, below }: Stretch): Run {
  return [lowerBound(seqs, low), lowerBound(seqs, below) - 1];
}

/** The index of the first seq that is not below `value`. */
function lowerBound(seqs: readonly number[], value: number): number {
  let low = 0;
  let high = seqs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((seqs[middle] ?? Infinity) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
