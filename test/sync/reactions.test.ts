// Reactions as wishes: laid over rows, toggled before they are sent, sent in their turn, and taken back quietly when refused.

import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { Outbox } from '../../src/sync/outbox.js';
import { overlay, type Entry, type Shown } from '../../src/sync/overlay.js';
import { memoryOutbox } from '../../src/sync/memory-store.js';
import { nextStep } from '../../src/sync/queue.js';
import { same } from '../../src/sync/diff.js';
import { isEntry } from '../../src/sync/stored-shapes.js';
import { SourceError, withReaction, type Reaction, type Row } from '../../src/sync/protocol.js';
import { NotAccepted } from '../../src/sync/synced-stream.js';
import { TOPIC } from './fake-source.js';
import type { ListScreen } from './list-screen.js';
import { oneUser } from './one-user.js';
import { entriesArbitrary, rowsArbitrary, type Note } from './shown-arbitrary.js';

function wish(n: number, kind: Entry['kind'], id: string, more: Partial<Entry> = {}): Entry {
  return { v: 1, n, user: 'ana', topic: 't', mutationId: `m${n}`, kind, id, body: {}, state: 'queued', tries: 0, at: 1_000, ...more };
}

const react = (n: number, id: string, emoji = '👍', on = true, more: Partial<Entry> = {}): Entry =>
  wish(n, 'react', id, { body: { emoji, on, by: { id: 'ana', name: 'Ana' } }, ...more });

const ANA = { id: 'ana', name: 'Ana' };

const seen = (row: object | undefined): string[] =>
  ((row && 'reactions' in row ? (row.reactions as Reaction[] | undefined) : undefined) ?? []).map(
    ({ emoji, users }) => `${emoji} ${users.map(({ id }) => id).join(',')}`,
  );

const emojis = fc.constantFrom('👍', '❤️', '🎉');
const people = fc.constantFrom('ana', 'ben', 'eva');
const toggles = fc.array(fc.record({ emoji: emojis, on: fc.boolean(), id: people }), { maxLength: 12 });
const reactionsArbitrary = toggles.map((all) =>
  all.reduce<readonly Reaction[]>((known, { emoji, on, id }) => withReaction(known, { emoji, on, by: { id, name: id } }), []),
);

