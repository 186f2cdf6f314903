// When a URL is joined again: the waits between tries, however soon the server wants the next.

import { vi } from 'vitest';
import { readUrl } from '../../src/live-stream/url-source.js';

const events = (text: string): Response => new Response(text, { headers: { 'content-type': 'text/event-stream' } });
const down = (): Response => new Response('', { status: 503 });

/** The waits after each of these answers, in milliseconds, the longest that chance allows. */
async function waitsAfter(...answers: Response[]): Promise<number[]> {
  const over = new AbortController();
  const waits: number[] = [];
  vi.stubGlobal('fetch', () => Promise.resolve(answers.shift()));
  vi.stubGlobal('setTimeout', (then: () => void, wait: number) => {
    waits.push(wait);
    if (!answers.length) over.abort();
    queueMicrotask(then);
  });
  const heard = { message: () => undefined, open: () => undefined, error: () => undefined };
  await readUrl({ url: '/events' }, heard, over.signal, () => 1);
  return waits;
}

afterEach(() => vi.unstubAllGlobals());

describe('a URL is joined again', () => {
  it('at once after a break where the server asks for that, and later and later while it brings nothing', async () => {
    const waits = await waitsAfter(events('retry: 0\ndata: {}\n\n'), down(), down(), down(), events('data: {}\n\n'), down());
    expect(waits).toEqual([0, 500, 1000, 2000, 0, 500]);
  });

  it('not at once where the server answers with nothing again and again', async () => {
    expect(await waitsAfter(events('retry: 0\n\n'), events(''), events(': hello\n\n'))).toEqual([250, 250, 250]);
  });

  it('after a second where the server does not say, and never later than after half a minute', async () => {
    const waits = await waitsAfter(...Array.from({ length: 8 }, down));
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('no sooner than the server asks', async () => {
    expect(await waitsAfter(events('retry: 3000\ndata: {}\n\n'), down())).toEqual([3000, 6000]);
  });
});
