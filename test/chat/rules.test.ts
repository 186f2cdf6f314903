// The pure rules of chat: what may be sent, how messages group, what is news, what a room says, which room an address names.

import { expect } from 'vitest';
import fc from 'fast-check';
import type { Message } from '../../src/backend/model.js';
import { Arrivals } from '../../src/chat/arrivals.js';
import { roomHref, roomOfHash } from '../../src/chat/hash-route.js';
import { groupRows, type Grouped } from '../../src/chat/message-groups.js';
import { refusal, remaining, stretch } from '../../src/chat/message-text.js';
import { acceptedOrWhy, loadOf, noticeOf, obstacleOf } from '../../src/chat/room-notice.js';
import type { Shown } from '../../src/sync/overlay.js';
import { statusWord } from '../../src/sync/link-state.js';
import { UNKNOWN, type StreamStatus } from '../../src/sync/stream-status.js';

const UTC = { locale: 'en-GB', timeZone: 'UTC' };
const NOW = new Date('2026-03-02T20:00:00Z');

function message(id: string, more: Partial<Message> = {}): Message {
  const at = '2026-03-02T14:05:10.000Z';
  return {
    id,
    roomId: 'r',
    sender: { id: 'ana', name: 'Ana' },
    content: id,
    insertedAt: at,
    updatedAt: at,
    seq: 1,
    version: 1,
    deleted: false,
    ...more,
  };
}

describe('what may be sent', () => {
  it('S-18 S-19 is neither blank nor too long', () => {
    expect([refusal(' \n\t', 10), refusal('hello', 10), refusal('hello', 3)]).toEqual([
      'Write something first.',
      undefined,
      'Too long: remove 2 characters.',
    ]);
  });

  it('S-19 is counted only near the limit', () => {
    expect([89, 90, 99, 100, 101].map((n) => remaining('x'.repeat(n), 100))).toEqual([
      undefined,
      '10 characters left',
      '1 character left',
      'No characters left',
      '1 character too many',
    ]);
    expect([89, 90, 100, 101].map((n) => stretch('x'.repeat(n), 100))).toEqual(['free', 'near', 'full', 'over']);
  });
});

describe('groups', () => {
  const rows = (...messages: Message[]): Grouped[] => messages.map((one) => ({ message: one, grouped: false, day: '' }));

  it('S-32 are one sender within one minute of one day', () => {
    const list = rows(
      message('a'),
      message('b', { insertedAt: '2026-03-02T14:05:59.000Z' }),
      message('c', { insertedAt: '2026-03-02T14:06:00.000Z' }),
      message('d', { insertedAt: '2026-03-02T14:06:01.000Z', sender: { id: 'ben', name: 'Ben' } }),
      message('e', { insertedAt: '2026-03-03T00:00:00.000Z', sender: { id: 'ben', name: 'Ben' } }),
    );
    groupRows(list, NOW, UTC);
    expect(list.map(({ grouped }) => grouped)).toEqual([false, true, false, false, false]);
    expect(list.map(({ day }) => day)).toEqual(['Today', '', '', '', expect.stringMatching(/^Tuesday,? 3 March$/)]);
  });

  it('write nothing when nothing changed', () => {
    const [row] = rows(message('a'));
    groupRows([row!], NOW, UTC);
    const frozen = Object.freeze({ ...row! });
    expect(() => groupRows([frozen], NOW, UTC)).not.toThrow();
  });

  it('come out alike however the list was grouped before', () => {
    const arbitrary = fc.array(
      fc.record({
        who: fc.constantFrom('ana', 'ben'),
        minute: fc.integer({ min: 0, max: 5000 }),
        grouped: fc.boolean(),
        day: fc.constantFrom('', 'Today', 'x'),
      }),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(arbitrary, (given) => {
        const messages = given.map(({ who, minute }, i) =>
          message(String(i), {
            sender: { id: who, name: who },
            insertedAt: new Date(Date.UTC(2026, 0, 1) + minute * 60_000).toISOString(),
          }),
        );
        const fresh = rows(...messages);
        const used = messages.map((one, i) => ({ message: one, grouped: given[i]!.grouped, day: given[i]!.day }));
        groupRows(fresh, NOW, UTC);
        groupRows(used, NOW, UTC);
        expect(used).toEqual(fresh);
      }),
    );
  });
});