describe('a reaction laid over a row', () => {
  const row: Note = { id: 'a', seq: 1, version: 1, deleted: false, text: 'a' };

  it('is shown under the user’s name, and leaves the state and every other field alone', () => {
    const [shown] = overlay([row], [react(1, 'a'), react(2, 'a', '🎉')]);
    expect(shown).toEqual({
      id: 'a',
      row: {
        ...row,
        reactions: [
          { emoji: '👍', users: [{ id: 'ana', name: 'Ana' }] },
          { emoji: '🎉', users: [{ id: 'ana', name: 'Ana' }] },
        ],
      },
      state: 'sent',
      reacting: [1, 2],
    });
  });

  it('is shown on a message that waits, is refused, is changed or is about to go, whose state stays', () => {
    const on = (entries: Entry[], rows = [row]): unknown => {
      const [shown] = overlay(rows, entries);
      return [shown?.state, shown?.wish?.n, seen(shown?.row)];
    };
    expect(on([wish(1, 'create', 'a', { body: { text: 'x' } }), react(2, 'a')], [])).toEqual(['waiting', 1, ['👍 ana']]);
    expect(on([wish(1, 'create', 'a', { state: 'failed' }), react(2, 'a')], [])).toEqual(['failed', 1, ['👍 ana']]);
    expect(on([react(1, 'a'), wish(2, 'edit', 'a', { body: { text: 'y' } })])).toEqual(['waiting', 2, ['👍 ana']]);
    expect(on([wish(1, 'edit', 'a', { body: { text: 'y' } }), react(2, 'a')])).toEqual(['waiting', 1, ['👍 ana']]);
    expect(on([react(1, 'a'), wish(2, 'delete', 'a')])).toEqual(['deleting', 2, ['👍 ana']]);
  });

  it('shows no message that is gone, and makes none', () => {
    expect(overlay([{ ...row, deleted: true }], [react(1, 'a'), react(2, 'b')])).toEqual([]);
  });

  it('is another showing of the row, so that its element is told', () => {
    const shown = (...entries: Entry[]): Shown<Row> => overlay<Row>([row], entries)[0]!;
    expect(same(shown(), shown(react(1, 'a')))).toBe(false);
    expect(same(shown(react(1, 'a')), shown(react(2, 'a', '👍', false)))).toBe(false);
    expect(same(shown(react(1, 'a')), shown(react(1, 'a')))).toBe(true);
  });

  it('survives whatever lies in storage', () => {
    for (const reactions of [5, 'x', null, {}]) expect(seen(overlay([{ ...row, reactions }], [react(1, 'a')])[0]?.row)).toEqual(['👍 ana']);
    expect(overlay([row], [wish(1, 'react', 'a', { body: { emoji: '👍', on: true, by: null } })])[0]?.row).toMatchObject({
      reactions: [{ users: [{ id: 'ana', name: '' }] }],
    });
    expect(isEntry(react(1, 'a'))).toBe(true);
    for (const body of [{}, { emoji: '👍' }, { emoji: 1, on: true }, { on: true }])
      expect(isEntry(wish(1, 'react', 'a', { body }))).toBe(false);
  });

  it('adds up with others, whatever else waits, and changes nothing else', () => {
    fc.assert(
      fc.property(rowsArbitrary, reactionsArbitrary, entriesArbitrary, toggles, (rows, reactions, entries, wishes) => {
        const truth = rows.map((one) => ({ ...one, reactions }));
        const reacts = wishes.map(({ emoji, on }, index) =>
          react(100 + index, rows[index % Math.max(1, rows.length)]?.id ?? 'a', emoji, on),
        );
        const without = overlay(truth, entries);
        const shown = overlay(truth, [...reacts, ...entries]);
        expect(shown.map(({ id, state, wish: behind }) => [id, state, behind])).toEqual(
          without.map(({ id, state, wish: behind }) => [id, state, behind]),
        );
        shown.forEach(({ id, row: now }, index) => {
          const { reactions: _now, ...rest } = now as Note & { reactions?: unknown };
          const { reactions: _then, ...before } = without[index]!.row as Note & { reactions?: unknown };
          expect(rest).toEqual(before);
          if (now.deleted) return;
          for (const emoji of ['👍', '❤️', '🎉']) {
            const last = reacts.findLast((one) => one.id === id && one.body['emoji'] === emoji);
            const known = rows.some((one) => one.id === id) && reactions.find((one) => one.emoji === emoji);
            const others = known ? known.users.filter((user) => user.id !== 'ana').map((user) => user.id) : [];
            const wasOn = known ? known.users.some((user) => user.id === 'ana') : false;
            const users = (now as Note & { reactions?: Reaction[] }).reactions?.find((one) => one.emoji === emoji)?.users ?? [];
            expect(users.some((user) => user.id === 'ana')).toBe(last ? last.body['on'] : wasOn);
            expect(users.filter((user) => user.id !== 'ana').map((user) => user.id)).toEqual(others);
          }
        });
      }),
    );
  });
});

