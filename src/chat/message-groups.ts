// Reads a list of messages as people do: by days, and by runs of one sender within a minute.

import type { Message } from '../backend/model.js';
import { dayKey, dayLabel, type ReaderLocale } from './format.js';

/** What a row shows because of the row before it. */
export interface Grouped {
  /** Without one nobody knows what was said here: the next row begins anew. */
  message: Message | undefined;
  grouped: boolean;
  day: string;
}

/** Sets `grouped` and `day` of every row, in order. Writes only what changed, so that settled rows are not rendered again. */
export function groupRows(rows: Iterable<Grouped>, now: Date, place: ReaderLocale): void {
  let before: Message | undefined;
  let dayBefore = '';
  for (const row of rows) {
    const { message } = row;
    if (!message) {
      before = undefined;
      dayBefore = '';
      continue;
    }
    const day = dayKey(message.insertedAt, place);
    const label = day === dayBefore ? '' : dayLabel(message.insertedAt, now, place);
    const grouped = label === '' && before?.sender?.id === message.sender?.id && minute(before) === minute(message);
    if (row.day !== label) row.day = label;
    if (row.grouped !== grouped) row.grouped = grouped;
    before = message;
    dayBefore = day;
  }
}

// A group's head shows its minute; so it is the minute of the whole group.
function minute(message: Message | undefined): number {
  return Math.floor(Date.parse(message?.insertedAt ?? '') / 60_000);
}