describe('news', () => {
  const shown = (id: string, seq: number, more: Partial<Shown<Message>> = {}): Shown<Message> => ({
    id,
    row: message(id, { seq }),
    state: 'sent',
    ...more,
  });
  const ids = (arrivals: Arrivals, ...items: Shown<Message>[]): string[] =>
    arrivals.read(items.map((item) => ({ op: 'insert', item }))).arrived.map(({ id }) => id);

  it('are what came after all there was', () => {
    const arrivals = new Arrivals();
    expect(arrivals.read([{ op: 'reset', items: [shown('a', 5), shown('b', 6)] }]).arrived).toEqual([]);
    expect(ids(arrivals, shown('old', 2), shown('b', 6), shown('c', 7), shown('c', 7))).toEqual(['c']);
  });

  it('are not what was sent from here', () => {
    const arrivals = new Arrivals();
    arrivals.sending('mine');
    expect(ids(arrivals, shown('mine', 0, { state: 'waiting' }), shown('mine', 1), shown('theirs', 2))).toEqual(['theirs']);
  });

  it('are refusals, once each', () => {
    const arrivals = new Arrivals();
    const failed = shown('mine', 0, { state: 'failed' });
    const refused = (): string[] => arrivals.read([{ op: 'insert', item: failed }]).refused.map(({ id }) => id);
    expect([refused(), refused()]).toEqual([['mine'], []]);
    arrivals.read([{ op: 'insert', item: shown('mine', 0, { state: 'waiting' }) }]);
    expect(refused()).toEqual(['mine']);
  });
});

describe('what a room says', () => {
  const status = (more: Partial<StreamStatus>): StreamStatus => {
    const all: StreamStatus = { ...UNKNOWN, state: 'live', loaded: true, ...more };
    return { ...all, word: statusWord([all.state], all) };
  };
  const words = (more: Partial<StreamStatus>): string | undefined => noticeOf(status(more))?.text;

  it('is nothing when all is well', () => {
    expect([noticeOf(undefined), noticeOf(status({}))]).toEqual([undefined, undefined]);
  });

  it('S-36 names what is wrong, and what becomes of unsent messages', () => {
    expect(words({ state: 'offline' })).toContain('You’re offline');
    expect(words({ state: 'offline', waiting: 2 })).toContain('2 changes are kept here and will be sent when you’re back');
    expect(words({ state: 'auth-required' })).toContain('nothing you wrote is lost');
    expect(words({ state: 'update-needed' })).toContain('Reload');
    expect(words({ state: 'closed', readable: false })).toContain('was closed');
    expect(words({ failed: 1 })).toBe('1 change could not be saved.');
    expect(words({ full: true })).toMatch(/^Too much is waiting to be sent. You can go on writing once some/);
    expect(words({ full: true, state: 'offline' })).toMatch(/once you’re back/);
    expect(words({ unreadable: true, storage: 'memory' })).toMatch(/can’t be read now/);
    expect(noticeOf(status({ failed: 3 }), 1)?.text).toBe('1 message could not be sent. 2 changes could not be saved.');
    expect(words({ storage: 'memory' })).toContain('keeps nothing');
  });

  it('says that rows are on their way only while they are', () => {
    expect(loadOf(undefined)).toBe('loading');
    expect(loadOf(status({ loaded: false, state: 'connecting' }))).toBe('loading');
    expect(loadOf(status({ loaded: true, state: 'signed-out' }))).toBe('ready');
    for (const state of ['offline', 'auth-required', 'update-needed', 'signed-out', 'closed'] as const)
      expect(loadOf(status({ loaded: false, state })), state).toBe('failed');
  });

  it('S-08 tells why a room cannot be shown', () => {
    expect(obstacleOf(status({ state: 'not-found' }))?.title).toBe('This room doesn’t exist');
    expect(obstacleOf(status({ state: 'forbidden' }))?.title).toBe('You can’t see this room');
    expect(obstacleOf(status({ state: 'signed-out' }))?.title).toBe('You’re signed out');
    expect(obstacleOf(status({ state: 'offline' }))).toBeUndefined();
  });

  it('S-17 tells why a wish was not accepted', async () => {
    const why = async (error: Error): Promise<string> => {
      const failing = async (): Promise<void> => {
        throw error;
      };
      return acceptedOrWhy(failing).then(
        () => 'accepted',
        (reason: Error) => reason.message,
      );
    };
    expect(await why(Object.assign(new Error('x'), { reason: 'outbox-full' }))).toBe('too much is waiting to be sent already');
    expect(await why(Object.assign(new Error('Only its author may edit it.'), { reason: 'refused' }))).toBe('Only its author may edit it.');
    expect(await acceptedOrWhy(() => Promise.resolve(7))).toBe(7);
  });
});

describe('the address', () => {
  it('S-01 names every room and nothing else', () => {
    fc.assert(fc.property(fc.string({ minLength: 1 }), (id) => void expect(roomOfHash(roomHref(id))).toBe(id)));
    expect(roomHref('half \ud800')).toBe(`#/rooms/${encodeURIComponent('half \ufffd')}`);
    expect(['#/rooms', '#/rooms/', '#/rooms/2', '#chapter', '', '#/rooms/%', '#/rooms/2/x'].map(roomOfHash)).toEqual([
      '',
      '',
      '2',
      undefined,
      undefined,
      '%',
      undefined,
    ]);
  });
});