describe('a reaction in the queue', () => {
  it('waits for its message to be made, however that was corrected, and for nothing else that was refused', () => {
    const made = wish(1, 'create', 'a', { state: 'failed', tries: 1 });
    expect(nextStep([made, react(2, 'a'), react(3, 'b')], 2_000)).toMatchObject({ do: 'send', entry: { n: 3 } });
    expect(nextStep([made, react(2, 'a')], 2_000)).toEqual({ do: 'wait', until: undefined });
    expect(nextStep([react(2, 'a'), wish(3, 'create', 'a')], 2_000)).toMatchObject({ do: 'send', entry: { n: 3 } });
    expect(nextStep([wish(1, 'create', 'a', { notBefore: 6_000 }), react(2, 'a')], 2_000)).toEqual({ do: 'wait', until: 6_000 });
    expect(nextStep([wish(1, 'edit', 'a', { state: 'failed', tries: 1 }), react(2, 'a')], 2_000)).toMatchObject({ entry: { n: 2 } });
  });

  it('goes in its turn, and waits with the message that is about to be deleted', () => {
    expect(nextStep([react(1, 'a'), wish(2, 'create', 'b')], 2_000)).toMatchObject({ entry: { n: 1 } });
    expect(nextStep([wish(1, 'create', 'b'), react(2, 'a')], 2_000)).toMatchObject({ entry: { n: 1 } });
    expect(nextStep([react(1, 'a'), wish(2, 'delete', 'a', { notBefore: 6_000 })], 2_000)).toEqual({ do: 'wait', until: 6_000 });
    expect(nextStep([wish(1, 'create', 'a'), react(2, 'a'), wish(3, 'delete', 'a')], 2_000)).toMatchObject({ do: 'drop' });
  });
});

describe('the outbox of reactions', () => {
  const draft = (mutationId: string, emoji: string, on: boolean): Parameters<Outbox['add']>[0] => ({
    mutationId,
    kind: 'react',
    id: 'a',
    body: { emoji, on },
    topic: 't',
    user: 'ana',
    at: 0,
  });

  it('holds one wish at most per emoji that nobody has sent, and the last word is said', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.record({ emoji: emojis, on: fc.boolean() }), fc.constant('send' as const)), { maxLength: 12 }),
        async (acts) => {
          const outbox = new Outbox(memoryOutbox());
          const last = new Map<string, boolean>();
          for (const [index, act] of acts.entries()) {
            const waiting = await outbox.entries('t');
            if (act === 'send') {
              const first = waiting.find(({ tries }) => tries === 0);
              if (first) await outbox.claim(first.mutationId);
              continue;
            }
            await outbox.add(draft(`m${index}`, act.emoji, act.on));
            last.set(act.emoji, act.on);
          }
          const entries = await outbox.entries('t');
          for (const [emoji, on] of last) {
            const own = entries.filter(({ body }) => body['emoji'] === emoji);
            expect(own.at(-1)?.body['on']).toBe(on);
            expect(own.filter(({ tries }) => tries === 0).length).toBeLessThanOrEqual(1);
            own.slice(1).forEach(({ body }, index) => expect(body['on']).not.toBe(own[index]!.body['on']));
          }
          expect(await outbox.tally()).toMatchObject({ waiting: 0, failed: 0 });
        },
      ),
    );
  });

  it('leaves none where what was toggled twice goes back to what is on its way', async () => {
    const outbox = new Outbox(memoryOutbox());
    await outbox.add(draft('m1', '👍', true));
    await outbox.claim('m1');
    await outbox.add(draft('m2', '👍', false));
    await outbox.add(draft('m3', '👍', true));
    expect((await outbox.entries('t')).map(({ mutationId }) => mutationId)).toEqual(['m1']);
  });

  it('keeps its wish while a refused message is corrected, and the draft of words', async () => {
    const outbox = new Outbox(memoryOutbox());
    await outbox.add({ ...draft('m1', '', true), kind: 'create', body: { text: 'x' } });
    await outbox.fail('m1', { reason: 'invalid', message: 'no' });
    await outbox.add(draft('m2', '👍', true));
    await outbox.add({ ...draft('m3', '', true), kind: 'edit', body: { text: 'y' } });
    expect((await outbox.entries('t')).map(({ kind, body }) => [kind, body])).toEqual([
      ['react', { emoji: '👍', on: true }],
      ['create', { text: 'y' }],
    ]);
  });
});

