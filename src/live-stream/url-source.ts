// Ops from a URL: server-sent events or NDJSON, read through `fetch` (which a page can mock, abort and send headers with), joined
// again after every break with full jitter: an event stream from where it was left, NDJSON from its beginning, as it has no ids.

import { asHeader, EventStreamReader, LineReader } from './event-stream.js';

/** What a URL gives and says. */
export interface UrlSourceEvents {
  /** One message, parsed from JSON; anything at all. */
  message(value: unknown): void;
  /** The server answered, and is being read. */
  open(): void;
  /** Something went wrong; it is tried again unless `final`. */
  error(error: Error, final: boolean): void;
}

/** A URL, and how far it was read. */
export interface UrlPlace {
  readonly url: string;
  reader?: EventStreamReader;
}

/** What is read: event streams, JSON by whatever name, and what a server gave no name or none of its own. */
const READABLE = /^$|text\/event-stream|json|text\/plain/;

/** The server-sent events that carry ops; by other names a server says other things. */
const OP_EVENTS = ['message', 'stream-op'];

/** Longest wait before the next try, in milliseconds. */
const MAX_WAIT = 30_000;

/** What the wait grows from at least once a try has brought nothing, in milliseconds: a server may ask to be joined again at once. */
const LEAST_WAIT = 250;

/** Reads a URL from where it was left, until the signal aborts. Ends by itself when NDJSON ends, or when the server says 204 or refuses for good. */
export async function readUrl(
  place: UrlPlace,
  events: UrlSourceEvents,
  signal: AbortSignal,
  random: () => number = Math.random,
): Promise<void> {
  const reader = (place.reader ??= new EventStreamReader());
  for (let tries = 0; !signal.aborted; tries++) {
    let brought = false;
    const heard: UrlSourceEvents = {
      ...events,
      message: (value) => {
        brought = true;
        events.message(value);
      },
    };
    try {
      const over = await readOnce(place.url, reader, signal, heard, () => (tries = 0));
      if (over) return;
    } catch (cause) {
      if (signal.aborted) return;
      const error = cause instanceof Error ? cause : new Error(String(cause));
      const final = error instanceof Refused;
      events.error(error, final);
      if (final) return;
    }
    const wait = Math.min(MAX_WAIT, Math.max(reader.retry ?? 1000, brought ? 0 : LEAST_WAIT) * 2 ** tries);
    await pause(random() * wait, signal);
  }
}

/** The server said no in a way that trying again will not change. */
class Refused extends Error {}

async function readOnce(
  url: string,
  reader: EventStreamReader,
  signal: AbortSignal,
  events: UrlSourceEvents,
  connected: () => void,
): Promise<boolean> {
  const headers: Record<string, string> = { accept: 'text/event-stream, application/x-ndjson, application/json' };
  if (reader.lastEventId) headers['last-event-id'] = asHeader(reader.lastEventId);
  const response = await fetch(url, { headers, signal, cache: 'no-store' });
  if (!response.ok) {
    const message = `${url} answered ${response.status}`;
    throw response.status >= 500 || response.status === 429 || response.status === 408 ? new Error(message) : new Refused(message);
  }
  if (response.status !== 204 && !response.body) throw new Error(`${url} answered with nothing to read`);
  const type = response.headers.get('content-type')?.toLowerCase() ?? '';
  if (response.body && !READABLE.test(type)) {
    void response.body.cancel();
    throw new Refused(`${url} answered ${type}, which is neither an event stream nor JSON`);
  }
  events.open();
  connected();
  if (!response.body) return true;
  reader.begin();
  const isEventStream = type.includes('text/event-stream');
  const lines = new LineReader();
  const give = (data: string): void => {
    const value = parsed(data);
    if (value) events.message(value.json);
    else {
      events.error(new SyntaxError(`${url} sent something that is not JSON: ${data.slice(0, 80)}`), false);
    }
  };
  if (/application\/json\s*(;|$)/.test(type)) {
    // One document, or lines under the wrong name.
    const text = await response.text();
    const whole = parsed(text);
    if (whole) events.message(whole.json);
    else for (const line of [...lines.read(text), ...lines.end()]) give(line);
    return true;
  }
  const pieces = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let piece = await pieces.read(); !piece.done; piece = await pieces.read()) {
    if (isEventStream) {
      for (const { event, data } of reader.read(piece.value)) if (OP_EVENTS.includes(event)) give(data);
    } else for (const line of lines.read(piece.value)) give(line);
  }
  if (!isEventStream) for (const line of lines.end()) give(line);
  return !isEventStream;
}

function parsed(text: string): { json: unknown } | undefined {
  try {
    return { json: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
