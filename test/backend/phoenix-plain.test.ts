// A Phoenix app that only broadcasts new, updated and deleted messages: what works with it, and what the weaker promise is.

import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Message, Room } from '../../src/backend/model.js';
import { plainPhoenixSource } from '../../src/backend/phoenix-plain-source.js';
import type { PlainPhoenixOptions } from '../../src/backend/phoenix-plain-source.js';
import type { Shown } from '../../src/sync/overlay.js';
import { SourceError } from '../../src/sync/protocol.js';
import type { Channel, Mutation, Source } from '../../src/sync/protocol.js';
import { Sync } from '../../src/sync/sync.js';
import type { StreamOp } from '../../src/live-stream/ops.js';
import { modelRun } from '../live-stream/list-model.js';
import { withLocks } from '../sync/page-locks.js';
import { Listener } from './contract-suite.js';

interface Plain {
  id: string;
  room_id: string;
  sender: { id: string; name: string };
  content: string;
  inserted_at: string;
}

/** The app: a table of messages, a channel that lets anybody in, and broadcasts. It knows no numbers, no mutations, no tombstones. */
class PlainApp {
  readonly messages: Plain[] = [];
  readonly #sockets = new Set<{ joined: Set<string>; send: (frame: unknown[]) => void; close: () => void }>();
  /** How often nobody is let in yet, and is told when to come again. */
  busy = 0;
  /** What happens to the next write. */
  next: 'lost' | 'answer lost' | 'refused' | undefined;
  writes = 0;

  /** A socket class that ends here. */
  get transport(): new () => object {
    const sockets = this.#sockets;
    const isBusy = (): boolean => this.busy-- > 0;
    return class {
      readyState = 0;
      onopen?: () => void;
      onmessage?: (event: { data: string }) => void;
      onclose?: (event: object) => void;
      #end = {
        joined: new Set<string>(),
        send: (frame: unknown[]) => queueMicrotask(() => this.onmessage?.({ data: JSON.stringify(frame) })),
        close: () => this.close(),
      };
      constructor() {
        queueMicrotask(() => {
          this.readyState = 1;
          sockets.add(this.#end);
          this.onopen?.();
        });
      }
      send(data: string): void {
        const [join, ref, topic, event] = JSON.parse(data) as string[];
        const later = event === 'phx_join' && isBusy();
        if (event === 'phx_join' && !later) this.#end.joined.add(topic!);
        const response = later ? { reason: 'rate_limited', retry_after_ms: 30_000 } : { reason: 'forbidden' };
        this.#end.send([join, ref, topic, 'phx_reply', { status: later || topic === 'room:private' ? 'error' : 'ok', response }]);
      }
      close(): void {
        this.readyState = 3;
        sockets.delete(this.#end);
        this.onclose?.({ code: 1006, wasClean: false });
      }
    };
  }

  broadcast(event: string, payload: object, topic = 'room:r'): void {
    for (const { joined, send } of this.#sockets) if (joined.has(topic)) send([null, null, topic, event, payload]);
  }

  hangUp(): void {
    for (const socket of [...this.#sockets]) socket.close();
  }

  message(id: string, content = id): Plain {
    return {
      id,
      room_id: 'r',
      sender: { id: 'ana', name: 'Ana' },
      content,
      inserted_at: new Date(1.7e12 + this.messages.length * 1000).toISOString(),
    };
  }

  post(id: string, content = id): Plain {
    const message = this.message(id, content);
    this.messages.push(message);
    this.broadcast('new_message', { message });
    return message;
  }

  options(): PlainPhoenixOptions {
    return {
      url: 'ws://app/socket',
      transport: this.transport,
      random: () => 0,
      rooms: () => Promise.resolve([{ id: 'r', name: 'A room', description: '' }]),
      messages: (room, { before, limit }) => {
        const end = before === undefined ? this.messages.length : this.messages.findIndex(({ id }) => id === before);
        const start = Math.max(0, end - limit);
        return Promise.resolve({ messages: this.messages.slice(start, end), complete: start === 0 });
      },
      write: async (mutation) => this.#write(mutation),
    };
  }

  #write({ kind, id, body }: Mutation): Plain | undefined {
    const fate = this.next;
    this.next = undefined;
    if (fate === 'refused') throw new SourceError('invalid', 'no', { fields: { content: 'no' } });
    if (fate === 'lost') throw new TypeError('no network');
    this.writes += 1;
    let message = this.messages.find((one) => one.id === id);
    if (kind === 'create' && !message) message = this.post(id, String(body['content']));
    else if (message && kind === 'edit') {
      message.content = String(body['content']);
      this.broadcast('updated_message', message);
    } else if (message && kind === 'delete') {
      this.messages.splice(this.messages.indexOf(message), 1);
      this.broadcast('deleted_message', { id });
    }
    if (fate === 'answer lost') throw new TypeError('the connection was lost');
    return message;
  }
}

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const act of cleanUp.splice(0).reverse()) await act();
});

