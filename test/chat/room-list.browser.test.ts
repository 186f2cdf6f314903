// The list of rooms: newest words, what is unread, drafts, the order of activity.

import { expect, fixture, html } from '@open-wc/testing';
import { vi } from 'vitest';
import '../../src/chat/define.js';
import { ROOMS_TOPIC } from '../../src/backend/model.js';
import { markdownBody } from '../../src/chat/markdown.js';
import type { RoomList } from '../../src/chat/room-list.js';
import { focused, newWorld, openRoom, QUIET } from './room-fixture.js';
import type { World } from './world.js';

async function open(world: World, more: Partial<RoomList> = {}): Promise<RoomList> {
  const list = await fixture<RoomList>(
    html`<room-list style="block-size: 400px; inline-size: 260px" .chat=${world.chat} .timeZone=${'UTC'}></room-list>`,
  );
  Object.assign(list, more);
  await vi.waitFor(() => expect(links(list)).to.have.length(3));
  await vi.waitFor(() => expect(said(list, 'weekend-plans')).not.to.equal(''));
  return list;
}

const links = (list: RoomList): HTMLAnchorElement[] => [...list.shadowRoot!.querySelectorAll('a')];
const link = (list: RoomList, name: string): HTMLAnchorElement =>
  links(list).find((one) => one.querySelector('.name')!.textContent === name)!;
const names = (list: RoomList): string[] => links(list).map((one) => one.querySelector('.name')!.textContent);
const said = (list: RoomList, name: string): string => link(list, name).querySelector('.description')?.textContent?.trim() ?? '';
const badge = (list: RoomList, name: string): Element | null => link(list, name).querySelector('.badge');
const begun = (world: World): Promise<unknown> =>
  vi.waitFor(() => expect(['weekend-plans', 'sre-team', 'quiet-corner'].every((room) => world.chat.mark(room).begun)).to.equal(true));

