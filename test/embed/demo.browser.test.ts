// `<chat-app demo>` as an element among others: it opens, changes and ends its chat with the attribute and with its place in the page.

import { expect } from '@open-wc/testing';
import { vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import '../../src/embed/index.js';
import type { ChatApp } from '../../src/embed/index.js';
import { ServerHost } from '../../src/mock/server-host.js';

let run = 0;
const apps: ChatApp[] = [];

function demo(attributes: Record<string, string> = {}): ChatApp {
  const app = document.createElement('chat-app');
  for (const [name, value] of Object.entries({ demo: '', seed: `demo-test-${run}`, ...attributes })) app.setAttribute(name, value);
  app.style.height = '500px';
  document.body.append(app);
  apps.push(app);
  return app;
}

const texts = (app: ChatApp): string[] =>
  Array.from(app.openRoom?.shadowRoot?.querySelectorAll('message-item') ?? [], ({ message }) => message?.content ?? '');
const shown = (app: ChatApp): Promise<unknown> => vi.waitFor(() => expect(texts(app).length).to.be.greaterThan(0), { timeout: 10_000 });

afterEach(() => {
  for (const app of apps.splice(0)) app.remove();
  run += 1;
});

it('opens a chat with the attribute, another when an attribute changes, and none without', async () => {
  const app = demo();
  await shown(app);
  const first = app.chat;
  expect(first?.user.name).to.equal('Ana Sousa');
  for (const name of ['demo', 'seed']) app.setAttribute(name, app.getAttribute(name)!);
  await app.updateComplete;
  await Promise.resolve();
  expect(app.chat).to.equal(first);
  app.setAttribute('as', 'ben');
  await vi.waitFor(() => expect(app.chat?.user.name).to.equal('Ben Okafor'));
  await shown(app);
  expect(app.chat).not.to.equal(first);
  app.removeAttribute('demo');
  await vi.waitFor(() => expect(app.chat).to.equal(undefined));
});

it('keeps its chat when it is moved, and ends it when it is taken away', async () => {
  const app = demo();
  await shown(app);
  const { chat } = app;
  const box = document.createElement('div');
  document.body.append(box);
  box.append(app);
  await app.updateComplete;
  expect(app.chat).to.equal(chat);
  box.remove();
  await vi.waitFor(() => expect(app.chat).to.equal(undefined));
  document.body.append(app);
  await shown(app);
});

it('hangs up when it is taken away, also where the server goes on for another', async () => {
  const [connects, hangsUp] = [vi.spyOn(ServerHost.prototype, 'connect'), vi.spyOn(ServerHost.prototype, 'disconnected')];
  const app = demo();
  await shown(app);
  const mine = connects.mock.results.map(({ value }) => value as unknown);
  await shown(demo({ as: 'ben' }));
  app.remove();
  await vi.waitFor(() => expect(hangsUp.mock.calls.map(([connection]) => connection)).to.include.members(mine));
  vi.restoreAllMocks();
});

it('leaves a page’s own chat alone', async () => {
  const other = demo();
  await shown(other);
  const app = document.createElement('chat-app');
  app.chat = other.chat;
  app.setAttribute('demo', '');
  document.body.append(app);
  apps.push(app);
  app.setAttribute('as', 'ben');
  await app.updateComplete;
  expect(app.chat).to.equal(other.chat);
  app.remove();
  await Promise.resolve();
  expect(app.chat).to.equal(other.chat);
});

it('ends the chat that it has opened where the page gives the app one of its own', async () => {
  const [app, other] = [demo(), demo({ as: 'ben' })];
  await Promise.all([shown(app), shown(other)]);
  const closed = vi.spyOn(app.chat!, 'close');
  const mine = (app.chat = other.chat);
  await app.updateComplete;
  expect(closed.mock.calls).to.have.length(1);
  app.setAttribute('seed', 'another');
  await shown(app);
  expect(app.chat).to.equal(mine);
  app.remove();
  await Promise.resolve();
  expect(app.chat).to.equal(mine);
});

it('is one server for all demos of the page that ask for the same, also where their trouble differs', async () => {
  const [ana, ben] = [demo({ users: 'Ana, Ben', room: 'lunch' }), demo({ users: 'Ana, Ben', room: 'lunch', as: 'Ben', latency: '1..5' })];
  await vi.waitFor(() => expect(ben.openRoom?.list?.status).to.equal('ready'), { timeout: 10_000 });
  await vi.waitFor(() => expect(ana.openRoom?.list?.status).to.equal('ready'), { timeout: 10_000 });
  const field = ana.openRoom!.shadowRoot!.querySelector('message-composer')!.shadowRoot!.querySelector('textarea')!;
  // By its focus: its name, by which the tool would look for it, comes with the room.
  field.focus();
  await userEvent.keyboard('Soup?{Enter}');
  await vi.waitFor(() => expect(texts(ben)).to.deep.equal(['Soup?']), { timeout: 10_000 });
});

it('makes no room that no client could read, and says which attribute asks for it', async () => {
  for (const room of ['\ud800', 'a\u0000b', 'a\nb']) {
    const app = document.createElement('chat-app');
    const said: string[] = [];
    app.addEventListener('stream-error', (event) => {
      event.preventDefault();
      said.push(event.error.message);
    });
    app.setAttribute('room', room);
    app.setAttribute('seed', `demo-test-${run}`);
    app.setAttribute('demo', '');
    document.body.append(app);
    apps.push(app);
    await shown(app);
    expect([app.room, said.length, said[0]?.startsWith('<chat-app room=')], JSON.stringify(room)).to.deep.equal(['weekend-plans', 1, true]);
    app.remove();
  }
});

it('shows another room that the page names, and makes it where there is none', async () => {
  const app = demo({ users: 'Ana, Ben', room: 'lunch' });
  await vi.waitFor(() => expect(app.openRoom?.list?.status).to.equal('ready'), { timeout: 10_000 });
  app.setAttribute('room', 'dinner');
  await vi.waitFor(() => expect([app.room, app.openRoom?.list?.status]).to.deep.equal(['dinner', 'ready']), { timeout: 10_000 });
  app.setAttribute('room', 'weekend-plans');
  await shown(app);
  expect(app.room).to.equal('weekend-plans');
});

it('makes a room that the page names by property, at first and later, and goes where the list leads at once', async () => {
  const app = document.createElement('chat-app');
  Object.assign(app, { room: 'lunch' }).setAttribute('demo', '');
  app.setAttribute('seed', `demo-test-${run}`);
  app.style.height = '500px';
  document.body.append(app);
  apps.push(app);
  await vi.waitFor(() => expect([app.room, app.openRoom?.list?.status]).to.deep.equal(['lunch', 'ready']), { timeout: 10_000 });
  app.room = 'dinner';
  await vi.waitFor(() => expect([app.room, app.openRoom?.list?.status]).to.deep.equal(['dinner', 'ready']), { timeout: 10_000 });
  const link = (): HTMLElement | null => app.rooms.shadowRoot!.querySelector('a');
  await vi.waitFor(() => expect(link()).not.to.equal(null)); // the list of rooms may come after the room
  link()!.click();
  await vi.waitFor(() => expect(app.room).not.to.equal('dinner'));
  await shown(app);
});

it('goes on without a room that can be none, at first and later, and says so once each time', async () => {
  const said: unknown[] = [];
  const hear = (event: Event & { value?: unknown }): void => {
    event.preventDefault();
    said.push(event.value);
  };
  document.addEventListener('stream-error', hear, { capture: true });
  const app = demo({ room: ' x ' });
  await shown(app);
  expect(app.room).to.equal('weekend-plans');
  const long = 'x'.repeat(81);
  app.setAttribute('room', long);
  await vi.waitFor(() => expect(said).to.deep.equal([' x ', long]));
  app.room = '  ';
  await vi.waitFor(() => expect(said).to.deep.equal([' x ', long, '  ']));
  expect(app.room).to.equal('weekend-plans');
  await shown(app);
  document.removeEventListener('stream-error', hear, { capture: true });
});

it('leads to the choice of a room where the page takes its room back', async () => {
  const app = demo({ room: 'sre-team' });
  await shown(app);
  app.removeAttribute('room');
  await vi.waitFor(() => expect([app.room, app.openRoom]).to.deep.equal(['', null]));
  app.room = 'sre-team';
  await shown(app);
  Object.assign(app, { room: undefined });
  await vi.waitFor(() => expect([app.room, app.openRoom]).to.deep.equal(['', null]));
});

it.each(['Мария', '日本', 'Élodie', '100% Ana'])('takes files of %s, too', async (name) => {
  const app = demo({ users: `${name}, Ben` });
  await shown(app);
  const composer = app.openRoom!.shadowRoot!.querySelector('message-composer')!.shadowRoot!;
  await userEvent.upload(
    composer.querySelector<HTMLInputElement>('input[type=file]')!,
    new File(['hello'], 'a.txt', { type: 'text/plain' }),
  );
  composer.querySelector('textarea')!.focus();
  await userEvent.keyboard('With a file{Enter}');
  const last = (): Element => [...app.openRoom!.shadowRoot!.querySelectorAll('message-item')].at(-1)!;
  await vi.waitFor(() => expect(last()).to.deep.include({ state: 'sent' }).and.have.nested.property('message.attachments.length', 1), {
    timeout: 10_000,
  });
  expect(last()).to.have.nested.property('message.sender.name', name);
});

const kept = async (): Promise<string[]> =>
  (await indexedDB.databases()).map(({ name = '' }) => name).filter((name) => name.includes(`demo-test-${run}`));
const drop = (name: string): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.addEventListener('success', resolve);
    request.addEventListener('error', reject);
    request.addEventListener('blocked', () => reject(new Error(`${name} is held`)));
  });