function open(app: PlainApp, options: Partial<PlainPhoenixOptions> = {}): Source {
  const source = plainPhoenixSource({ ...app.options(), ...options });
  cleanUp.push(() => source.close());
  return source;
}

async function join(app: PlainApp, options: Partial<PlainPhoenixOptions> = {}): Promise<{ channel: Channel<Message>; heard: Listener }> {
  const heard = new Listener();
  const channel = open(app, options).channel<Message>('room:r', heard);
  await vi.waitFor(() => expect(channel.joined).toBe(true));
  return { channel, heard };
}

const create = (id: string): Mutation => ({ mutationId: `m-${id}`, kind: 'create', id, body: { content: id } });
const ids = (rows: readonly { id: string }[]): string[] => rows.map(({ id }) => id);

describe('a room of a plain Phoenix app', () => {
  it('begins with the newest messages, and pages back to the beginning', async () => {
    const app = new PlainApp();
    for (let n = 1; n <= 120; n++) app.post(`m${n}`);
    const { channel, heard } = await join(app);
    const { head, epoch } = heard.joins[0]!;
    const fresh = await channel.sync({ after: -1, limit: 500 });
    expect(fresh).toMatchObject({ reset: true, epoch, asOf: head });
    expect(ids(fresh.rows)).toEqual(Array.from({ length: 50 }, (_, n) => `m${n + 71}`));
    const all: string[] = [];
    for (let before = head + 1; before > 0;) {
      const page = await channel.page({ before, limit: 30 });
      expect(page.rows.every(({ seq }) => seq < before && seq >= page.floor)).toBe(true);
      all.unshift(...ids(page.rows));
      before = page.floor;
    }
    expect(all).toEqual(ids(app.messages));
    const around = await channel.page({ around: { id: 'm60' }, limit: 4 });
    expect(ids(around.rows)).toEqual(['m58', 'm59', 'm60', 'm61']);
    expect(ids((await channel.page({ after: around.place!, limit: 2 })).rows)).toEqual(['m61', 'm62']);
    await expect(channel.page({ around: { id: 'nowhere' }, limit: 4 })).rejects.toMatchObject({ reason: 'not-found' });
  });

  it('leaves out what cannot be read, and says so, and has all else', async () => {
    const app = new PlainApp();
    for (let n = 1; n <= 60; n++) app.post(n === 5 || n === 55 ? 'x'.repeat(129) : `m${n}`);
    const { channel, heard } = await join(app);
    const { rows, floor } = await channel.page({ before: heard.joins[0]!.head + 1, limit: 60 });
    expect([rows.length, floor]).toEqual([58, 0]);
    expect(heard.errors.map(({ reason, message }) => `${reason} ${message}`)).toEqual([
      expect.stringContaining('malformed room:r: 1 of 50 rows cannot be read and are left out: row.id must be'),
      expect.stringContaining('malformed room:r: 1 of 10 rows cannot be read'),
    ]);
  });

  it('is gone to by an instant where that is among what has been loaded, and else says that it is not there', async () => {
    const app = new PlainApp();
    for (let n = 1; n <= 60; n++) app.post(`m${n}`);
    const { channel, heard } = await join(app);
    const instant = (n: number): string => app.messages[n - 1]!.inserted_at;
    const around = (at: string): Promise<string[]> => channel.page({ around: { at }, limit: 2 }).then(({ rows }) => ids(rows));
    // The oldest that is loaded is m11: whether it was the first of that instant nobody knows.
    for (const n of [1, 10, 11]) await expect(around(instant(n))).rejects.toMatchObject({ reason: 'not-found' });
    expect(await around(instant(12))).toEqual(['m11', 'm12']);
    const elsewhere = new Date(Date.parse(instant(30)) + 7_200_000).toISOString().replace('Z', '+02:00');
    expect(await around(elsewhere)).toEqual(['m29', 'm30']);
    expect(await around('2100-01-01T00:00:00Z')).toEqual(['m60']);
    await expect(around('some day')).rejects.toMatchObject({ reason: 'malformed' });
    await channel.page({ before: heard.joins[0]!.head + 1, limit: 60 });
    expect(await around('2000-01-01T00:00:00Z')).toEqual(['m1']);
    expect(await around(instant(10))).toEqual(['m9', 'm10']);
  });

  it('pages back to the beginning where two pages are asked for at once', async () => {
    const app = new PlainApp();
    for (let n = 1; n <= 120; n++) app.post(`m${n}`);
    const { channel, heard } = await join(app);
    const { floor } = await channel.page({ before: heard.joins[0]!.head + 1, limit: 50 });
    const twice = await Promise.all([channel.page({ before: floor, limit: 30 }), channel.page({ before: floor, limit: 30 })]);
    expect(ids(twice[1].rows)).toEqual(ids(twice[0].rows));
    const all = ids(twice[1].rows);
    for (let before = twice[1].floor; before > 0;) {
      const page = await channel.page({ before, limit: 30 });
      all.unshift(...ids(page.rows));
      before = page.floor;
    }
    expect(all).toEqual(ids(app.messages).slice(0, 70));
  });

  it('hears what is new, changed and gone, numbered without a gap', async () => {
    const app = new PlainApp();
    app.post('old');
    const { channel, heard } = await join(app);
    const { head } = heard.joins[0]!;
    const b = app.post('b');
    app.broadcast('new_message', { message: b });
    app.broadcast('updated_message', { ...b, content: 'B' });
    app.broadcast('updated_message', app.message('never seen'));
    app.broadcast('deleted_message', { id: 'never seen' });
    app.broadcast('deleted_message', { id: 'old' });
    app.broadcast('new_message', { message: { content: 'no id' } });
    await vi.waitFor(() => expect(heard.errors).toMatchObject([{ reason: 'malformed' }]));
    expect(heard.ops.map(({ seq, row }) => [seq - head, row?.id, row?.content, row?.deleted])).toEqual([
      [1, 'b', 'b', false],
      [2, 'b', 'B', false],
      [3, 'old', '', true],
    ]);
    expect(await channel.sync({ after: head, limit: 9 })).toMatchObject({
      reset: false,
      upTo: head + 3,
      rows: [{ id: 'b' }, { deleted: true }],
    });
    expect(ids((await channel.page({ before: head + 9, limit: 9 })).rows)).toEqual(['b']);
  });

  it('is another history after every rejoin, with what was missed', async () => {
    const app = new PlainApp();
    const { channel, heard } = await join(app);
    await channel.put(create('a'));
    app.hangUp();
    expect(heard.downs).toBe(1);
    app.messages[0]!.content = 'changed meanwhile';
    app.post('missed');
    await vi.waitFor(() => expect(heard.joins).toHaveLength(2));
    expect(heard.joins[1]!.epoch).not.toBe(heard.joins[0]!.epoch);
    expect((await channel.sync({ after: -1, limit: 9 })).rows).toMatchObject([{ id: 'a', content: 'changed meanwhile' }, { id: 'missed' }]);
  });

  it('joins again where the server ends the channel', async () => {
    const app = new PlainApp();
    const { channel, heard } = await join(app);
    app.messages.push(app.message('missed'));
    app.broadcast('phx_close', {});
    await vi.waitFor(() => expect(heard.joins).toHaveLength(2));
    expect(heard.downs).toBe(1);
    expect(heard.joins[1]!.epoch).not.toBe(heard.joins[0]!.epoch);
    expect(ids((await channel.sync({ after: -1, limit: 9 })).rows)).toEqual(['missed']);
    app.post('after');
    await vi.waitFor(() => expect(heard.ops.map(({ row }) => row?.id)).toEqual(['after']));
  });

  it('comes back though the token cannot be had when it connects anew', async () => {
    const app = new PlainApp();
    let fails = 0;
    const token = (): string => {
      if (fails-- > 0) throw new Error('the session is not to be had');
      return 'ana';
    };
    const { channel, heard } = await join(app, { token });
    fails = 1;
    app.hangUp();
    await vi.waitFor(() => expect([channel.joined, fails]).toEqual([true, -1]));
    expect(heard.errors).toMatchObject([{ reason: 'unauthorized' }]);
  });

  it('misses nothing that is broadcast while it loads, and tries again where loading fails', async () => {
    const app = new PlainApp();
    const plain = app.options();
    let tries = 0;
    const { channel, heard } = await join(app, {
      messages: async (room, query) => {
        if ((tries += 1) === 1) throw new TypeError('not yet');
        const loaded = await plain.messages(room, query);
        app.post('in between');
        await Promise.resolve();
        return loaded;
      },
    });
    expect(heard.errors).toMatchObject([{ reason: 'server', refused: false }]);
    await vi.waitFor(() => expect(ids(heard.ops.map(({ row }) => row!))).toEqual(['in between']));
    expect(channel.joined).toBe(true);
  });

  it('writes, edits and deletes by the functions of the app, and passes on its refusals', async () => {
    const app = new PlainApp();
    const { channel, heard } = await join(app);
    expect(await channel.put(create('a'))).toMatchObject({ row: { id: 'a', content: 'a' } });
    expect(await channel.put({ ...create('a'), mutationId: 'e', kind: 'edit', body: { content: 'A' } })).toMatchObject({
      row: { content: 'A' },
    });
    expect(await channel.put({ ...create('a'), mutationId: 'd', kind: 'delete', body: {} })).toMatchObject({ row: { deleted: true } });
    expect(heard.ops.map(({ row }) => row?.content)).toEqual(['a', 'A', '']);
    app.next = 'refused';
    await expect(channel.put(create('b'))).rejects.toMatchObject({ reason: 'invalid', refused: true, fields: { content: 'no' } });
  });

  it('sends again what is not answered where the app takes ids, and leaves it to the user where it does not', async () => {
    const app = new PlainApp();
    const { channel } = await join(app);
    app.next = 'answer lost';
    await expect(channel.put(create('a'))).rejects.toMatchObject({ refused: false });
    expect(await channel.put(create('a'))).toMatchObject({ row: { id: 'a' } });
    expect(app.writes).toBe(1);
    app.next = 'lost';
    await expect(channel.put(create('b'))).rejects.toMatchObject({ refused: false });
    expect(await channel.put(create('b'))).toMatchObject({ row: { id: 'b' } });

    const careful = await join(app, { takesIds: false });
    app.next = 'lost';
    await expect(careful.channel.put(create('c'))).rejects.toMatchObject({ refused: false, unsent: false });
    await expect(careful.channel.put({ ...create('c'), unsure: true })).rejects.toMatchObject({
      refused: true,
      message: expect.stringContaining('may double it') as unknown,
    });
    expect(await careful.channel.put(create('c'))).toMatchObject({ row: { id: 'c' } });
    expect(ids(app.messages)).toEqual(['a', 'b', 'c']);
  });

  it('says of a message that never left that it was not sent, and of one whose answer cannot be read that nobody knows', async () => {
    const app = new PlainApp();
    const { channel } = await join(app, { takesIds: false, write: () => Promise.resolve({ content: 'no id' }) });
    await expect(channel.put(create('a'))).rejects.toMatchObject({ reason: 'malformed', unsent: false });
    app.hangUp();
    await expect(channel.put(create('b'))).rejects.toMatchObject({ reason: 'closed', unsent: true });
  });

  it.each(['rate-limited', 'unauthorized', 'forbidden', 'outdated'] as const)(
    'asks again where a server that does not take ids has said %s, for it did nothing',
    async (reason) => {
      const app = new PlainApp();
      const { write } = app.options();
      let refusals = 1;
      const { channel } = await join(app, {
        takesIds: false,
        write: (...wish) => (refusals-- > 0 ? Promise.reject(new SourceError(reason, 'not now')) : write(...wish)),
      });
      await expect(channel.put(create('a'))).rejects.toMatchObject({ reason, unsent: true });
      expect(await channel.put(create('a'))).toMatchObject({ row: { id: 'a' } });
    },
  );

  it('that nobody is let into says so once; and rooms need no channel', async () => {
    const source = open(new PlainApp());
    const refused = new Listener();
    const channel = source.channel<Message>('room:private', refused);
    await vi.waitFor(() => expect(refused.errors).toMatchObject([{ reason: 'forbidden' }]));
    expect(channel.joined).toBe(false);
    const rooms = new Listener<Room>();
    const list = source.channel<Room>('rooms', rooms);
    await vi.waitFor(() => expect(list.joined).toBe(true));
    expect((await list.sync({ after: -1, limit: 9 })).rows).toMatchObject([{ id: 'r', name: 'A room' }]);
  });
});

