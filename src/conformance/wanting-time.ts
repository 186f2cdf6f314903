// Servers that want time between requests: whatever is asked of them is asked again when they say, within a patience.

import { SourceError } from '../sync/protocol.js';

const TOO_MANY_REQUESTS = 429;
/** How long to wait where a server does not say how long, in milliseconds. */
const WAIT_MS = 1_000;
/** Nobody is asked without a pause: a date that is now may mean the end of this second. */
const LEAST_WAIT_MS = 50;

/** What a server grants of what is asked of it. Rejects as `ask` does, where the server wants no time, or too much. */
export async function inTime<T>(patienceMs: number, ask: () => Promise<T>): Promise<T> {
  for (const end = Date.now() + patienceMs; ;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof SourceError) || error.reason !== 'rate-limited') throw error;
      if (!(await pause(error.retryAfterMs, end))) throw error;
    }
  }
}

/** The answer to a request over HTTP; that it wants time, where it wants too much. */
export async function answerInTime(patienceMs: number, ask: () => Promise<Response>): Promise<Response> {
  for (const end = Date.now() + patienceMs; ;) {
    const response = await ask();
    if (response.status !== TOO_MANY_REQUESTS) return response;
    if (!(await pause(await askedBy(response.clone()), end))) return response;
  }
}

/** How long an answer asks to be waited for, in milliseconds: in its body, or in its header, by seconds or a date. */
async function askedBy(response: Response): Promise<number | undefined> {
  const said: unknown = await response.json().catch(() => undefined);
  const { retry_after_ms: ms } = Object(said) as Record<string, unknown>;
  if (typeof ms === 'number') return ms;
  const header = response.headers.get('Retry-After')?.trim();
  if (!header) return undefined;
  const seconds = Number(header);
  const wait = Number.isNaN(seconds) ? Date.parse(header) - Date.now() : seconds * 1_000;
  return Number.isNaN(wait) ? undefined : wait;
}

/** Waits as long as is asked for. Resolves to false, at once, where that is longer than there is time. */
async function pause(askedMs: number | undefined, end: number): Promise<boolean> {
  const wait = Math.max(askedMs ?? WAIT_MS, LEAST_WAIT_MS);
  if (Date.now() + wait > end) return false;
  await new Promise((resolve) => setTimeout(resolve, wait));
  return true;
}