const write = async (app: ChatApp, words: string): Promise<void> => {
  app.openRoom!.shadowRoot!.querySelector('message-composer')!.shadowRoot!.querySelector('textarea')!.focus();
  await userEvent.keyboard(`${words}{Enter}`);
  const written = (): unknown =>
    [...app.openRoom!.shadowRoot!.querySelectorAll('message-item')].find((row) => row.message?.content === words);
  await vi.waitFor(() => expect(written()).to.have.property('state', 'sent'), { timeout: 10_000 });
};

it.each([
  ['what it has not sent yet', (name: string) => name.endsWith(':outbox')],
  ['all that the browser keeps of it', () => true],
])('opens its chat anew where somebody deletes %s: nobody signs in to a demo', async (_, isMeant) => {
  const [app, other] = [demo(), demo({ as: 'ben' })];
  for (const one of [app, other]) await shown(one);
  await write(app, 'Before');
  const before = [app.chat, other.chat];
  await Promise.all((await kept()).filter(isMeant).map(drop));
  await vi.waitFor(() => expect([app, other].map(({ chat }, n) => chat !== undefined && chat !== before[n])).to.deep.equal([true, true]), {
    timeout: 10_000,
  });
  for (const one of [app, other]) await shown(one);
  await write(app, 'After');
  await vi.waitFor(() => expect(texts(other)).to.include('After'), { timeout: 10_000 });
});

