// Readers of untrusted data: each gives back a checked value or throws a `SourceError` that names the field and what stood there. Pure.

import { SourceError } from '../sync/protocol.js';

/** An object that came from outside: nothing is known of its values. */
export type Fields = Readonly<Record<string, unknown>>;

/** The longest address, in UTF-16 units. */
export const MAX_ADDRESS = 2048;
/** Ids end up in DOM ids, topics and database keys. */
const MAX_ID = 128;
const MAX_NAME = 255;
/** Length of an ISO time whose year has four digits and no sign. */
const ISO_LENGTH = 24;
/** Half of a character, which no address can hold. */
const HALF = /\p{Surrogate}/u;
// eslint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/;
// Control and bidirectional override characters: a name may not turn the text around it.
// eslint-disable-next-line no-control-regex
const UNFIT_FOR_NAMES = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

export function malformed(what: string, expected: string, value: unknown): SourceError {
  return new SourceError('malformed', `${what} must be ${expected}, not ${shown(value)}`);
}

export function asFields(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed(what, 'an object', value);
  return value as Fields;
}

/** A whole number of 0 or more, exact in JavaScript. */
export function asNumber(value: unknown, what: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw malformed(what, 'a whole number of 0 or more', value);
  return value === 0 ? 0 : value; // -0 is an integer too, and would survive comparison but not `Object.is`
}

/** How many rows are asked for. More than an answer carries is no fault: it has fewer, and says so. */
export function asLimit(value: unknown, most: number): number {
  if (value === 0) throw malformed('query: limit', 'a whole number of 1 or more', value);
  return Math.min(asNumber(value, 'query: limit'), most);
}

export function asId(value: unknown, what: string): string {
  if (typeof value !== 'string' || value === '' || value.length > MAX_ID || CONTROLS.test(value) || HALF.test(value)) {
    throw malformed(what, `a text of 1 to ${MAX_ID} characters without control characters or halves of characters`, value);
  }
  return value;
}

export function asText(value: unknown, what: string, longest: number): string {
  if (typeof value !== 'string' || value.length > longest) throw malformed(what, `a text of at most ${longest} characters`, value);
  return value;
}

/** What people read as somebody's name. */
export function asName(value: unknown, what: string): string {
  return asText(value, what, MAX_NAME).replace(UNFIT_FOR_NAMES, '\ufffd');
}

export function asList(value: unknown, what: string, longest: number): readonly unknown[] {
  if (!Array.isArray(value) || value.length > longest) throw malformed(what, `a list of at most ${longest}`, value);
  return value;
}

/** An instant as ISO 8601 in UTC. A time without a zone is UTC, as Phoenix writes its naive times. */
export function asTime(value: unknown, what: string): string {
  const text = typeof value === 'string' && /^\d{4}-\d\d-\d\d/.test(value) && value.length <= 40 ? value : '';
  const time = Date.parse(/[T ][^Z+-]+$/i.test(text) ? `${text}Z` : text);
  const iso = Number.isNaN(time) ? '' : new Date(time).toISOString();
  if (iso.length !== ISO_LENGTH) throw malformed(what, 'an ISO 8601 time of the years 0 to 9999', value);
  return iso;
}

/** What can be read, or undefined. */
export function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** A short look at any value, for an error message: never its insides, which may be huge or hostile. */
function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  return value === undefined ? 'missing' : `a ${typeof value}`;
}

/** What a text says as JSON. */
export function asJson(value: unknown, what: string, longest: number): unknown {
  if (typeof value !== 'string' || value.length > longest)
    throw malformed(what, `a text of at most ${longest} characters`, typeof value === 'string' ? value.length : value);
  try {
    return JSON.parse(value);
  } catch {
    throw malformed(what, 'JSON', value);
  }
}
