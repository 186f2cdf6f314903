// One script and one tag in pages of every kind: from a disk, without a secure context, under a strict policy, in a frame that keeps
// nothing, beside a page's own network and its own mocks.

import { fileURLToPath, pathToFileURL } from 'node:url';
import type { FrameLocator, Locator, Page } from 'playwright';
import { build } from 'vite';
import { expect, inject } from 'vitest';
import type { Chat } from '../../src/chat/chat.js';
import { ALIASES } from '../../tools/vite-shared.ts';
import { IN_FIREFOX, IN_WEBKIT } from './browsers.js';
import { serveHostPage, type HostPage } from './host-page.js';
import { message, messages, send, Visit, walk } from './walk.js';

const EMBED = 'embed/plain.html';
/** A picture of one pixel by one. */
const PIXEL = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

/** What the page of a host has beside the platform. */
interface OwnPage {
  talk(): Promise<string[]>;
  replaced(): string[];
  added(): string[];
}

async function enter(visit: Visit, where = EMBED): Promise<Page> {
  const tab = await visit.open(where);
  await messages(tab).last().waitFor();
  return tab;
}

/** A visit of a place of its own, which ends and complains as others do. */
async function visiting(options: ConstructorParameters<typeof Visit>[0], act: (visit: Visit) => Promise<void>): Promise<void> {
  const visit = new Visit(options);
  try {
    await act(visit);
    expect(visit.complaints).toEqual([]);
  } finally {
    await visit.end();
  }
}

/** A page is open before it has a head to put a script into. */
async function addScript(tab: Page, script: Parameters<Page['addScriptTag']>[0]): Promise<void> {
  await tab.waitForLoadState('domcontentloaded');
  await tab.addScriptTag(script);
}

async function isSent(tab: Page | FrameLocator, text: string): Promise<void> {
  await expect
    .poll(() =>
      tab
        .locator('message-item')
        .filter({ hasText: text })
        .evaluate((row) => (row as HTMLElement & { state: string }).state),
    )
    .toBe('sent');
}

/** What is written in one tab is read in another, and again after a reload. */
async function converses(visit: Visit, where = EMBED): Promise<void> {
  const [one, other] = [await enter(visit, where), await enter(visit, where)];
  await send(one, 'Written here');
  await message(other, 'Written here').waitFor();
  await isSent(one, 'Written here');
  await other.reload();
  await message(other, 'Written here').waitFor();
  expect(await messages(other).filter({ hasText: 'Written here' }).count()).toBe(1);
}

