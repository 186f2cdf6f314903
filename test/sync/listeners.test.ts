// Listeners of a stream that throw: the stream goes on, and what they did not take they are told anew. And those that close it.

import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Message } from '../../src/backend/model.js';
import type { StreamOp } from '../../src/live-stream/ops.js';
import { Cache } from '../../src/sync/cache.js';
import type { Item } from '../../src/sync/gap.js';
import { SourceError } from '../../src/sync/protocol.js';
import { Sync } from '../../src/sync/sync.js';
import { eagerClock } from './list-screen.js';
import { TOPIC } from './fake-source.js';
import { oneUser } from './one-user.js';

describe('a stream whose listener throws', () => {
  const user = oneUser();
  const uncaught: unknown[] = [];
  const note = (error: unknown): void => void uncaught.push(error);
  // What is thrown past everybody is not this test's failure, but what it is about.
  let others: NodeJS.UncaughtExceptionListener[] = [];
  beforeEach(() => {
    others = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.on('uncaughtException', note);
  });
  afterEach(() => {
    process.off('uncaughtException', note);
    for (const other of others) process.on('uncaughtException', other);
    uncaught.length = 0;
  });

  it('goes on, tells it all anew, and tells the page', async () => {
    user.server.say('one');
    const sync = new Sync({ app: 'test', userKey: user.userKey, source: user.server.source(), clock: eagerClock });
    const told: StreamOp<Item<Message>>[][] = [];
    let mistake: Error | undefined;
    const stream = sync.stream<Message>(TOPIC, {
      ops: (ops) => {
        if (mistake) throw mistake;
        told.push(ops);
      },
      status: () => undefined,
      error: (error) => {
        throw error;
      },
    });
    // Whatever is told makes the mistake again: nothing is to be told but what is said here.
    await vi.waitFor(() => expect([stream.get('one')?.id, stream.status.state]).toEqual(['one', 'live']));
    mistake = new Error('a mistake of the app');
    user.server.say('two');
    await vi.waitFor(() => expect(uncaught).toEqual([mistake]));
    mistake = undefined;
    user.server.say('three');
    await vi.waitFor(() => expect(stream.get('three')).toBeDefined());
    const [op] = told.at(-1) ?? [];
    expect(op).toMatchObject({ op: 'reset', items: [{ id: 'one' }, { id: 'two' }, { id: 'three' }] });
    user.server.say('four');
    await vi.waitFor(() => expect(told.at(-1)).toMatchObject([{ op: 'insert' }]));
    expect(uncaught).toHaveLength(1);
    stream.close();
    await sync.close();
  });

  it('shows what comes also after its status was not taken, and keeps nobody from hearing how the whole stands', async () => {
    const source = user.server.source();
    const sync = new Sync({ app: 'test', userKey: user.userKey, source, clock: eagerClock });
    const [told, states]: [Error[], string[]] = [[], []];
    sync.watch(() => {
      if (states.length > 0) throw new Error('watched');
    });
    sync.watch(({ word }) => void states.push(word));
    const stream = sync.stream<Message>(TOPIC, {
      ops: () => undefined,
      status: () => {
        throw new Error('status');
      },
      error: (error) => void told.push(error),
    });
    await vi.waitFor(() => expect(states.at(-1)).toBe('live'));
    source.goOffline();
    await vi.waitFor(() => expect(states.at(-1)).toBe('offline'));
    source.goOnline();
    user.server.say('one');
    await vi.waitFor(() => expect([stream.get('one')?.id, stream.status.state]).toEqual(['one', 'live']));
    expect(new Set(told.map(({ message }) => message))).toEqual(new Set(['status']));
    expect(new Set(uncaught.map((error) => (error as Error).message))).toEqual(new Set(['watched']));
    await sync.close();
  });
});

describe('a stream whose listener does not take that a reaction was refused', () => {
  const user = oneUser();

  it('tells it once, and has it no more', async () => {
    user.server.say('one');
    const source = user.server.source();
    source.faults.push({ on: 'put', do: new SourceError('invalid', 'no such emoji') });
    const sync = new Sync({ app: 'test', userKey: user.userKey, source, clock: eagerClock });
    const [told, errors]: [string[], string[]] = [[], []];
    const stream = sync.stream<Message>(TOPIC, {
      ops: () => undefined,
      status: () => undefined,
      refused: (_, { message }) => {
        told.push(message);
        throw new Error('a mistake of the app');
      },
      error: ({ message }) => void errors.push(message),
    });
    await vi.waitFor(() => expect(stream.status.state).toBe('live'));
    await stream.react('one', '👍', true);
    await vi.waitFor(() => expect(stream.get('one')).toMatchObject({ state: 'sent', row: { id: 'one' } }));
    await vi.waitFor(() => expect(stream.get('one')?.reacting).toBeUndefined());
    source.goOffline();
    source.goOnline();
    user.server.say('two');
    await vi.waitFor(() => expect([stream.get('two')?.id, stream.status.state]).toEqual(['two', 'live']));
    expect([told, errors]).toEqual([['no such emoji'], ['a mistake of the app']]);
    expect(user.server.received.filter(({ kind }) => kind === 'react')).toEqual([]);
    await sync.close();
  });
});

describe('a stream whose listener closes it', () => {
  const user = oneUser();

  it('holds no place in the cache any more', async () => {
    user.server.say('one');
    const lease = vi.spyOn(Cache.prototype, 'lease');
    const unlease = vi.spyOn(Cache.prototype, 'unlease');
    const sync = new Sync({ app: 'test', userKey: user.userKey, source: user.server.source(), clock: eagerClock });
    const stream = sync.stream<Message>(TOPIC, {
      ops: () => void (stream.get('one') && stream.close()),
      status: () => undefined,
      error: () => undefined,
    });
    await vi.waitFor(() => expect([lease.mock.calls.length, unlease.mock.calls.length]).toEqual([1, 1]));
    await Promise.all([...lease.mock.results, ...unlease.mock.results].map(({ value }) => value as unknown));
    const db = await openDB(`ls:test:${user.userKey}:cache:1`);
    expect(await db.get('topics', TOPIC)).not.toHaveProperty('leases');
    db.close();
    await sync.close();
  });
});