describe.each(['disk', 'memory'] as const)('a reaction in a stream, %s', (storage) => {
  const user = oneUser({ storage });

  const shows = (screen: ListScreen, ...reactions: string[]): Promise<void> =>
    vi.waitFor(() => expect(seen(screen.stream.get('hi')?.row)).toEqual(reactions), { timeout: 5_000, interval: 5 });
  const sent = (): number => user.server.received.filter(({ kind }) => kind === 'react').length;

  async function opened(): Promise<ListScreen> {
    user.server.say('hi');
    user.server.say('later');
    const screen = user.open();
    await screen.is({ state: 'live', loaded: true });
    await screen.shows('hi', 'later');
    return screen;
  }

  it('is shown at once as a message of others is, and is the server’s in the end', async () => {
    const screen = await opened();
    const told = screen.statuses.length;
    await screen.stream.react('hi', '👍', true, ANA);
    await shows(screen, '👍 ana');
    await vi.waitFor(() => expect(screen.stream.get('hi')).toMatchObject({ row: { version: 3 }, state: 'sent' }));
    expect(screen.rows).toEqual(['hi', 'later']);
    expect(screen.history.flat().filter((text) => text.includes('('))).toEqual([]);
    expect(screen.statuses.slice(told).every(({ waiting, failed }) => waiting === 0 && failed === 0)).toBe(true);
    expect(screen.batches.flat().filter(({ op }) => op === 'delete')).toEqual([]);
    await screen.stream.react('hi', '👍', false, ANA);
    await shows(screen);
    await vi.waitFor(() => expect(user.server.received.at(-1)?.body).toMatchObject({ emoji: '👍', on: false }));
  });

  it('of others comes as a change of the row', async () => {
    const screen = await opened();
    user.server.put('ben', TOPIC, { mutationId: 'r', kind: 'react', id: 'hi', body: { emoji: '🎉', on: true } });
    await shows(screen, '🎉 ben');
    await screen.stream.react('hi', '🎉', true, ANA);
    await shows(screen, '🎉 ben,ana');
    user.server.put('ben', TOPIC, { mutationId: 's', kind: 'react', id: 'hi', body: { emoji: '🎉', on: false } });
    await shows(screen, '🎉 ana');
    const { updatedAt, insertedAt } = screen.stream.get('hi')!.row;
    expect(updatedAt).toBe(insertedAt);
  });

  it('is granted once where its answer is lost', async () => {
    const screen = await opened();
    screen.source.faults.push({ on: 'put', do: 'lose-reply' });
    await screen.stream.react('hi', '👍', true, ANA);
    await shows(screen, '👍 ana');
    await screen.is({ state: 'live' });
    await vi.waitFor(() => expect(screen.stream.get('hi')?.reacting).toBeUndefined());
    await shows(screen, '👍 ana');
  });

  it('is taken back when it is refused, and told once; no message fails by it', async () => {
    const screen = await opened();
    const why = new SourceError('invalid', 'emoji: no more', { fields: { emoji: 'no more' } });
    screen.source.faults.push({ on: 'put', do: why });
    const accepted = screen.stream.react('hi', '👍', true, ANA);
    // In memory the server's answer accepts.
    if (storage === 'memory') await expect(accepted).rejects.toEqual(new NotAccepted('refused', 'emoji: no more'));
    else await accepted;
    await vi.waitFor(() => expect(screen.refused).toEqual(storage === 'memory' ? [] : ['👍 emoji: no more']));
    await shows(screen);
    expect(screen.status).toMatchObject({ waiting: 0, failed: 0 });
    expect(screen.stream.failures).toEqual([]);
    expect(screen.history.flat().filter((text) => text.includes('('))).toEqual([]);
    expect(screen.errors).toEqual([]);
  });

  it('settles without a word where its message was deleted meanwhile', async () => {
    const screen = await opened();
    screen.source.deaf = true;
    user.server.put('ben', TOPIC, { mutationId: 'd', kind: 'delete', id: 'hi', body: {} });
    await screen.stream.react('hi', '👍', true, ANA);
    await vi.waitFor(() => expect(sent()).toBe(1));
    await vi.waitFor(async () => expect((await screen.sync.logout()).waiting).toBe(0));
    expect([screen.refused, screen.errors]).toEqual([[], []]);
  });
});