describe('one script and one tag', () => {
  walk('are a chat that two tabs share and a reload keeps, and ask for nothing but the script', async ({ visit }) => {
    await converses(visit);
    const asked: string[] = [];
    const tab = await enter(visit);
    tab.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await tab.reload();
    await messages(tab).last().waitFor();
    await send(tab, 'Nobody is asked');
    await isSent(tab, 'Nobody is asked');
    expect(asked.filter((path) => !path.endsWith('/icon.svg'))).toEqual(['/embed/plain.html', '/cdn/live-stream-kit.iife.js']);
    expect(await tab.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(0);
  });

  walk('take the box they are given, and have a shape of their own where there is none', async ({ visit }) => {
    const tab = await enter(visit);
    const height = async (): Promise<number> => (await tab.locator('chat-app').boundingBox())?.height ?? 0;
    expect(await height()).toBeGreaterThan(400);
    expect(await height()).toBeLessThanOrEqual(800);
    await tab.locator('chat-app').evaluate((app) => (app.style.height = '320px'));
    await expect.poll(height).toBe(320);
    expect((await tab.locator('message-composer').boundingBox())!.y).toBeLessThan(320);
  });

  walk(
    'may be there twice, as a classic script and as a module: the first counts, and each other says once that it does not',
    async ({ visit }) => {
      const tab = await enter(visit);
      const warned: string[] = [];
      tab.on('console', (line) => line.type() === 'warning' && line.text().startsWith('live-stream-kit') && warned.push(line.text()));
      const first = await tab.evaluateHandle(() => [
        (window as unknown as { LiveStreamKit: object }).LiveStreamKit,
        customElements.get('chat-app'),
      ]);
      await addScript(tab, { url: '../cdn/live-stream-kit.iife.js' });
      expect(warned).toHaveLength(1);
      await addScript(tab, { url: '../cdn/live-stream-kit.js', type: 'module' });
      await expect.poll(() => warned).toHaveLength(2);
      expect(
        await tab.evaluate(
          ([kit, app]) => (window as unknown as { LiveStreamKit: object }).LiveStreamKit === kit && customElements.get('chat-app') === app,
          first,
        ),
      ).toBe(true);
      await send(tab, 'Still one chat');
      await isSent(tab, 'Still one chat');
      // Another app of the page gets one demo, not three.
      await tab.evaluate(() => document.body.append(Object.assign(document.createElement('chat-app'), { id: 'later' })));
      await tab.locator('#later').evaluate((app) => app.setAttribute('demo', ''));
      await tab.locator('#later message-item', { hasText: 'Still one chat' }).waitFor();
    },
  );

  for (const [what, script, warning] of [
    ['global', 'globalThis.LiveStreamKit = "mine"', 'a LiveStreamKit of its own'],
    ['element', 'customElements.define("room-list", class extends HTMLElement {})', 'had room-list before'],
  ] as const)
    walk(`say so where the page has ${what === 'global' ? 'a' : 'an'} ${what} of such a name of its own`, async ({ visit }) => {
      const tab = await visit.open('embed/index.html');
      const warned: string[] = [];
      tab.on('console', (line) => line.type() === 'warning' && warned.push(line.text()));
      await addScript(tab, { content: script });
      await addScript(tab, { url: '../cdn/live-stream-kit.iife.js' });
      await expect.poll(() => warned).toEqual([expect.stringContaining(warning)]);
    });

  walk('work from a file on disk', async () => {
    await visiting({ url: pathToFileURL(`${inject('demoFolder')}/`).href }, (visit) => converses(visit));
  });

  walk('work on a host without a secure context', async ({ skip }) => {
    skip(IN_WEBKIT, 'the driver of WebKit maps no host');
    const url = inject('demoUrl').replace('127.0.0.1', 'chat.test');
    await visiting({ url, args: ['--host-resolver-rules=MAP chat.test 127.0.0.1'] }, async (visit) => {
      await converses(visit);
      const tab = await enter(visit);
      const has = await tab.evaluate(() => [isSecureContext, 'randomUUID' in crypto, 'locks' in navigator]);
      expect(has).toEqual([false, false, false]);
    });
  });

  walk('work under a strict policy with Trusted Types, which has nothing to refuse', async ({ visit }) => {
    const tab = await enter(visit, 'embed/strict.html');
    await send(tab, 'As text: <img src=x onerror=alert(1)>');
    await isSent(tab, 'As text:');
    await tab.locator('message-composer').getByRole('textbox').press('ArrowUp');
    const field = tab.getByRole('dialog').getByRole('textbox');
    await field.fill('Changed');
    await field.press('Enter');
    await isSent(tab, 'Changed');
    await message(tab, 'Changed').hover();
    await tab.getByRole('button', { name: /^Delete message/ }).click();
    await messages(tab).getByText('Message deleted').waitFor();
    await tab.getByRole('link', { name: /sre-team/ }).click();
    await messages(tab).last().waitFor();
    expect(await tab.locator('output').textContent()).toBe('Nothing was refused.');
    // The policy is there, and bites.
    const refused = await tab.evaluate(() => {
      try {
        // oxlint-disable-next-line no-unsanitized/property -- what the policy is for
        document.querySelector('output')!.innerHTML = '<b>markup</b>';
        return 'taken';
      } catch (error) {
        return (error as Error).name;
      }
    });
    expect(refused).toBe('TypeError');
    await expect.poll(() => tab.locator('output').textContent()).toContain('require-trusted-types-for');
    visit.complaints.length = 0;
  });

  walk('go on in memory in a sandboxed frame, say so, and let one sign out', async ({ visit, skip }) => {
    skip(IN_WEBKIT, 'Enter, pressed by the driver of WebKit, sends nothing in a frame');
    const tab = await visit.open('embed/sandbox.html');
    const frame = tab.frameLocator('iframe');
    await frame.getByText('This browser keeps nothing for this page').waitFor();
    const field = frame.locator('message-composer').getByRole('textbox');
    await field.fill('From within');
    await field.press('Enter');
    await isSent(frame, 'From within');
    expect(await frame.locator('chat-room').getAttribute('storage')).toBe('memory');
    const leave = (): Promise<unknown> => frame.locator('chat-app').evaluate((app) => (app as unknown as { chat: Chat }).chat.logout());
    await expect.poll(leave).toMatchObject({ left: true, deleted: true, unknown: false });
    await frame.getByText('You’re signed out').waitFor();
  });

  walk('take files in a sandboxed frame, too, and show them', async ({ visit, skip }) => {
    skip(IN_WEBKIT, 'Enter, pressed by the driver of WebKit, sends nothing in a frame');
    const tab = await visit.open('embed/sandbox.html');
    const frame = tab.frameLocator('iframe');
    await frame.getByText('This browser keeps nothing for this page').waitFor();
    const composer = frame.locator('message-composer');
    await composer.locator('input[type=file]').setInputFiles({ name: 'pixel.png', mimeType: 'image/png', buffer: PIXEL });
    await composer.getByRole('button', { name: 'Remove pixel.png' }).waitFor();
    await composer.getByRole('textbox').fill('With a picture');
    await composer.getByRole('textbox').press('Enter');
    await isSent(frame, 'With a picture');
    const picture = frame.locator('message-item', { hasText: 'With a picture' }).locator('img[part=preview]');
    await expect.poll(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth), { timeout: 10_000 }).toBe(1);
  });
});