describe('the list of rooms of a plain Phoenix app', () => {
  it('goes down with the connection, and each further connection loads it anew', async () => {
    const app = new PlainApp();
    const rooms = [{ id: 'r', name: 'A room', description: '' }];
    const heard = new Listener<Room>();
    const load = vi.fn<() => Promise<unknown[]>>(() => Promise.resolve([...rooms]));
    const source = open(app, { rooms: load });
    const list = source.channel<Room>('rooms', heard);
    await vi.waitFor(() => expect(list.joined).toBe(true));
    const sockets = source.channel('room:r', new Listener());
    await vi.waitFor(() => expect(sockets.joined).toBe(true));
    expect(load).toHaveBeenCalledTimes(1);
    rooms.push({ id: 's', name: 'Another', description: '' });
    app.hangUp();
    expect([list.joined, heard.downs]).toEqual([false, 1]);
    await vi.waitFor(() => expect(heard.joins).toHaveLength(2));
    expect(heard.joins[1]!.epoch).not.toBe(heard.joins[0]!.epoch);
    expect(ids((await list.sync({ after: -1, limit: 9 })).rows)).toEqual(['r', 's']);
    // Asked for after the line was there: the next connection is another one all the same.
    list.leave();
    const late = new Listener<Room>();
    const again = source.channel<Room>('rooms', late);
    await vi.waitFor(() => expect(again.joined).toBe(true));
    source.resume?.();
    await vi.waitFor(() => expect(late.joins).toHaveLength(2));
    again.leave();
    const { length } = load.mock.calls;
    app.hangUp();
    await vi.waitFor(() => expect(sockets.joined).toBe(true));
    expect(load).toHaveBeenCalledTimes(length);
  });

  it('is not asked for once the source is closed, nor where it was left at once', async () => {
    const rooms = vi.fn<() => Promise<unknown[]>>(() => Promise.resolve([]));
    const source = open(new PlainApp(), { rooms });
    source.channel<Room>('rooms', new Listener<Room>()).leave();
    source.close();
    const heard = new Listener<Room>();
    source.channel<Room>('rooms', heard);
    await new Promise(setImmediate);
    expect(rooms).not.toHaveBeenCalled();
    expect(heard.joins).toEqual([]);
  });

  it('that cannot be loaded is asked for again, by a new connection at once', async () => {
    const app = new PlainApp();
    const heard = new Listener<Room>();
    let fails = 1;
    const rooms = (): Promise<unknown[]> => (fails-- > 0 ? Promise.reject(new TypeError('no network')) : Promise.resolve([]));
    const list = open(app, { rooms }).channel<Room>('rooms', heard);
    await vi.waitFor(() => expect(list.joined).toBe(true));
    fails = Infinity;
    app.hangUp();
    await vi.waitFor(() => expect(heard.errors.length).toBeGreaterThan(1));
    expect([list.joined, heard.downs]).toEqual([false, 1]);
    fails = 0;
    app.hangUp();
    await vi.waitFor(() => expect(list.joined).toBe(true));
  });
});

