// The examples of the guides, taken as they stand there and run: what a reader copies must work.

import { afterEach, expect } from 'vitest';
import { openChat, type Chat, type Message, type Room } from 'live-stream-kit';
import { arraySource } from '../../docs/examples/array-source.js';
import { showStatus, signOut } from '../../docs/examples/status.js';
import { tryRoom } from '../../docs/examples/testing.js';

const PAGES = import.meta.glob<string>('../../docs/examples/*.html', { eager: true, query: '?raw', import: 'default' });
const DOORS = { 'live-stream-kit': '', 'live-stream-kit/live-stream': 'live-stream/', 'live-stream-kit/mock': 'mock/' };

let undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0)) await one();
});

/** A page of its own that knows the package by its name, as a bundler or an import map would tell it. */
async function open(name: string): Promise<Document> {
  const root = location.origin; // Vite serves the sources from there
  const imports = Object.fromEntries(Object.entries(DOORS).map(([door, folder]) => [door, `${root}/src/${folder}index.ts`]));
  const frame = document.createElement('iframe');
  frame.style.cssText = 'width: 600px; height: 500px';
  frame.srcdoc = `<!doctype html><script type="importmap">${JSON.stringify({ imports })}</script><body>${PAGES[`../../docs/examples/${name}.html`]!}</body>`;
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
  document.body.append(frame);
  undo.push(() => frame.remove());
  await loaded;
  return frame.contentDocument as Document;
}

const texts = (root: ParentNode, selector: string): string[] =>
  Array.from(root.querySelectorAll(selector), ({ textContent }) => textContent.trim());

describe('the pages of the guides', () => {
  it('show a list whose second song stands first', async () => {
    const page = await open('first-list');
    await expect.poll(() => texts(page, '#songs > li')).toEqual(['Blues – Ben', 'Aria – Ana']);
  });

  it('apply each op as the text beside it says', async () => {
    const page = await open('ops');
    await expect.poll(() => page.querySelector('live-stream')!.dataset['shown']).toBe('Plan, Test again, Ship');
  });

  it('filter ops on their way, hear of the change, and of what was refused', async () => {
    const page = await open('listening');
    const lines = page.querySelector('live-stream')!;
    await expect.poll(() => lines.dataset['inserted']).toBe('lines-1');
    expect(lines.dataset['trouble']).toContain('-2');
  });

  it('turn pages both ways and never hold more than three', async () => {
    const page = await open('paging');
    const list = page.querySelector('live-stream')!;
    const ids = (): number[] => texts(list, 'p').map(Number);
    let turned = 0;
    list.addEventListener('viewport-top', () => turned++);
    await expect.poll(() => ids().length).toBeGreaterThanOrEqual(40);
    for (let frame = 0; frame < 60; frame++) await new Promise((painted) => requestAnimationFrame(painted));
    expect(turned).toBeLessThanOrEqual(1); // nobody scrolls
    await expect
      .poll(() => {
        list.scrollTop = 0;
        return ids()[0];
      })
      .toBeLessThan(460);
    await expect
      .poll(() => {
        list.scrollTop = list.scrollHeight;
        return ids().at(-1);
      })
      .toBeGreaterThan(560);
    expect(ids().length).toBeLessThanOrEqual(60);
    expect(ids()).toEqual(ids().map((_, i) => ids()[0]! + i));
  });

  it('take ops that come as markup', async () => {
    const page = await open('from-the-server');
    await expect.poll(() => texts(page, 'live-stream > p')).toEqual(['Afro Blue', 'Naima']);
    expect(page.querySelector('live-stream stream-op')).toBeNull();
  });

  it('colour what they say they colour', async () => {
    const page = await open('theme');
    const item = page.querySelector('message-item')!;
    await expect.poll(() => item.matches(':state(own)')).toBe(true);
    const name = item.shadowRoot!.querySelector('[part~="name"]')!;
    expect(getComputedStyle(name).letterSpacing).not.toBe('normal');
    expect(getComputedStyle(item).fontFamily).toContain('Georgia');
  });

  it('show parts and sentences of their own', async () => {
    const page = await open('own-parts');
    const shown = (): string => page.querySelector('message-item')?.shadowRoot?.querySelector('.body')?.textContent ?? '';
    await expect.poll(() => shown().replaceAll(/\s+/g, ' ')).toMatch(/Ana.*Team.*We open at nine\..*\(touched up\)/);
  });

  it('hand a request on, and clear the field once it is granted', async () => {
    const page = await open('requests');
    const composer = page.querySelector('message-composer')!;
    await expect.poll(() => composer.shadowRoot?.querySelector('button')).toBeTruthy();
    composer.value = 'Why?';
    await composer.updateComplete;
    composer.shadowRoot!.querySelector('button')!.click();
    await expect.poll(() => page.querySelector('output')!.textContent).toBe('You asked: Why?');
    await expect.poll(() => composer.value).toBe('');
  });

  it('open a chat that has messages', async () => {
    const page = await open('first-chat');
    await expect.poll(() => page.querySelector('chat-app')?.openRoom?.list?.size ?? 0, { timeout: 10_000 }).toBeGreaterThanOrEqual(10);
  });
});