describe('the page around', () => {
  let host: HostPage;
  beforeAll(async () => void (host = await serveHostPage(inject('demoFolder'))));
  afterAll(() => host.close());

  /** Puts the embed file and a chat into the page, and writes something. */
  async function embed(tab: Page, text: string): Promise<void> {
    await addScript(tab, { url: 'cdn/live-stream-kit.iife.js' });
    await tab.evaluate(() => {
      const app = document.createElement('chat-app');
      app.setAttribute('demo', '');
      document.body.append(app);
    });
    await messages(tab).last().waitFor();
    await send(tab, text);
    await isSent(tab, text);
  }
  const talk = (tab: Page): Promise<string[]> => tab.evaluate(() => (window as unknown as OwnPage).talk());

  walk('has its own fetch, WebSocket and the rest, and asks with them what it asked before', async () => {
    await visiting({ url: host.url }, async (visit) => {
      const tab = await visit.open();
      host.asked();
      const [answers, asked] = [await talk(tab), host.asked()];
      expect(answers).toEqual(['answer to /api/fetch', 'answer to /api/xhr', 'an event', 'own hi']);
      expect(asked).toHaveLength(4);
      await embed(tab, 'Beside the page');
      expect(host.asked().map((line) => line.split(' ')[1])).toEqual(['/cdn/live-stream-kit.iife.js']);
      expect(await talk(tab)).toEqual(answers);
      expect(host.asked()).toEqual(asked);
      expect(await tab.evaluate(() => (window as unknown as OwnPage).replaced())).toEqual([]);
      // The one global of a classic script, the marks of lit, and what the driver of a browser has there.
      const added = await tab.evaluate(() => (window as unknown as OwnPage).added());
      expect(added.filter((name) => !/^((lit|reactiveElement)\w*(Versions|Metadata)|__pw\w+)$/.test(name))).toEqual(['LiveStreamKit']);
    });
  });

  walk('mocks what it likes with an MSW of its own, and none of it is the chat’s', async () => {
    await visiting({ url: host.url }, async (visit) => {
      const tab = await visit.open();
      await addScript(tab, { content: await ownMocks() });
      const mocked = ['mocked /api/fetch', 'mocked /api/xhr', 'mocked socket'];
      const ask = (): Promise<string[]> =>
        tab.evaluate(async () => {
          const xhr = new XMLHttpRequest();
          const answered = new Promise<string>((resolve) => (xhr.onload = () => resolve(xhr.responseText)));
          xhr.open('GET', 'api/xhr');
          xhr.send();
          const socket = new WebSocket('wss://anywhere.invalid/socket');
          const said = new Promise<string>((resolve) => (socket.onmessage = ({ data }) => resolve(String(data))));
          return [await (await fetch('api/fetch')).text(), await answered, await said];
        });
      expect(await ask()).toEqual(mocked);
      const seen = (): Promise<number> => tab.evaluate(() => (window as unknown as { seen: string[] }).seen.length);
      const before = await seen();
      await embed(tab, 'Beside the mocks');
      expect(await seen()).toBe(before);
      expect(await ask()).toEqual(mocked);
    });
  });
});

