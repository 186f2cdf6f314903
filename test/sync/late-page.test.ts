// R5 with two tabs: a page that one asked for comes after the other has deleted one of its rows, and the cache has forgotten its place.

import 'fake-indexeddb/auto';
import { expect, it, vi } from 'vitest';
import type { FakeSource } from './fake-source.js';
import { oneUser } from './one-user.js';

/** Holds back the answers to pages: a slow line. */
function slowPages(source: FakeSource): { release(): void; answered(): number } {
  let release = (): void => undefined;
  let answered = 0;
  const gate = new Promise<void>((resolve) => (release = resolve));
  const open = source.channel.bind(source);
  source.channel = ((...args: Parameters<FakeSource['channel']>) => {
    const channel = open(...args);
    const page = channel.page.bind(channel);
    channel.page = async (query) => {
      const answer = await page(query);
      answered += 1;
      await gate;
      return answer;
    };
    return channel;
  }) as FakeSource['channel'];
  return { release, answered: () => answered };
}

const user = oneUser({ size: 10, most: 20, limits: { rows: 120 } }, 400);

it(
  'a message deleted here stays gone in the other tab, though its place was forgotten and its page comes late',
  { timeout: 20_000 },
  async () => {
    const here = user.open();
    await here.is({ state: 'live' });
    const there = user.open({ online: false });
    const slow = slowPages(there.source);
    there.source.goOnline();
    await there.is({ state: 'live' });
    const jump = there.stream.jumpTo({ id: 'h5' });
    await vi.waitFor(() => expect(slow.answered()).toBe(1));
    // What the server tells of the delete is lost for both.
    here.source.deaf = there.source.deaf = true;
    await here.stream.jumpTo({ id: 'h5' });
    const { id } = here.list.find(({ row }) => row.sender.id === 'ana')!;
    await here.stream.delete(id);
    await vi.waitFor(async () => expect((await here.stream.find(id))?.deleted).toBe(true));
    await here.stream.latest();
    for (let n = 0; n < 12; n += 1) await here.stream.older(10);
    slow.release();
    await jump;
    await there.stream.older(10);
    await there.stream.older(10);
    expect(there.list.map((shown) => shown.id)).toContain('h5');
    expect(there.stream.get(id)).toBeUndefined();
  },
);