describe('a plain Phoenix app that asks for time', () => {
  const busy = new SourceError('rate-limited', 'later', { retryAfterMs: 30_000 });

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    cleanUp.push(() => vi.useRealTimers());
  });

  it.each(['joined', 'loaded'])('before a room is %s has it', async (what) => {
    const app = new PlainApp();
    const { messages } = app.options();
    let asked = 0;
    const heard = new Listener();
    if (what === 'joined') app.busy = 1;
    const load: PlainPhoenixOptions['messages'] = (...query) =>
      (asked += 1) === 1 && what === 'loaded' ? Promise.reject(busy) : messages(...query);
    const channel = open(app, { messages: load }).channel<Message>('room:r', heard);
    await vi.advanceTimersByTimeAsync(29_900);
    expect(heard.errors).toMatchObject([{ reason: 'rate-limited' }]);
    expect(channel.joined).toBe(false);
    await vi.advanceTimersByTimeAsync(200);
    expect(channel.joined).toBe(true);
    expect(heard.errors).toHaveLength(1);
  });

  it('is asked at once over another connection', async () => {
    const app = new PlainApp();
    app.busy = 1;
    const source = open(app);
    const channel = source.channel<Message>('room:r', new Listener());
    await vi.advanceTimersByTimeAsync(1_000);
    expect([channel.joined, app.busy]).toEqual([false, 0]);
    source.resume!();
    await vi.advanceTimersByTimeAsync(100);
    expect(channel.joined).toBe(true);
  });

  it('before its rooms are loaded has it', async () => {
    const { rooms } = new PlainApp().options();
    let asked = 0;
    const source = open(new PlainApp(), { rooms: () => ((asked += 1) === 1 ? Promise.reject(busy) : rooms()) });
    const list = source.channel<Room>('rooms', new Listener<Room>());
    await vi.advanceTimersByTimeAsync(29_900);
    expect([list.joined, asked]).toEqual([false, 1]);
    await vi.advanceTimersByTimeAsync(200);
    expect(list.joined).toBe(true);
  });
});