describe('attributes', () => {
  walk('that make no sense are named with their value, and the demo goes on without them', async ({ visit }) => {
    const tab = await visit.open('embed/index.html');
    // In the page: whoever drives Firefox is told that there was an error, and not which.
    await tab.evaluate(() => {
      const said: string[] = [];
      Object.assign(window, { said });
      console.error = (words: unknown) => void said.push(String(words));
    });
    const said = (): Promise<string[]> => tab.evaluate(() => (window as unknown as { said: string[] }).said);
    await addScript(tab, { url: '../cdn/live-stream-kit.iife.js' });
    const given = { users: 'Ana, Ana', as: 'Nobody', seed: '', latency: '9..3', loss: '5%', history: '1e9' };
    await tab.evaluate((attributes) => {
      const app = document.createElement('chat-app');
      for (const [name, value] of Object.entries({ demo: '', ...attributes })) app.setAttribute(name, value);
      document.body.append(app);
    }, given);
    await messages(tab).last().waitFor();
    await expect.poll(async () => (await said()).length).toBe(6);
    const lines = await said();
    for (const [name, value] of Object.entries(given)) {
      expect(lines.filter((line) => line.includes(`<chat-app ${name}="${value}">: it takes`))).toHaveLength(1);
    }
  });

  walk('give users, a long history and trouble, in which nothing is lost and nothing comes twice', async ({ visit }) => {
    const tab = await visit.open('embed/index.html');
    await addScript(tab, { url: '../cdn/live-stream-kit.iife.js' });
    await tab.evaluate(() => {
      const app = document.createElement('chat-app');
      const attributes = { demo: '', users: 'Mia, Noah', seed: 'walk', latency: '5..20', loss: '0.1', history: '100000' };
      for (const [name, value] of Object.entries(attributes)) app.setAttribute(name, value);
      document.body.append(app);
    });
    await message(tab, '(100000)').waitFor({ timeout: 30_000 });
    for (let n = 1; n <= 3; n += 1) await send(tab, `Through trouble ${n}`);
    await expect
      .poll(
        () =>
          messages(tab)
            .filter({ hasText: 'Through trouble' })
            .evaluateAll((rows) => rows.filter((row) => (row as HTMLElement & { state: string }).state === 'sent').length),
        { timeout: 40_000 },
      )
      .toBe(3);
    const words = await messages(tab)
      .filter({ hasText: 'Through trouble' })
      .evaluateAll((rows) => rows.map((row) => (row as HTMLElement & { message: { content: string } }).message.content));
    expect(words).toEqual([1, 2, 3].map((n) => `Through trouble ${n}`));
    const names = await messages(tab).evaluateAll((rows) => [
      ...new Set(rows.map((row) => (row as HTMLElement & { message: { sender: { name: string } } }).message.sender.name)),
    ]);
    expect(names.toSorted()).toEqual(['Mia', 'Noah']);
  });
});

