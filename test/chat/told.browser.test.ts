// What a screen reader is told of a room, whole, in each of its states: kept in files beside this one, so that any change is read in review.

import { expect, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { ROOMS_TOPIC } from '../../src/backend/model.js';
import { itWithTools } from '../live-stream/engine.js';
import { toldLines } from '../told-tree.js';
import { gap, openGap } from './archive-fixture.js';
import { textFile } from './pictures.js';
import { button, newWorld, openRoom, painted, QUIET, readAll, type RoomFixture } from './room-fixture.js';
import type { WorldOptions } from './world.js';

/** What says nothing that its surroundings do not. */
const SILENT = /^(none|generic|RootWebArea|InlineTextBox|LineBreak|ListMarker|paragraph)$/;
const SAID = new Set([
  'checked',
  'disabled',
  'expanded',
  'pressed',
  'busy',
  'live',
  'modal',
  'required',
  'invalid',
  'current',
  'posinset',
  'setsize',
  'hasPopup',
  'level',
]);

/** Other names of the same: versions of Chromium differ in what a header within a dialog is. */
const PLAIN: Readonly<Record<string, string>> = { sectionheader: 'banner', sectionfooter: 'contentinfo' };
/** Nobody is told of these where they have no name, though some versions list them. */
const UNNAMED: ReadonlySet<string> = new Set(['StaticText', 'form']);

const MINUTE = 60_000;

afterEach(() => void vi.useRealTimers());

/** The whole page, without what differs from run to run. */
async function told(): Promise<string> {
  await painted();
  const lines = await toldLines(({ role, name, properties = [] }) => {
    const kind = PLAIN[role?.value ?? ''] ?? role?.value ?? '';
    const words = (name?.value ?? '').replaceAll(/\d{1,2}:\d{2}\s[AP]M/g, '0:00 PM').trim();
    // The way to the actions is there where nothing can be pointed at, as other tests pretend.
    if (SILENT.test(kind) || (UNNAMED.has(kind) && words === '') || words.startsWith('Actions for')) return undefined;
    const said = properties.filter(
      ({ name: property, value }) => SAID.has(property) && ![false, 'false', 'off'].includes(value.value as string | boolean),
    );
    return [kind, words && JSON.stringify(words), ...said.map(({ name: property, value }) => `${property}=${String(value.value)}`)]
      .filter(Boolean)
      .join(' ');
  });
  return `${lines.join('\n')}\n`;
}

/** A room with few messages, whoever says what: long ones would say the same at more length. */
async function smallRoom(options: WorldOptions = {}): Promise<RoomFixture> {
  // What is said within a minute is one group: it has just begun.
  vi.useFakeTimers({ toFake: ['Date'], now: Math.floor(Date.now() / MINUTE) * MINUTE, shouldAdvanceTime: true });
  const world = newWorld({ storage: 'disk', ...options });
  await makeRoom(world, 'small');
  const opened = await openRoom('small', { world, least: 0 });
  // What is read out comes and goes by time, and is told elsewhere.
  opened.room.announce = 'off';
  for (const words of ['Good morning', 'Who is in?']) await world.post('ben', 'small', words);
  await opened.send('I am');
  await vi.waitFor(() => expect(opened.texts()).toEqual(['Good morning', 'Who is in?', 'I am']));
  await vi.waitFor(() => expect(opened.row('I am').state).toBe('sent'));
  return opened;
}

async function makeRoom({ host }: ReturnType<typeof newWorld>, name: string): Promise<void> {
  await host.put('ben', ROOMS_TOPIC, { mutationId: `make-${name}`, kind: 'create', id: name, body: { name, description: '' } });
}

/** Words of the room's voice were there, and are not any more. */
async function saidAndGone({ room }: RoomFixture): Promise<void> {
  const said = (): string => [...room.shadowRoot!.querySelectorAll('.unseen[role=status]')].map((region) => region.textContent).join('');
  await vi.waitFor(() => expect(said()).not.toBe(''), { timeout: 5_000 });
  await vi.waitFor(() => expect(said()).toBe(''), { timeout: 5_000 });
}

async function same(state: string, part = (lines: string): string => lines): Promise<void> {
  await expect(part(await told())).toMatchFileSnapshot(`./told/${state}.txt`);
}

/** The lines that match, and `most` lines before and behind each. */
function around(what: RegExp, most = 8): (told: string) => string {
  return (whole) => {
    const lines = whole.split('\n');
    const near = (index: number): boolean => lines.slice(Math.max(0, index - most), index + most + 1).some((line) => what.test(line));
    return `${lines.filter((_line, index) => near(index)).join('\n')}\n`;
  };
}

describe('what is told of a room', () => {
  itWithTools('with messages', async () => {
    await smallRoom();
    await same('messages');
  });

  itWithTools('with nothing said yet', async () => {
    const world = newWorld();
    await makeRoom(world, 'quiet');
    const opened = await openRoom('quiet', { world, least: 0 });
    await vi.waitFor(() => expect(opened.room.list!.matches(':state(empty)')).toBe(true));
    await same('empty');
  });

  itWithTools('that is still loading', async () => {
    const world = newWorld();
    const release = world.hold();
    const opened = await openRoom('weekend-plans', { world, least: 0 });
    await vi.waitFor(() => expect(opened.room.list!.matches(':state(loading)')).toBe(true));
    await same('loading');
    release();
  });

  itWithTools('that cannot be reached, with nothing kept', async () => {
    const opened = await openRoom('weekend-plans', { world: newWorld({ online: false }), least: 0 });
    await vi.waitFor(() => expect(opened.room.list!.matches(':state(failed)')).toBe(true), { timeout: 15_000 });
    await same('unreachable');
  });

  itWithTools('without a connection, and with a message that waits', async () => {
    const opened = await smallRoom();
    opened.world.online = false;
    await vi.waitFor(() => expect(opened.world.chat.status.word).toBe('offline'));
    await opened.send('Later then');
    await vi.waitFor(() => expect(opened.row('Later then').state).toBe('waiting'));
    await same('offline');
  });

  itWithTools('with a message that was refused, and one that can be brought back', async () => {
    const opened = await smallRoom();
    opened.world.host.faults.add({ do: '403', match: { event: 'put' }, times: 1 });
    await opened.send('Not for here');
    await vi.waitFor(() => expect(opened.row('Not for here').state).toBe('failed'));
    await opened.world.chat.room('small', QUIET).delete(opened.row('I am').message!.id);
    await vi.waitFor(() => expect(opened.texts()).toContain('Message deleted'));
    await same('refused');
  });

  itWithTools('while answering, with others who type', async () => {
    const opened = await smallRoom();
    opened.world.host.typing('ben', 'room:small');
    await vi.waitFor(() => expect(opened.part('[part=typing]')!.textContent).toMatch(/is typing/));
    const row = opened.row('Who is in?');
    await userEvent.hover(row);
    await userEvent.click(await vi.waitFor(() => button(row, 'Reply to message from Ben Okafor')));
    await userEvent.hover(opened.field());
    await vi.waitFor(() => expect(opened.row('I am').shadowRoot!.querySelector('[aria-label^=Delete]')).toBe(null));
    await same('answering');
  });

  itWithTools('with what is new below a line', async () => {
    const world = newWorld({ storage: 'disk' });
    await readAll(world, 'weekend-plans');
    await world.post('ben', 'weekend-plans', 'New to me');
    const opened = await openRoom('weekend-plans', { world });
    opened.room.announce = 'off';
    await vi.waitFor(() => expect(opened.row('New to me').newLine).not.toBe(''));
    await vi.waitFor(() => expect(opened.row('New to me').unread).toBe(false), { timeout: 5_000 }); // seen, and the line stays
    await same('new', around(/"New"/));
  });

  itWithTools('with reactions, of the user and of others', async () => {
    const opened = await smallRoom();
    const { id } = opened.row('Who is in?').message!;
    const other = opened.world.as('ben').room('small', QUIET);
    await vi.waitFor(() => expect(other.get(id)).toBeDefined());
    await other.react(id, '👍', true);
    await opened.world.chat.room('small', QUIET).react(id, '👍', true);
    await opened.world.chat.room('small', QUIET).react(id, '🎉', true);
    await vi.waitFor(() => expect(opened.row('Who is in?').shadowRoot!.querySelectorAll('.chip')).toHaveLength(2));
    await vi.waitFor(() => expect(opened.row('Who is in?').message!.reactions!.map(({ users }) => users.length)).toEqual([2, 1]));
    await same('reactions');
  });

  itWithTools('with a file that was sent, and one that is about to be', async () => {
    const opened = await smallRoom({ uploads: {} });
    const { composer } = opened.room;
    await composer!.attach([textFile('packing-list.txt')]);
    await opened.send('What to bring');
    await vi.waitFor(() => expect(opened.row('What to bring').state).toBe('sent'));
    await composer!.attach([textFile('second-list.txt')]);
    await vi.waitFor(() => expect(composer!.shadowRoot!.querySelector('[role=progressbar]')).toBe(null));
    await vi.waitFor(() => expect(composer!.shadowRoot!.textContent).toContain('second-list.txt is uploaded'));
    await same('files');
  });

  itWithTools('where it is far from the newest, at what was jumped to', async () => {
    const opened = await openRoom('archive', { world: newWorld({ archived: 5_000 }), height: 300 });
    opened.room.announce = 'off';
    expect(await opened.room.jumpTo('h1234')).toBe(true);
    await vi.waitFor(() => expect(opened.part('[part=pill]')).not.toBe(null));
    await same('jumped', around(/"Jump to the newest message"/));
  });

  itWithTools('with a part that is not known', async () => {
    const opened = await openGap();
    opened.room.announce = 'off';
    gap(opened)!.scrollIntoView({ block: 'center' });
    await vi.waitFor(() => expect(gap(opened)!.dataset['waits']).toBe('offline'));
    await same('gap', around(/not loaded/));
  });

  itWithTools('while a message is edited, which is all there is then', async () => {
    const opened = await smallRoom();
    await opened.room.dialog!.open(opened.row('I am').message!);
    await same('editing');
  });

  itWithTools('that is not there', async () => {
    const opened = await openRoom('never-was', { least: 0 });
    await vi.waitFor(() => expect(opened.room.shadowRoot!.textContent).toContain('This room doesn’t exist'));
    await saidAndGone(opened);
    await same('not-found');
  });

  itWithTools('after signing out', async () => {
    const opened = await smallRoom();
    await opened.world.chat.logout({ force: true });
    await vi.waitFor(() => expect(opened.room.shadowRoot!.textContent).toContain('signed out'));
    await saidAndGone(opened);
    await same('signed-out');
  });
});