describe('a function of the app that never settles', () => {
  const endless = <T>(): Promise<T> => new Promise<T>(() => undefined);

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    cleanUp.push(() => vi.useRealTimers());
  });

  it('does not keep a room from being loaded: the app is asked again', async () => {
    const app = new PlainApp();
    const { messages } = app.options();
    let asked = 0;
    const heard = new Listener();
    const source = open(app, { messages: (...query) => ((asked += 1) === 1 ? endless() : messages(...query)) });
    const channel = source.channel<Message>('room:r', heard);
    await vi.advanceTimersByTimeAsync(4_900);
    expect([channel.joined, heard.errors]).toEqual([false, []]);
    await vi.advanceTimersByTimeAsync(200);
    expect(heard.errors).toMatchObject([{ reason: 'timeout', message: 'no answer from messages()' }]);
    expect([channel.joined, asked]).toEqual([true, 2]);
  });

  it('does not keep the list of rooms from being loaded', async () => {
    const app = new PlainApp();
    const { rooms } = app.options();
    let asked = 0;
    const source = open(app, { timeoutMs: 300, rooms: () => ((asked += 1) === 1 ? endless() : rooms()) });
    const list = source.channel<Room>('rooms', new Listener<Room>());
    await vi.advanceTimersByTimeAsync(400);
    expect([list.joined, asked]).toEqual([true, 2]);
  });

  it('leaves what was wished unknown, and lets other wishes and older pages through', async () => {
    const app = new PlainApp();
    for (let n = 1; n <= 60; n++) app.post(`m${n}`);
    const { messages, write } = app.options();
    let stuck = true;
    const { channel, heard } = await join(app, {
      takesIds: false,
      messages: (room, query) => (stuck && query.before !== undefined ? endless() : messages(room, query)),
      write: (...wish) => (stuck ? endless() : write(...wish)),
    });
    const { head } = heard.joins[0]!;
    const page = (): Promise<string[]> => channel.page({ before: head + 1, limit: 55 }).then(({ rows }) => ids(rows));
    const asked = Promise.allSettled([channel.put(create('a')), page()]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await asked).toMatchObject([
      { status: 'rejected', reason: { reason: 'timeout', unsent: false } },
      { status: 'rejected', reason: { reason: 'timeout' } },
    ]);
    stuck = false;
    expect(await channel.put(create('b'))).toMatchObject({ row: { id: 'b' } });
    expect(await page()).toHaveLength(55);
  });
});