describe('the pages of the demo', () => {
  walk('two users in one page: each writes, one is offline for a while, and both end alike', async ({ visit }) => {
    const tab = await visit.open('embed/two-users.html');
    const app = (name: string): Locator => tab.locator(`chat-app#${name}`);
    const write = async (name: string, text: string): Promise<void> => {
      const field = app(name).locator('message-composer').getByRole('textbox');
      await field.fill(text);
      await field.press('Enter');
      await app(name).locator('message-item', { hasText: text }).waitFor();
    };
    for (const name of ['ana', 'ben']) await app(name).getByRole('heading', { name: 'lunch', exact: true }).waitFor();
    await write('ana', 'Soup?');
    await app('ben').locator('message-item', { hasText: 'Soup?' }).waitFor();
    await tab.getByRole('region', { name: 'Ben' }).getByRole('switch').uncheck();
    await app('ben').getByText('You’re offline').first().waitFor();
    await write('ben', 'From the tunnel');
    await write('ana', 'Or salad?');
    expect(await app('ana').locator('message-item', { hasText: 'From the tunnel' }).count()).toBe(0);
    await tab.getByRole('region', { name: 'Ben' }).getByRole('switch').check();
    await app('ana').locator('message-item', { hasText: 'From the tunnel' }).waitFor({ timeout: 15_000 });
    await app('ben').locator('message-item', { hasText: 'Or salad?' }).waitFor();
    const words = (name: string): Promise<string[]> =>
      app(name)
        .locator('message-item')
        .evaluateAll((rows) => rows.map((row) => (row as HTMLElement & { message: { content: string } }).message.content));
    await expect.poll(() => words('ben')).toEqual(['Soup?', 'Or salad?', 'From the tunnel']);
    expect(await words('ana')).toEqual(['Soup?', 'Or salad?', 'From the tunnel']);
  });

  walk('others write by themselves: they are seen to type, and two tabs hear the same', async ({ visit }) => {
    const [one, other] = [await enter(visit, 'embed/chatter.html'), await enter(visit, 'embed/chatter.html')];
    await one.evaluate(() => document.querySelector('chat-app')!.setAttribute('chatter', '500..700'));
    const said = (tab: Page): Promise<string[]> =>
      tab.locator('message-item').evaluateAll((rows) =>
        rows
          .map((row) => (row as HTMLElement & { message: { id: string; content: string } }).message)
          .filter(({ id }) => id.startsWith('chatter-'))
          .map(({ id, content }) => `${id} ${content}`),
      );
    await one.getByText(/ is typing/).waitFor();
    await expect.poll(async () => (await said(one)).length, { timeout: 20_000 }).toBeGreaterThan(2);
    await one.evaluate(() => document.querySelector('chat-app')!.removeAttribute('chatter'));
    await other.evaluate(() => document.querySelector('chat-app')!.removeAttribute('chatter'));
    await messages(one).last().waitFor();
    await messages(other).last().waitFor();
    await expect.poll(async () => [(await said(one)).length > 2, await said(one)], { timeout: 20_000 }).toEqual([true, await said(other)]);
    const turns = (await said(other)).map((line) => line.split(' ')[0]);
    expect(new Set(turns).size).toBe(turns.length);
  });

  for (const [name, page] of [
    ['React 19', 'react.html'],
    ['Vue 3', 'vue.html'],
  ] as const) {
    walk(`${name}: what the component says of user, network and room is what the chat does`, async ({ visit }) => {
      const tab = await enter(visit, page);
      await send(tab, 'As Ana');
      await isSent(tab, 'As Ana');
      await tab.getByRole('combobox').selectOption('Ben');
      await expect
        .poll(() => tab.locator('chat-app').evaluate((app) => (app as HTMLElementTagNameMap['chat-app']).chat?.user.name))
        .toBe('Ben');
      await send(tab, 'As Ben');
      await isSent(tab, 'As Ben');
      await message(tab, 'As Ana').waitFor();
      await tab.getByRole('switch', { name: 'Online' }).uncheck();
      await tab.getByText('You’re offline').first().waitFor();
      await tab.getByRole('switch', { name: 'Online' }).check();
      await expect.poll(() => tab.getByText('You’re offline').count(), { timeout: 15_000 }).toBe(0);
      await tab.getByRole('link', { name: /sre-team/ }).click();
      await tab.getByText('Room: sre-team').waitFor();
    });
  }

  walk('HTML over the wire: the server’s markup changes the rows it means, and a name is never markup', async ({ visit }) => {
    const tab = await visit.open('embed/markup.html');
    const rows = tab.locator('ul.rows > li');
    await rows.nth(1).waitFor();
    await rows.first().evaluate((row) => (row.dataset['kept'] = 'yes'));
    const invite = async (name: string): Promise<void> => {
      await tab.getByRole('textbox', { name: 'Name' }).fill(name);
      await tab.getByRole('button', { name: 'Invite' }).click();
      await rows.filter({ hasText: name }).waitFor();
    };
    await invite('Chloe');
    await invite('<b>Eva</b>');
    expect(await rows.locator('span').allTextContents()).toEqual(['Ana', 'Ben', 'Chloe', '<b>Eva</b>']);
    await rows.filter({ hasText: 'Ben' }).getByRole('button', { name: 'Remove' }).click();
    await expect.poll(() => rows.locator('span').allTextContents()).toEqual(['Ana', 'Chloe', '<b>Eva</b>']);
    expect(await rows.first().getAttribute('data-kept')).toBe('yes');
    expect(await tab.locator('stream-op').count()).toBe(0);
  });

  walk('the index leads to each of them', async ({ visit }) => {
    const tab = await visit.open('embed/index.html');
    const links = await tab.locator('dt a').evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href));
    expect(links).toHaveLength(9);
    for (const link of links) expect((await tab.request.get(link)).status()).toBe(200);
  });
});

