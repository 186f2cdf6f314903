// One request to a server of the contract: with the token, within a time, and what went wrong as a `SourceError`.

import { SourceError } from '../sync/protocol.js';
import { asJson } from './checks.js';
import { given } from './given.js';
import { refusalOf } from './http-wire.js';
import type { Call } from './http-wire.js';
import { MAX_FRAME } from './wire.js';

/** Where a server is, and who asks. */
export interface HttpEndpoint {
  /** The address below which the routes lie, such as `https://example.com/api` or `/api`. */
  url: string;
  /**
   * Who the user is; sent as `Authorization: Bearer`. A function is asked again for each request. Without one, cookies say it where the
   * server is of the page's own origin; to another they go by a `fetch` that includes them (`credentials: 'include'`) alone.
   */
  token?: string | (() => string);
  /** A function like `fetch`. By default the one in place at each request. */
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
}

/** A call with whatever a request can carry. */
export interface HttpCall extends Omit<Call, 'body'> {
  body?: BodyInit;
}

/** The answer, not read yet. Rejects where the server refuses, and as `fetch` does. */
export async function request(
  { url, token, fetch = globalThis.fetch }: HttpEndpoint,
  { method, path, headers, body }: HttpCall,
  signal: AbortSignal,
): Promise<Response> {
  const init: RequestInit = {
    method,
    headers: { ...headers, ...bearer(token) },
    signal,
    cache: 'no-store',
    ...(body === undefined ? {} : { body }),
  };
  const response = await fetch(url.replace(/\/$/, '') + path, init);
  if (response.ok) return response;
  const said = await readJson(response).catch(() => undefined);
  throw refusalOf(response.status, response.headers.get('Retry-After'), said);
}

/** What an answer says. */
export async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return asJson(text, 'answer', MAX_FRAME);
  } catch (error) {
    withoutPage(response);
    throw response.redirected ? signInPage() : error;
  }
}

/** The answer, unless it is a page: whoever stands before a server shows one to those who have to sign in, and it is no word of the server's. */
export function withoutPage(response: Response): Response {
  if (/^text\/html\b/i.test(response.headers.get('Content-Type') ?? '')) throw signInPage();
  return response;
}

function signInPage(): SourceError {
  return new SourceError('unauthorized', 'Not the server answered, but a page, such as one to sign in by.');
}

/** A header carries no other characters; a token that has them never worked. */
function bearer(token: HttpEndpoint['token']): Record<string, string> {
  const said = given('token', token);
  if (said === undefined) return {};
  if (!/^[\x21-\x7e]*$/.test(said)) throw new SourceError('unauthorized', 'the token has characters no header can carry');
  return { Authorization: `Bearer ${said}` };
}

/** Whatever went wrong below: no connection, or one that broke off. */
export function asSourceError(error: unknown, { method, path }: HttpCall): SourceError {
  return error instanceof SourceError ? error : new SourceError('closed', `${method} ${path}: ${String(error)}`);
}

/** Time for something: `hold` rejects with `error` when it is over, and `signal` says so to the request. */
export function limit(
  outer: AbortSignal | undefined,
  milliseconds: number,
  error: SourceError,
): { signal: AbortSignal; hold: <T>(work: Promise<T>) => Promise<T>; again: () => void; end: () => void } {
  const inner = new AbortController();
  const over = new Promise<never>((_, reject) => {
    inner.signal.addEventListener('abort', () => reject(inner.signal.reason as Error), { once: true });
  });
  over.catch(() => undefined);
  const stop = (): void => inner.abort(new SourceError('closed', 'the connection was closed'));
  if (outer?.aborted) stop();
  outer?.addEventListener('abort', stop, { once: true });
  const start = (): ReturnType<typeof setTimeout> => setTimeout(() => inner.abort(error), milliseconds);
  let timer = start();
  return {
    signal: inner.signal,
    hold: (work) => Promise.race([work, over]),
    again: () => {
      clearTimeout(timer);
      timer = start();
    },
    end: () => {
      clearTimeout(timer);
      outer?.removeEventListener('abort', stop);
    },
  };
}