describe('the server that is an array', () => {
  const at = '2026-03-02T09:00:00.000Z';
  const room: Room = { id: 'lobby', name: 'Lobby', description: 'Everybody', seq: 1, version: 1, deleted: false };
  const message = (n: number): Message => ({
    id: `m${n}`,
    roomId: 'lobby',
    sender: { id: 'u2', name: 'Ben' },
    content: `Message ${n}`,
    insertedAt: at,
    updatedAt: at,
    seq: n,
    version: n,
    deleted: false,
  });

  it('carries a whole chat: history, older pages, a message sent, an edit and a delete', async () => {
    const source = arraySource({ rooms: [room], 'room:lobby': Array.from({ length: 120 }, (_, i) => message(i + 1)) });
    const chat = openChat({ source, user: { id: 'u1', name: 'Ana' }, storage: 'memory', graceMs: 0 });
    undo.push(() => chat.close());
    const shown = new Map<string, string>();
    const stream = chat.room(
      'lobby',
      {
        ops: (ops) => {
          for (const op of ops as { op: string; items?: never[]; item?: never; id?: string }[]) {
            if (op.op === 'reset') shown.clear();
            if (op.op === 'delete') shown.delete(op.id!);
            for (const { id, row } of (op.items ?? (op.item ? [op.item] : [])) as { id: string; row?: Message }[])
              if (row) shown.set(id, row.content);
          }
        },
        status: () => undefined,
        error: (error) => {
          throw error;
        },
      },
      10,
    );
    await expect.poll(() => shown.get('m120')).toBe('Message 120');
    await stream.older(100);
    await expect.poll(() => shown.has('m20')).toBe(true);
    await stream.create('mine', 'wish-1', { roomId: 'lobby', sender: chat.user, content: 'Hello' });
    await expect.poll(() => stream.get('mine')?.state).toBe('sent');
    await stream.edit('mine', { content: 'Hello there' });
    await expect.poll(() => shown.get('mine')).toBe('Hello there');
    await stream.delete('mine');
    await expect.poll(() => shown.has('mine')).toBe(false);
  });

  it('tells the words of a deleted message no more, and lets nothing bring it back', async () => {
    const answer = { ...message(2), replyTo: { id: 'm1', name: 'Ben', excerpt: 'Message 1' } };
    const source = arraySource({ rooms: [room], 'room:lobby': [message(1), answer] });
    const told: unknown[] = [];
    const lobby = source.channel<Message>('room:lobby', {
      joined: () => told.push('joined'),
      op: (op) => told.push(op),
      down: () => told.push('down'),
      error: (error) => told.push(error),
    });
    undo.push(() => source.close());
    await expect.poll(() => told).toEqual(['joined']);
    const deleted = await lobby.put({ mutationId: 'one', kind: 'delete', id: 'm2', body: {} });
    expect(deleted).toMatchObject({ seq: 3, row: { id: 'm2', content: '', deleted: true } });
    const again = await lobby.put({ mutationId: 'two', kind: 'create', id: 'm2', body: { content: 'Message 2' } });
    expect(again).toEqual(deleted);
    const news = await lobby.sync({ after: 2, limit: 500 });
    expect(news.rows).toEqual([deleted.row]);
    expect(JSON.stringify([told, news])).not.toMatch(/Message/);
  });

  it('and its user is told how things stand, and asked before unsent words are lost', async () => {
    const source = arraySource({ rooms: [room], 'room:lobby': [message(1)] });
    const chat = openChat({ source, user: { id: 'u1', name: 'Ana' }, app: `guide-${Math.random()}` });
    const place = document.createElement('p');
    undo.push(showStatus(chat, place), () => chat.close());
    chat.room('lobby', { ops: () => undefined, status: () => undefined, error: () => undefined });
    await expect.poll(() => place.textContent).toBe('Everything is sent.');
    chat.draft('lobby').write('half a sen');
    await expect.poll(() => signOut(chat, (unsent) => (expect(unsent).toBe(1), false)).catch(String)).toBe(false);
    expect(await signOut(chat, () => true)).toBe(true);
  });
});

it('the line on how things stand says that everything is sent only where that is known', () => {
  const place = document.createElement('p');
  const said = (status: Partial<Chat['status']>): string => {
    const told = { word: 'live', waiting: 0, failed: 0, ...status } as Chat['status'];
    showStatus({ watch: (tell: (now: Chat['status']) => void) => (tell(told), () => undefined) } as unknown as Chat, place);
    return place.textContent;
  };
  expect(said({})).toBe('Everything is sent.');
  expect(said({ failed: 2, waiting: 1 })).toBe('2 could not be sent.');
  expect(said({ waiting: 1 })).toBe('1 not sent yet.');
  expect(said({ word: 'offline', failed: 1 })).toMatch(/^Offline\..* 1 could not be sent\.$/);
  for (const word of ['connecting', 'behind', 'closed', 'signed-out', 'update-needed'] as const) expect(said({ word })).toBe('');
});

describe('the guide on testing', () => {
  it('hears a message, sees nothing move for it, and finds what is older', async () => {
    const { heard, moved, older } = await tryRoom();
    expect(heard).toContain('Who brings bread?');
    expect(moved).toBeLessThan(1);
    expect(older).toBeGreaterThan(0);
  });
});