describe('a room in the list', () => {
  it('shows its newest message with its writer and time, and its description while there is none', async () => {
    const world = newWorld();
    const list = await open(world);
    expect(said(list, 'quiet-corner')).to.equal('Nobody has said anything here yet');
    await begun(world);
    await world.post('grace', 'quiet-corner', 'Somebody has to begin');
    await vi.waitFor(() => expect(said(list, 'quiet-corner')).to.equal('Grace Kim: Somebody has to begin'));
    expect(link(list, 'quiet-corner').querySelector('time')!.dateTime).to.match(/^\d{4}-/);
  });

  it('names somebody without a name as the room does, and shows words as the page has them read', async () => {
    const world = newWorld();
    const list = await open(world);
    const grace = world.user('grace');
    const { name } = grace;
    try {
      grace.name = '';
      await world.post('grace', 'quiet-corner', 'So **bold**');
      await vi.waitFor(() => expect(said(list, 'quiet-corner')).to.equal('Somebody: So **bold**'));
    } finally {
      grace.name = name;
    }
    list.regions = { body: markdownBody };
    await vi.waitFor(() => expect(said(list, 'quiet-corner')).to.equal('Somebody: So bold'));
  });

  it('is called by its address where nobody can see its name', async () => {
    const world = newWorld();
    for (const [id, name] of [
      ['joined', '\u2060\u200b'],
      ['filler', '\u3164'],
    ] as const)
      await world.host.put('ben', ROOMS_TOPIC, { mutationId: `make-${id}`, kind: 'create', id, body: { name, description: '' } });
    const list = await fixture<RoomList>(html`<room-list style="block-size: 400px" .chat=${world.chat}></room-list>`);
    await vi.waitFor(() => expect(names(list)).to.include.members(['joined', 'filler', 'sre-team']));
    const opened = await openRoom('filler', { world, least: 0 });
    await vi.waitFor(() => expect(opened.part('[part=title]')?.textContent).to.equal('filler'));
  });

  it('is led to in this page, whatever its base is', async () => {
    const base = document.head.appendChild(document.createElement('base'));
    const here = location.href.split('#')[0]!;
    base.href = 'https://example.org/assets/';
    try {
      const list = await open(newWorld());
      expect(links(list).every(({ href }) => href.startsWith(`${here}#/rooms/`))).to.equal(true);
    } finally {
      base.remove();
    }
  });

  it('stands, whatever script it is in, where the list begins', async () => {
    const list = await open(newWorld());
    list.dir = 'rtl';
    const words = document.createRange();
    words.selectNodeContents(link(list, 'sre-team').querySelector('.name')!);
    const { right } = link(list, 'sre-team').querySelector('.description')!.getBoundingClientRect();
    expect(words.getBoundingClientRect().right).to.be.closeTo(right, 1);
  });

  it('counts in the digits of the language', async () => {
    const world = newWorld();
    const list = await open(world, { lang: 'ar-EG' });
    await begun(world);
    await world.post('grace', 'sre-team', 'One');
    await vi.waitFor(() => expect(badge(list, 'sre-team')?.textContent?.trim()).to.equal('١'));
  });

  it('counts what is unread, in words too, and forgets it when it is read', async () => {
    const world = newWorld();
    const list = await open(world);
    await begun(world);
    expect(badge(list, 'sre-team')).to.equal(null);
    await world.post('grace', 'sre-team', 'One');
    await world.post('hiro', 'sre-team', 'Two');
    await vi.waitFor(() => expect(badge(list, 'sre-team')?.textContent?.trim()).to.equal('2'));
    expect(badge(list, 'sre-team')!.getAttribute('aria-label')).to.equal('2 unread');
    world.chat.mark('sre-team').add(0, 1_000);
    await vi.waitFor(() => expect(badge(list, 'sre-team')).to.equal(null));
  });

  it('tells by a sign that one’s own newest message waits, or was refused', async () => {
    const world = newWorld({ storage: 'disk' });
    const list = await open(world);
    const sign = (): string | undefined => link(list, 'sre-team').querySelector('.state')?.getAttribute('aria-label') ?? undefined;
    const stream = world.chat.room('sre-team', QUIET);
    await vi.waitFor(() => expect(stream.status.state).to.equal('live'));
    expect(sign()).to.equal(undefined);
    world.online = false;
    await stream.create('mine', 'mine-1', { content: 'On my way', sender: world.user('ana'), insertedAt: new Date().toISOString() });
    await vi.waitFor(() => expect(sign()).to.equal('Waiting to be sent'));
    expect(said(list, 'sre-team')).to.contain('On my way');
    world.host.faults.add({ match: { event: 'put' }, do: '422', times: 1 });
    world.online = true;
    await vi.waitFor(() => expect(sign()).to.equal('Not sent.'), { timeout: 10_000 });
    world.chat.draft('sre-team').write('Once more');
    await vi.waitFor(() => expect(said(list, 'sre-team')).to.equal('Draft: Once more'));
    expect(sign()).to.equal('Not sent.');
    await stream.discard('mine');
    await vi.waitFor(() => expect(sign()).to.equal(undefined));
  });

  it('counts no more than it knows', async () => {
    const world = newWorld();
    const list = await open(world);
    await begun(world);
    for (let i = 0; i < 35; i++) await world.post('grace', 'quiet-corner', `Message ${i}`);
    await vi.waitFor(() => expect(badge(list, 'quiet-corner')?.textContent?.trim()).to.equal('29+'));
    expect(badge(list, 'quiet-corner')!.getAttribute('aria-label')).to.equal('more than 29 unread');
  });

  it('shows what is being written there', async () => {
    const world = newWorld();
    const list = await open(world);
    world.chat.draft('sre-team').write('I think that');
    await vi.waitFor(() => expect(said(list, 'sre-team')).to.equal('Draft: I think that'));
    world.chat.draft('sre-team').write('');
    await vi.waitFor(() => expect(said(list, 'sre-team')).not.to.contain('Draft'));
  });

  it('is accessible with all of it', async () => {
    const world = newWorld();
    const list = await open(world);
    await begun(world);
    await world.post('grace', 'sre-team', 'One');
    world.chat.draft('weekend-plans').write('words');
    await vi.waitFor(() => expect(badge(list, 'sre-team')).not.to.equal(null));
    await expect(list).to.be.accessible();
  });
});

