// What the server answers over HTTP, whatever was asked: JSON, refusals in one shape, and answers that go wrong on purpose.

import { STATUS } from '../backend/http-wire.js';
import { encodeRefusal, refusalFor } from '../backend/wire.js';
import { SourceError } from '../sync/protocol.js';
import type { FaultKind, Strike } from './faults.js';
import { GARBAGE } from './on-purpose.js';

type Payload = Readonly<Record<string, unknown>>;

/** What cannot be done to the answer to one request: there is no second one, and no broadcast. */
export const IMPOSSIBLE: ReadonlySet<FaultKind> = new Set(['duplicate-reply']);
/** A stream of events says how far it reaches when it begins: late, it would say so after what it reaches. */
export const IMPOSSIBLE_TO_STREAMS: ReadonlySet<FaultKind> = new Set(['stale-page']);
/** Nothing of an upload goes out of date; a file itself is no answer that could be told from another one. */
export const IMPOSSIBLE_TO_UPLOADS: ReadonlySet<FaultKind> = new Set(['duplicate-reply', 'stale-page']);
export const IMPOSSIBLE_TO_FILES: ReadonlySet<FaultKind> = new Set([
  ...IMPOSSIBLE_TO_UPLOADS,
  'commit-then-drop-reply',
  'commit-then-500',
  'oversize',
  'garbage-frame',
  'close-mid-frame',
]);

/** No answer, until whoever asked gives up. */
export function silence(signal: AbortSignal): Promise<Response> {
  return new Promise((resolve) => {
    const give = (): void => resolve(Response.error());
    if (signal.aborted) give();
    else signal.addEventListener('abort', give, { once: true });
  });
}

export function reply(strike: Strike, answer: Payload): Response {
  const text = JSON.stringify(answer);
  if (strike.has('garbage-frame')) return json(200, GARBAGE);
  if (!strike.has('close-mid-frame')) return json(200, text);
  const half = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(text.slice(0, text.length / 2)));
    },
    pull(controller) {
      controller.error(new TypeError('the connection was lost'));
    },
  });
  return new Response(half, { headers: { 'Content-Type': 'application/json' } });
}

export function refusal(error: unknown): Response {
  const said = refusalFor(error);
  const isMalformed = error instanceof SourceError && error.reason === 'malformed';
  const status = isMalformed ? 400 : (STATUS[said.reason] ?? 500);
  const { retryAfterMs } = said;
  const headers = retryAfterMs === undefined ? {} : { 'Retry-After': String(Math.ceil(retryAfterMs / 1000)) };
  return json(status, JSON.stringify(encodeRefusal(said)), headers);
}

export function refuseRoute(method: string, path: string, allowed: string[]): Response {
  if (allowed.length === 0) return refusal(new SourceError('not-found', `There is nothing at ${path}.`));
  const said = encodeRefusal(new SourceError('invalid', `${path} does not take ${method}.`));
  return json(405, JSON.stringify(said), { Allow: [...new Set(allowed)].join(', ') });
}

function json(status: number, text: string, headers: Record<string, string> = {}): Response {
  return new Response(text, { status, headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...headers } });
}

export function wait(ms: number): Promise<void> {
  return ms > 0 ? new Promise((resolve) => setTimeout(resolve, ms)) : Promise.resolve();
}
