// A chat over plain HTTP/1.1, where a browser has six connections per host, in all tabs together: many rooms are followed, and there is
// still one to send with.

import type { Browser, Locator, Page } from 'playwright';
import { expect } from 'vitest';
import { ROOMS_TOPIC } from '../../src/backend/model.js';
import { startMockServer } from '../../src/node/mock-server.js';
import type { NodeMockServer } from '../../src/node/mock-server.js';
import { openBrowser } from './browsers.js';
import { serveOwnPage, type OwnPage } from './own-page.js';
import { message, messages, send } from './walk.js';

const ROOMS = Array.from({ length: 10 }, (_, index) => `room-${index}`);
const [OPEN, ...OTHERS] = ROOMS as [string, ...string[]];

let mock: NodeMockServer;
let browser: Browser;
let page: OwnPage;

beforeAll(async () => {
  browser = await openBrowser();
  page = await serveOwnPage('http-page.ts');
});
beforeEach(async () => {
  mock = await startMockServer({ port: 0 });
  const { server } = mock;
  for (const { id } of (await server.current()).page('ana', ROOMS_TOPIC, { after: 0, limit: 50 }).rows)
    await server.put('ana', ROOMS_TOPIC, { mutationId: `end-${id}`, kind: 'delete', id, body: {} });
  for (const id of ROOMS) await server.put('ana', ROOMS_TOPIC, { mutationId: id, kind: 'create', id, body: { name: id } });
});
afterEach(() => mock.stop());
afterAll(async () => {
  await browser.close();
  await page.close();
});

/** A browser of somebody's own, with so many tabs in the open room. */
async function visit(user: string, tabs: number): Promise<Page[]> {
  const context = await browser.newContext();
  const opened: Page[] = [];
  while (opened.length < tabs) {
    const tab = await context.newPage();
    await tab.goto(`${page.url}?server=${mock.url}&as=${user}#/rooms/${OPEN}`);
    await tab.getByRole('heading', { name: OPEN, exact: true }).waitFor();
    await room(tab, ROOMS.at(-1)!).waitFor();
    opened.push(tab);
  }
  return opened;
}

const room = (tab: Page, id: string): Locator => tab.locator('room-list').getByRole('link', { name: id });
const state = (tab: Page, text: string): Promise<string> =>
  message(tab, text).evaluate((row) => (row as HTMLElement & { state: string }).state);

describe('ten rooms over HTTP/1.1', () => {
  it('leave a connection to send with, and news of each reach the list of rooms', async () => {
    const [tab] = (await visit('ana', 1)) as [Page];
    await send(tab, 'Is anybody there?');
    await expect.poll(() => state(tab, 'Is anybody there?'), { timeout: 15_000 }).toBe('sent');
    for (const id of OTHERS) await mock.server.post('ben', id, `news of ${id}`);
    for (const id of OTHERS) await room(tab, id).getByText(`news of ${id}`).waitFor();
    await mock.server.post('ben', OPEN, 'I am');
    await message(tab, 'I am').waitFor();
    mock.server.typing('ben', `room:${OPEN}`);
    await tab.getByText(/Ben .*is typing/).waitFor();
    await room(tab, OTHERS[3]!).click();
    await message(tab, `news of ${OTHERS[3]}`).waitFor();
    await send(tab, 'Here, too');
    await expect.poll(() => state(tab, 'Here, too')).toBe('sent');
    await tab.context().close();
  });

  it('do so in four tabs at once, and in one that comes back from offline', async () => {
    const tabs = await visit('ana', 4);
    for (const [index, tab] of tabs.entries()) await send(tab, `from tab ${index}`);
    for (const tab of tabs) for (const index of tabs.keys()) await expect.poll(() => state(tab, `from tab ${index}`)).toBe('sent');
    mock.online = false;
    for (const id of OTHERS) await mock.server.post('ben', id, `meanwhile in ${id}`);
    await send(tabs[0]!, 'from the tunnel');
    mock.online = true;
    for (const tab of tabs) {
      for (const id of OTHERS) await room(tab, id).getByText(`meanwhile in ${id}`).waitFor();
      await expect.poll(() => state(tab, 'from the tunnel')).toBe('sent');
      expect(await messages(tab).count()).toBe(5);
    }
    await tabs[0]!.context().close();
  });
});
