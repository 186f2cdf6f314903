// How times and names read: localised clock times, days and initials. Never throws on a broken date, locale or zone.

import { isServer } from 'lit';
import { isShadow } from '../live-stream/node-kinds.js';
import { known } from './words.js';

/** Where the reader is: a BCP 47 locale and, unless the machine's own, an IANA time zone. */
export interface ReaderLocale {
  locale: string;
  timeZone: string | undefined;
}

const CLOCK: Intl.DateTimeFormatOptions = { timeStyle: 'short' };
const EXACT: Intl.DateTimeFormatOptions = { dateStyle: 'full', timeStyle: 'medium' };
const SHORT_DAY: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short' };
const DAY_KEY: Intl.DateTimeFormatOptions = { year: 'numeric', month: '2-digit', day: '2-digit' };
const DAY: Intl.DateTimeFormatOptions = { weekday: 'long', day: 'numeric', month: 'long' };
const DAY_OF_YEAR: Intl.DateTimeFormatOptions = { ...DAY, year: 'numeric' };

// Making a formatter costs a hundred times what using it does, and every row needs the same few.
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(locale: string, timeZone: string | undefined, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone ?? ''} ${JSON.stringify(options)}`;
  let found = formatters.get(key);
  if (found === undefined) {
    try {
      found = known(Intl.DateTimeFormat, locale, timeZone ? { ...options, timeZone } : options);
    } catch {
      found = known(Intl.DateTimeFormat, locale, options); // a zone nobody knows: the machine's own, in that locale all the same
    }
    formatters.set(key, found);
  }
  return found;
}

function format(iso: string, place: ReaderLocale, options: Intl.DateTimeFormatOptions, locale = place.locale): string {
  const time = Date.parse(iso);
  return Number.isNaN(time) ? '' : formatter(locale, place.timeZone, options).format(time);
}

/** The locale in force at an element: the nearest `lang`, through shadow roots, else the browser's. A server, which sees no page, has English. */
export function localeAt(element: Element): string {
  if (isServer) return 'en';
  let at: Element | null = element;
  while (at !== null) {
    const holder: Element | null = at.closest('[lang]:not([lang=""])');
    if (holder !== null) return holder.getAttribute('lang') ?? '';
    const root: Node = at.getRootNode();
    at = isShadow(root) ? root.host : null;
  }
  return navigator.language;
}

/** Where the reader of an element is; `before`, if that is still there. */
export function placeAt(element: Element & { timeZone: string }, before: ReaderLocale): ReaderLocale {
  const [locale, timeZone] = [localeAt(element), element.timeZone || undefined];
  return before.locale === locale && before.timeZone === timeZone ? before : { locale, timeZone };
}

/** The time of day, to the minute: `14:05`. */
export function clockTime(iso: string, place: ReaderLocale): string {
  return format(iso, place, CLOCK);
}

/** The day, short: `2 Mar`. */
export function shortDay(iso: string, place: ReaderLocale): string {
  return format(iso, place, SHORT_DAY);
}

/** The whole instant: `Thursday, 2 March 2023 at 14:05:10`. */
export function exactTime(iso: string, place: ReaderLocale): string {
  return format(iso, place, EXACT);
}

/** The calendar day of an instant for that reader (`2026-03-02`): equal for two instants of one day. */
export function dayKey(iso: string, place: ReaderLocale): string {
  // Canada writes a day so, but not in every engine (WebKitGTK); to take it apart takes longer.
  return format(iso, place, DAY_KEY, 'en-US').replace(
    /^(\d+)\/(\d+)\/(\d+)$/,
    (_, month: string, on: string, year: string) => `${year.padStart(4, '0')}-${month}-${on}`,
  );
}

/** The first instant of a calendar day (`2026-03-02`) for that reader; undefined when it is no day. */
export function startOfDay(day: string, place: ReaderLocale): Date | undefined {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || Number.isNaN(midnight)) return undefined;
  // Zones are hours apart, some by quarters: the first quarter that the reader calls this day.
  for (let at = midnight - 15 * 3_600_000; at <= midnight + 15 * 3_600_000; at += 900_000) {
    if (dayKey(new Date(at).toISOString(), place) === day) return new Date(at);
  }
  return undefined;
}

/** The day in words: Today, Yesterday, or the date; the year only when it is another. */
export function dayLabel(iso: string, now: Date, place: ReaderLocale): string {
  const day = Date.parse(dayKey(iso, place));
  const today = Date.parse(dayKey(now.toISOString(), place));
  const ago = Math.round((day - today) / 86_400_000);
  if (ago === 0 || ago === -1) return relativeDay(ago, place.locale);
  const sameYear = new Date(day).getUTCFullYear() === new Date(today).getUTCFullYear();
  return format(iso, place, sameYear ? DAY : DAY_OF_YEAR);
}

function relativeDay(days: number, locale: string): string {
  const words = known(Intl.RelativeTimeFormat, locale, { numeric: 'auto' }).format(days, 'day');
  return words.charAt(0).toLocaleUpperCase() + words.slice(1);
}

/** Up to two letters standing for a name: `Ana Lima` is `AL`, `ana@example.org` is `A`. */
export function initials(name: string): string {
  const words = name
    .trim()
    .split(/[\s._-]+|@.*/u)
    .filter(Boolean);
  const letters = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return letters
    .map((word) => firstOf(word ?? ''))
    .join('')
    .toLocaleUpperCase();
}

/** The first character of a word, as people count them: a flag is one, and so is a letter with all its marks. */
function firstOf(word: string): string {
  const [first] = new Intl.Segmenter('en').segment(word);
  return first?.segment ?? '';
}

/** One of `count` colours, the same one for the same id. */
export function colourOf(id: string, count: number): number {
  let hash = 0;
  for (let i = 0; i < id.length; i++) hash = (Math.imul(hash, 31) + id.charCodeAt(i)) | 0;
  // The low bits of short, similar ids barely differ; spread them.
  return (Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 16) % count;
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** How large a file is, in steps of a thousand: `1.2 MB`. */
export function fileSize(bytes: number, locale: string): string {
  const step = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), UNITS.length - 1);
  const options = {
    style: 'unit',
    unit: UNITS[step],
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: step === 0 ? 0 : 1,
  } as const;
  return known(Intl.NumberFormat, locale, options).format(bytes / 1000 ** step);
}