it('a synced stream shows what the app has, sends what was written offline, and starts afresh after a break', async () => {
  const app = new PlainApp();
  for (let n = 1; n <= 5; n++) app.post(`m${n}`);
  const sync = new Sync({ app: 'plain', userKey: 'ana', source: open(app) });
  cleanUp.push(() => sync.close());
  const shown = new Set<string>();
  const errors: unknown[] = [];
  const stream = sync.stream<Message>(
    'room:r',
    {
      ops: (ops) => {
        for (const op of ops) for (const item of op.op === 'insert' ? [op.item] : 'items' in op ? op.items : []) shown.add(item.id);
      },
      status: () => undefined,
      error: (error) => errors.push(error),
    },
    { size: 10 },
  );
  await vi.waitFor(() => expect([stream.status.state, errors]).toEqual(['live', []]));
  await stream.create('mine', 'mut-mine', { content: 'mine' });
  await vi.waitFor(() => expect(ids(app.messages)).toContain('mine'));
  app.hangUp();
  await stream.create('later', 'mut-later', { content: 'later' });
  await vi.waitFor(
    () => {
      expect(ids(app.messages)).toEqual(['m1', 'm2', 'm3', 'm4', 'm5', 'mine', 'later']);
      expect(stream.status).toMatchObject({ state: 'live', waiting: 0, failed: 0 });
      expect([...shown]).toEqual(ids(app.messages));
    },
    { timeout: 15_000 },
  );
  expect(errors).toEqual([]);
});

