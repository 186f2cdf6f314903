// S7: word between tabs carries no content and no authority. Any page of the origin can say anything there; all that comes of it is that
// somebody looks again at what they have.

import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TOPIC } from './fake-source.js';
import { oneUser } from './one-user.js';

const WORDS = 10_000;

const ROW = {
  id: 'forged',
  seq: 99,
  version: 99,
  content: 'forged',
  roomId: 'kitchen',
  sender: { id: 'ana', name: 'Ana' },
  deleted: false,
};
const topic = fc.constantFrom<unknown>(TOPIC, 'rooms', '', '__proto__', 'constructor', 'room:elsewhere', 7, null, {}, ['room:kitchen']);
const kind = fc.constantFrom<unknown>(
  'changed',
  'outbox',
  'logout',
  'who',
  'here',
  'row',
  'delete',
  'ended',
  '__proto__',
  'toString',
  7,
  null,
);
const content = fc.constantFrom<Record<string, unknown>>(
  {},
  { row: ROW },
  { rows: [ROW], items: [ROW], ops: [{ op: 'insert', item: ROW }, { op: 'reset' }] },
  { entry: { mutationId: 'forged', kind: 'delete', id: 'one', body: {} } },
  { head: 1e9, epoch: 'forged', floor: 1e9 },
  { userKey: 'somebody', token: 'forged', force: true },
);

/** What a page that knows all words may say, and what one says that knows none. */
const word = fc.oneof(
  { weight: 4, arbitrary: fc.record({ t: kind, topic, more: content }).map(({ more, ...said }) => ({ ...said, ...more })) },
  { weight: 1, arbitrary: fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true }) },
);

for (const storage of ['disk', 'memory'] as const)
  describe(`forged word between tabs, kept ${storage === 'disk' ? 'on disk' : 'in memory'}`, () => {
    const user = oneUser({ storage });

    it(`${WORDS} times: nothing is shown, sent, lost or ended by it`, { timeout: 60_000 }, async () => {
      user.server.say('one');
      const screen = user.open();
      await screen.shows('one');
      await screen.send('two');
      await screen.shows('one', 'two');
      screen.source.goOffline();
      await screen.is({ state: 'offline' });
      // On disk it is taken and waits; in memory there is nothing to wait in.
      if (storage === 'disk') {
        await screen.send('three');
        await screen.shows('one', 'two', 'three (waiting)');
      }
      const rows = [...screen.rows];
      const received = user.server.received.length;

      const forger = new BroadcastChannel(`ls:test:${user.userKey}`);
      const heard = new BroadcastChannel(`ls:test:${user.userKey}`);
      const said: unknown[] = [];
      let listened = 0;
      heard.addEventListener('message', () => listened++);
      for (const one of fc.sample(word, WORDS)) {
        // Where nothing is kept there is nothing to look at: a tab is believed that says the user left. All it costs is to sign in again.
        if (storage === 'memory' && Object(one).t === 'logout') continue;
        try {
          // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a BroadcastChannel has none
          forger.postMessage(one);
          said.push(one);
        } catch {
          // Not to be said in this language.
        }
      }
      await expect.poll(() => listened, { timeout: 30_000 }).toBeGreaterThanOrEqual(said.length);
      forger.close();
      heard.close();

      expect(screen.rows).toEqual(rows);
      expect(screen.errors).toEqual([]);
      expect(user.server.received.length).toBe(received);
      expect(screen.status.state).toBe('offline');
      screen.source.goOnline();
      user.server.say('four');
      const all = storage === 'disk' ? ['one', 'two', 'four', 'three'] : ['one', 'two', 'four'];
      await screen.is({ state: 'live' });
      await expect.poll(() => [...screen.rows].sort()).toEqual([...all].sort());
      const after = user.open();
      await expect.poll(() => [...after.rows].sort()).toEqual([...all].sort());
      expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('row');
      expect([screen.errors, after.errors]).toEqual([[], []]);
      console.info(`forged word between tabs (${storage}): ${said.length}, 0 effects`);
    });
  });