describe('more rooms than a server gives at first', () => {
  const MORE = Array.from({ length: 80 }, (_, n) => `Room ${n}`);
  const ALL = ['weekend-plans', 'sre-team', 'quiet-corner', ...MORE];
  const withMore = async (world: World): Promise<World> => {
    for (const [n, name] of MORE.entries())
      await world.host.put('ana', 'rooms', { mutationId: `more-${n}`, kind: 'create', id: `more-${n}`, body: { name, description: '' } });
    return world;
  };
  const place = (world: World): Promise<RoomList> =>
    fixture<RoomList>(html`<room-list style="block-size: 400px; inline-size: 260px" .chat=${world.chat} .timeZone=${'UTC'}></room-list>`);

  it('are all in the list, and the open one has its name', async () => {
    const world = await withMore(newWorld());
    const { part } = await openRoom('weekend-plans', { world });
    const list = await place(world);
    await vi.waitFor(() => expect(names(list)).to.deep.equal(ALL));
    await vi.waitFor(() => expect(part('.header h2')?.textContent).to.equal('weekend-plans'));
    await vi.waitFor(() => expect(said(list, 'weekend-plans')).not.to.equal(''));
    expect(list.list!.status).to.equal('ready');
  });

  it('come together: none takes the place of another, and none is followed that is only named then', async () => {
    const world = await withMore(newWorld());
    const list = await place(world);
    const seen = new Set<number>();
    list.list!.addEventListener('stream-change', () => seen.add(names(list).length));
    await vi.waitFor(() => expect(names(list)).to.deep.equal(ALL));
    expect([...seen]).to.deep.equal([ALL.length]);
    await begun(world);
    expect(world.chat.mark('more-79').begun).to.equal(false);
  });

  it('stay where they are while the line is made anew', async () => {
    const world = await withMore(newWorld({ storage: 'disk' }));
    const list = await place(world);
    await vi.waitFor(() => expect(names(list)).to.deep.equal(ALL));
    const seen = new Set<number>();
    list.list!.addEventListener('stream-change', () => seen.add(names(list).length));
    world.online = false;
    await world.host.put('ben', 'rooms', { mutationId: 'late', kind: 'create', id: 'late', body: { name: 'Late', description: '' } });
    // What has changed since is not known any more: the answer is a beginning, with some of the newest.
    world.host.truncate();
    world.online = true;
    await vi.waitFor(() => expect(names(list)).to.deep.equal([...ALL, 'Late']), { timeout: 10_000 });
    expect([...seen].filter((count) => count < ALL.length)).to.deep.equal([]);
  });

  it('are emptied out of the list all the same where the user signs out', async () => {
    const world = await withMore(newWorld());
    const list = await place(world);
    await vi.waitFor(() => expect(names(list)).to.deep.equal(ALL));
    await world.chat.logout({ force: true });
    await vi.waitFor(() => expect(names(list)).to.deep.equal([]));
  });
});

describe('the order of rooms', () => {
  it('S-02 is the server’s unless asked for otherwise', async () => {
    const world = newWorld();
    const list = await open(world);
    await begun(world);
    await world.post('grace', 'quiet-corner', 'Me first');
    await vi.waitFor(() => expect(said(list, 'quiet-corner')).to.contain('Me first'));
    expect(names(list)).to.deep.equal(['weekend-plans', 'sre-team', 'quiet-corner']);
  });

  it('S-02 by activity moves a room up, the same element, and keeps focus and scroll', async () => {
    const world = newWorld();
    const list = await open(world, { order: 'recent' });
    await begun(world);
    await vi.waitFor(() => expect(names(list).at(-1)).to.equal('quiet-corner'));
    const [element, other] = [link(list, 'quiet-corner'), link(list, 'sre-team')];
    element.focus();
    await world.post('grace', 'quiet-corner', 'Up I go');
    await vi.waitFor(() => expect(names(list)[0]).to.equal('quiet-corner'));
    expect(links(list)[0]).to.equal(element);
    expect(focused()).to.equal(element);
    await world.post('hiro', 'sre-team', 'And over it');
    await vi.waitFor(() => expect(names(list)[0]).to.equal('sre-team'));
    expect(links(list)[0]).to.equal(other);
    expect(focused()).to.equal(element);
    expect(list.list!.scrollTop).to.equal(0);
  });
});