describe('two tabs of one user on a plain Phoenix app', () => {
  /** One tab, and what it lists of the room. */
  function tab(app: PlainApp, userKey: string) {
    let list: Shown<Message>[] = [];
    let resets = 0;
    const sync = new Sync({ app: 'plain', userKey, source: open(app) });
    cleanUp.push(() => sync.close());
    const ops = (batch: readonly StreamOp<unknown>[]): void => {
      resets += batch.filter(({ op }) => op === 'reset').length;
      list = modelRun(list, batch as StreamOp<Shown<Message>>[]);
    };
    const events = { ops, status: () => undefined, error: () => undefined };
    return { stream: sync.stream<Message>('room:r', events, { size: 50 }), ids: () => ids(list), resets: () => resets };
  }

  it.each(['with', 'without'])('leave each other what they have read of the past (%s locks)', async (locks) => {
    if (locks === 'with') withLocks();
    cleanUp.push(() => vi.unstubAllGlobals());
    const app = new PlainApp();
    for (let n = 1; n <= 200; n++) app.post(`m${n}`);
    const user = crypto.randomUUID();
    const tabs = [tab(app, user), tab(app, user)];
    for (const { stream } of tabs) await vi.waitFor(() => expect(stream.status.state).toBe('live'));
    for (const one of tabs) {
      for (const length of [100, 150, 200]) {
        await one.stream.older(50);
        await vi.waitFor(() => expect(one.ids()).toHaveLength(length));
      }
    }
    await tabs[0]!.stream.create('mine', 'mut-mine', { content: 'mine' });
    await vi.waitFor(() => expect(app.messages).toHaveLength(201));
    for (const one of tabs) await vi.waitFor(() => expect(one.ids()).toEqual(ids(app.messages)));
    for (const { stream } of tabs) await vi.waitFor(() => expect(stream.status).toMatchObject({ state: 'live', waiting: 0 }));
    expect(tabs.map(({ resets }) => resets())).toEqual([1, 1]);
  });
});