it('shows the first message within a second of loading, on a processor four times slower', async ({ skip }) => {
  skip(IN_FIREFOX, 'Firefox slows no processor down');
  skip(IN_WEBKIT, 'WebKit slows no processor down');
  // The best of three: what the machine does beside it is not the page’s. Told from the first byte as well, which loading is part of.
  const took: number[] = [];
  const afterLoad: number[] = [];
  await visiting({}, async (visit) => {
    while (took.length < 3) {
      const tab = await visit.open('embed/index.html');
      const session = await tab.context().newCDPSession(tab);
      await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
      // Each time another server and another cache: nothing of the one before is kept.
      const page = `embed/plain.html?${took.length}`;
      await tab.addInitScript((seed) => {
        new MutationObserver((_, observer) => {
          const app = document.querySelector('chat-app');
          if (!app) return;
          app.setAttribute('seed', seed);
          observer.disconnect();
        }).observe(document, { childList: true, subtree: true });
        const look = (): void => {
          const row = document.querySelector('chat-app')?.shadowRoot?.querySelector('chat-room')?.shadowRoot?.querySelector('message-item');
          if (row && row.getBoundingClientRect().height > 0) performance.mark('first-message');
          else requestAnimationFrame(look);
        };
        look();
      }, `figure-${took.length}`);
      await tab.goto(new URL(page, visit.url).href, { waitUntil: 'commit' });
      await messages(tab).last().waitFor();
      const [shown, loaded] = await tab.evaluate(async () => {
        while (performance.getEntriesByName('first-message').length === 0) await new Promise((resolve) => requestAnimationFrame(resolve));
        const [page] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
        return [performance.getEntriesByName('first-message')[0]!.startTime, page!.loadEventEnd] as const;
      });
      took.push(shown);
      afterLoad.push(shown - loaded);
      await tab.close();
    }
  });
  const listed = (times: number[]): string => times.map(Math.round).join(', ');
  console.info(`first message ${listed(afterLoad)} ms after load, ${listed(took)} ms after the page was asked for`);
  expect(Math.min(...afterLoad)).toBeLessThan(1_000);
});

/** An MSW that answers everything the page asks, and writes down what. */
async function ownMocks(): Promise<string> {
  const entry = fileURLToPath(new URL('own-mocks.ts', import.meta.url));
  const outputs = await build({
    configFile: false,
    logLevel: 'error',
    resolve: { alias: ALIASES },
    build: { write: false, lib: { entry, formats: ['iife'], name: 'OwnMocks' }, copyPublicDir: false },
  });
  const [output] = [outputs].flat();
  if (!output || !('output' in output)) throw new Error('the mocks of the page were not built');
  return output.output.map((file) => (file.type === 'chunk' ? file.code : '')).join('');
}
