// What a list holds of all there is: segments of rows, and of what is not known between them. Pure.

import { GAP_ID } from '../sync/gap.js';

/** A part of the bar. */
export interface Segment {
  kind: 'rows' | 'gap';
  /** How many rows, or how many changes lie in the gap. */
  count: number;
  /** Positions of the first and the last, where the items have any. */
  from: number | undefined;
  to: number | undefined;
}

/** A row as the bar sees it: its id, as an item or in the DOM, and its position if it has one. */
export interface BarRow {
  id: string;
  seq: number | undefined;
}

/** The segments of a list, in its order. */
export function segmentsOf(rows: readonly BarRow[]): Segment[] {
  const segments: Segment[] = [];
  for (const { id, seq } of rows) {
    const gap = GAP_ID.exec(id);
    const last = segments.at(-1);
    if (gap) {
      const [low, below] = [Number(gap[1]), Number(gap[2])];
      segments.push({ kind: 'gap', count: below - low, from: low, to: below - 1 });
    } else if (last?.kind === 'rows') {
      last.count += 1;
      last.from ??= seq;
      last.to = seq ?? last.to;
    } else segments.push({ kind: 'rows', count: 1, from: seq, to: seq });
  }
  return segments;
}

/** What a segment says of itself. */
export function wordsOf({ kind, count, from, to }: Segment): string {
  const where = from === undefined ? '' : `, ${from} to ${to ?? from}`;
  return kind === 'gap' ? `gap${where}` : `${count} ${count === 1 ? 'row' : 'rows'}${where}`;
}
