// What was read of a room, as ranges of places: reading goes forwards and backwards, and what lies between two reads was not read. Pure.

/** Places from the first to the second, both included; ascending, with unread places between. */
export type Ranges = readonly (readonly [from: number, to: number])[];

/** More ranges than this are not kept apart. */
const MOST = 100;

/** Whether a place was read. */
export function isRead(ranges: Ranges, place: number): boolean {
  return ranges.some(([from, to]) => from <= place && place <= to);
}

/** The first place that was not read. */
export function firstUnread(ranges: Ranges): number {
  const [first] = ranges;
  return first && first[0] === 0 ? first[1] + 1 : 0;
}

/** Adds places. Beyond a hundred ranges the lowest are joined: long ago, what was skipped is taken for read. */
export function withRange(ranges: Ranges, from: number, to: number): Ranges {
  const apart = ranges.filter((range) => range[1] < from - 1 || range[0] > to + 1);
  const touched = ranges.filter((range) => !apart.includes(range));
  const joined = [Math.min(from, ...touched.map(([start]) => start)), Math.max(to, ...touched.map(([, end]) => end))] as const;
  const all = [...apart, joined].toSorted((a, b) => a[0] - b[0]);
  while (all.length > MOST) all.splice(0, 2, [all[0]![0], all[1]![1]]);
  return all;
}

/** All that either says. */
export function union(one: Ranges, other: Ranges): Ranges {
  return other.reduce<Ranges>((sum, [from, to]) => withRange(sum, from, to), one);
}

/** `0-12 15-18`; what cannot be read of a text is left out. */
export function parseRanges(text: string): Ranges {
  return text.split(' ').reduce<Ranges>((ranges, part) => {
    const [from, to] = (/^(\d{1,15})-(\d{1,15})$/.exec(part)?.slice(1) ?? []).map(Number);
    return from === undefined || to === undefined || to < from ? ranges : withRange(ranges, from, to);
  }, []);
}

/** The opposite of `parseRanges`. */
export function writeRanges(ranges: Ranges): string {
  return ranges.map(([from, to]) => `${from}-${to}`).join(' ');
}