it('is signed out in all its apps where somebody signs out by a call', async () => {
  const [app, other] = [demo(), demo()];
  for (const one of [app, other]) await shown(one);
  const before = [app.chat, other.chat];
  expect(await app.chat!.logout()).to.deep.include({ left: true, deleted: true });
  await vi.waitFor(() => expect([app, other].map(({ chat }) => chat?.status.word)).to.deep.equal(['signed-out', 'signed-out']));
  expect([app.chat, other.chat]).to.deep.equal(before);
});

it('has no connection while it is offline', async () => {
  const app = demo();
  await shown(app);
  await vi.waitFor(() => expect(app.chat?.status.word).to.equal('live'), { timeout: 10_000 });
  app.setAttribute('offline', '');
  await vi.waitFor(() => expect(app.chat?.status.word).to.equal('offline'), { timeout: 10_000 });
  app.removeAttribute('offline');
  await vi.waitFor(() => expect(app.chat?.status.word).to.equal('live'), { timeout: 15_000 });
});

it('is written in by others while it has `chatter`, who are seen to type', async () => {
  const app = demo({ users: 'Ana, Ben', room: 'lunch', chatter: '500' });
  await vi.waitFor(() => expect(app.openRoom?.list?.status).to.equal('ready'), { timeout: 10_000 });
  const typed = new Set<string>();
  const watch = new MutationObserver(() => {
    const words = app.openRoom?.shadowRoot?.querySelector('[part~="typing"]')?.textContent?.trim();
    if (words) typed.add(words);
  });
  watch.observe(app.openRoom!.shadowRoot!, { subtree: true, childList: true, characterData: true });
  const senders = (): string[] =>
    Array.from(app.openRoom?.shadowRoot?.querySelectorAll('message-item') ?? [], ({ message }) => message?.sender.name ?? '');
  await vi.waitFor(() => expect(senders().length).to.be.greaterThan(1), { timeout: 20_000 });
  watch.disconnect();
  expect(new Set(senders())).to.deep.equal(new Set(['Ben']));
  expect([...typed].join()).to.contain('Ben');
});