describe('a reaction made offline', () => {
  const user = oneUser();

  it('is kept over a reload, follows its message, and is sent as it was at last', async () => {
    user.server.say('hi');
    const before = user.open();
    await before.shows('hi');
    await before.is({ state: 'live' });
    before.source.goOffline();
    await before.stream.react('hi', '👍', true, ANA);
    await before.stream.react('hi', '👍', false, ANA);
    await before.stream.react('hi', '😮', false, ANA);
    await before.stream.react('hi', '😮', true, ANA);
    await before.send('mine');
    await before.stream.react('mine', '🎉', true, ANA);
    await before.is({ waiting: 1 });
    await before.close();
    user.server.put('ben', TOPIC, { mutationId: 'r', kind: 'react', id: 'hi', body: { emoji: '😮', on: true } });
    const after = user.open({ online: false });
    await vi.waitFor(() => expect(seen(after.stream.get('hi')?.row)).toEqual(['😮 ana']));
    expect(seen(after.stream.get('mine')?.row)).toEqual(['🎉 ana']);
    expect(user.server.received).toEqual([]);
    after.source.goOnline();
    await vi.waitFor(() => expect(seen(after.stream.get('hi')?.row)).toEqual(['😮 ben,ana']));
    await vi.waitFor(() => expect(user.server.received).toHaveLength(4));
    expect(user.server.received.map(({ kind, id, body }) => [kind, id, body['emoji'], body['on']])).toEqual([
      ['react', 'hi', '👍', false],
      ['react', 'hi', '😮', true],
      ['create', 'mine', undefined, undefined],
      ['react', 'mine', '🎉', true],
    ]);
    await vi.waitFor(() => expect(after.stream.get('mine')).toMatchObject({ state: 'sent', row: { version: 5 } }));
    expect(await after.sync.logout()).toMatchObject({ left: true, waiting: 0 });
  });

  it('is counted when the user leaves, so that nobody loses it unasked', async () => {
    user.server.say('hi');
    const screen = user.open();
    await screen.shows('hi');
    screen.source.goOffline();
    await screen.stream.react('hi', '👍', true, ANA);
    expect(await screen.sync.logout()).toMatchObject({ left: false, waiting: 1 });
  });

  it('is seen in the other tab', async () => {
    user.server.say('hi');
    const [one, two] = [user.open(), user.open()];
    await Promise.all([one.shows('hi'), two.shows('hi')]);
    one.source.goOffline();
    two.source.goOffline();
    await one.stream.react('hi', '👍', true, ANA);
    await vi.waitFor(() => expect(seen(two.stream.get('hi')?.row)).toEqual(['👍 ana']));
    await two.stream.react('hi', '👍', false, ANA);
    await vi.waitFor(() => expect(seen(one.stream.get('hi')?.row)).toEqual([]));
  });

  it('on a delete that is undone is there again', async () => {
    user.server.put('ana', TOPIC, { mutationId: 'x', kind: 'create', id: 'hi', body: { content: 'hi' } });
    user.server.put('ben', TOPIC, { mutationId: 'r', kind: 'react', id: 'hi', body: { emoji: '🎉', on: true } });
    const screen = user.open({ graceMs: 60_000 });
    await screen.is({ state: 'live' });
    await screen.shows('hi');
    await screen.stream.delete('hi');
    await screen.shows('hi (deleting)');
    await screen.stream.undo('hi');
    await screen.shows('hi');
    expect(seen(screen.stream.get('hi')?.row)).toEqual(['🎉 ben']);
  });
});