describe('a synced stream on an app that makes its own ids', () => {
  /** The app, whose next write ends when it is told to. */
  function slow(app: PlainApp): { begun: () => boolean; end: () => void; options: Partial<PlainPhoenixOptions> } {
    let end: (() => void) | undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    let writes = 0;
    const write: PlainPhoenixOptions['write'] = async ({ body }) => {
      const message = app.post(`own ${(writes += 1)}`, String(body['content']));
      if (writes === 1) await ended;
      return message;
    };
    return { begun: () => writes > 0, end: () => end?.(), options: { takesIds: false, write } };
  }

  async function show(app: PlainApp, name: string, options: Partial<PlainPhoenixOptions>) {
    const sync = new Sync({ app: name, userKey: 'ana', source: open(app, options) });
    cleanUp.push(() => sync.close());
    const stream = sync.stream<Message>('room:r', { ops: () => undefined, status: () => undefined, error: () => undefined }, { size: 10 });
    await vi.waitFor(() => expect(stream.status.state).toBe('live'), { timeout: 15_000 });
    return { sync, stream };
  }

  /** What lies in the outbox. */
  async function waiting(name: string): Promise<unknown[]> {
    const database = await openDB(`ls:${name}:ana:outbox`);
    const entries: unknown[] = await database.getAll('entries');
    database.close();
    return entries;
  }

  const contents = (app: PlainApp): string[] => app.messages.map(({ content }) => content);

  it('asks the user where the connection was lost while a message was written, and sends it again if they wish', async () => {
    const app = new PlainApp();
    const { begun, end, options } = slow(app);
    const { stream } = await show(app, 'lost', options);
    await stream.create('mine', 'mut-mine', { content: 'mine' });
    await vi.waitFor(() => expect(begun()).toBe(true));
    app.hangUp();
    end();
    await vi.waitFor(() => expect(stream.status).toMatchObject({ state: 'live', waiting: 0, failed: 1 }), { timeout: 15_000 });
    expect(contents(app)).toEqual(['mine']);
    await stream.retry('mine');
    await vi.waitFor(() => expect(stream.status).toMatchObject({ waiting: 0, failed: 0 }), { timeout: 15_000 });
    expect(contents(app)).toEqual(['mine', 'mine']);
  });

  it('asks the user where the page ended while a message was written', async () => {
    const app = new PlainApp();
    const { begun, options } = slow(app);
    const first = await show(app, 'ended', options);
    await first.stream.create('mine', 'mut-mine', { content: 'mine' });
    await vi.waitFor(() => expect(begun()).toBe(true));
    await first.sync.close();
    const { stream } = await show(app, 'ended', options);
    await vi.waitFor(() => expect(stream.status).toMatchObject({ waiting: 0, failed: 1 }), { timeout: 15_000 });
    expect(contents(app)).toEqual(['mine']);
    // Words corrected by somebody who was told are sent, too.
    await stream.edit('mine', { content: 'corrected' });
    await vi.waitFor(() => expect(stream.status).toMatchObject({ waiting: 0, failed: 0 }), { timeout: 15_000 });
    expect(contents(app)).toEqual(['mine', 'corrected']);
  });

  it('asks nobody about a message that the server did not take yet, in this page or the one before', async () => {
    const app = new PlainApp();
    const { options } = slow(app);
    let asked = 0;
    const busy = async (): Promise<never> => {
      asked += 1;
      throw new SourceError('rate-limited', 'not now', { retryAfterMs: asked < 3 ? 1 : 3_600_000 });
    };
    const first = await show(app, 'busy', { ...options, write: busy });
    await first.stream.create('mine', 'mut-mine', { content: 'mine' });
    await vi.waitFor(async () => expect(await waiting('busy')).toMatchObject([{ tries: 3, sure: 3 }]), { timeout: 15_000 });
    expect(first.stream.status).toMatchObject({ waiting: 1, failed: 0 });
    await first.sync.close();
    const { stream } = await show(app, 'busy', { ...options, write: async ({ body }) => app.post('own', String(body['content'])) });
    await vi.waitFor(() => expect(stream.status).toMatchObject({ waiting: 0, failed: 0 }), { timeout: 15_000 });
    expect(contents(app)).toEqual(['mine']);
  });
});
