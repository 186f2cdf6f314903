// What is taken back, and what is not: at the very end of its time, while storage is in trouble, and among other wishes about its row.

import 'fake-indexeddb/auto';
import { describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../src/sync/clock.js';
import { diskOutbox } from '../../src/sync/disk-store.js';
import { memoryOutbox } from '../../src/sync/memory-store.js';
import { Outbox } from '../../src/sync/outbox.js';
import type { NewEntry } from '../../src/sync/overlay.js';
import { nextStep } from '../../src/sync/queue.js';
import type { OutboxVerbs, Store } from '../../src/sync/store.js';
import { TOPIC } from './fake-source.js';
import { oneUser } from './one-user.js';

let outboxes = 0;
const PLACES = {
  'in memory': () => memoryOutbox(),
  'on disk': () => diskOutbox(`undo-${(outboxes += 1)}`, systemClock),
};

function wish(kind: NewEntry['kind'], mutationId: string, notBefore?: number): NewEntry {
  return { topic: TOPIC, user: 'ana', mutationId, kind, id: 'x', body: {}, at: 0, ...(notBefore !== undefined && { notBefore }) };
}

async function holding(store: Store<OutboxVerbs>, ...wishes: NewEntry[]): Promise<Outbox> {
  const outbox = new Outbox(store);
  for (const one of wishes) await outbox.add(one);
  return outbox;
}

const left = async (outbox: Outbox): Promise<string[]> => (await outbox.entries(TOPIC)).map(({ mutationId }) => mutationId);
const idsOf = (entries: readonly { mutationId: string }[]): string[] => entries.map(({ mutationId }) => mutationId);

describe.each(Object.entries(PLACES))('undo in an outbox %s', (_place, place) => {
  it('keeps a message that was about to be dropped when its delete was taken back', async () => {
    const outbox = await holding(place(), wish('create', 'c'), wish('delete', 'd', 5_000));
    expect(nextStep(await outbox.entries(TOPIC), 5_000).do).toBe('drop');
    expect(idsOf(await outbox.undo(TOPIC, 'x'))).toEqual(['d']);
    expect(await outbox.drop(TOPIC, 5_000)).toEqual([]);
    expect(await left(outbox)).toEqual(['c']);
    // Deleted once more, it has its whole time again.
    await outbox.add(wish('delete', 'd again', 9_000));
    expect(await outbox.drop(TOPIC, 5_000)).toEqual([]);
    expect(idsOf(await outbox.drop(TOPIC, 9_000))).toEqual(['c', 'd again']);
    expect(await left(outbox)).toEqual([]);
  });

  it('takes back the delete that is shown, and keeps the words of a change that followed it', async () => {
    const outbox = await holding(place(), wish('edit', 'e', 5_000), wish('delete', 'd', 5_000), wish('edit', 'later', 6_000));
    expect(idsOf(await outbox.undo(TOPIC, 'x'))).toEqual(['d']);
    expect(await left(outbox)).toEqual(['e', 'later']);
    expect(idsOf(await outbox.undo(TOPIC, 'x'))).toEqual(['later']);
    expect(await left(outbox)).toEqual(['e']);
  });

  it('takes back one wish only, where its transaction is repeated because nobody heard that it was committed', async () => {
    const store = place();
    const repeating: Store<OutboxVerbs> = { ...store, write: async (work) => (await store.write(work), store.write(work)) };
    const outbox = await holding(store, wish('edit', 'first', 5_000), wish('edit', 'second', 5_000));
    expect(idsOf(await new Outbox(repeating).undo(TOPIC, 'x'))).toEqual(['second']);
    expect(await left(outbox)).toEqual(['first']);
  });

  it('is too late where the wish was sent between two tries of its transaction', async () => {
    const store = place();
    const outbox = await holding(store, wish('edit', 'first', 5_000), wish('edit', 'second', 5_000));
    const write: Store<OutboxVerbs>['write'] = async (work) => {
      const aborted: OutboxVerbs['remove'] = () => Promise.resolve();
      await store.write((verbs) => work({ ...verbs, remove: aborted }));
      await outbox.claim('second');
      return store.write(work);
    };
    expect(await new Outbox({ ...store, write }).undo(TOPIC, 'x')).toEqual([]);
    expect(await left(outbox)).toEqual(['first', 'second']);
  });
});

describe('undo in a room', () => {
  const user = oneUser();

  it('keeps a message never sent, whose delete is taken back as its time ends, while the connection to the disk is lost', async () => {
    const screen = user.open({ online: false, graceMs: 300 });
    await screen.send('precious');
    await screen.shows('precious (waiting)');
    const { transaction } = IDBDatabase.prototype;
    let undone: Promise<boolean> | undefined;
    await screen.stream.delete('precious');
    // The next to write is whoever drops the message.
    vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (this: IDBDatabase, stores, mode, options) {
      if (undone || mode !== 'readwrite' || !this.name.endsWith(':outbox')) return transaction.call(this, stores, mode, options);
      undone = screen.stream.undo('precious');
      throw new DOMException('connection lost', 'InvalidStateError');
    });
    await vi.waitFor(() => expect(undone).toBeDefined(), { timeout: 5_000 });
    expect(await undone).toBe(true);
    screen.source.goOnline();
    await screen.is({ state: 'live', waiting: 0 });
    await screen.shows('precious');
    expect(user.server.contents()).toEqual(['precious']);
  });

  it('tells in memory that a change was not accepted that was taken back, and gives its words back', async () => {
    user.server.put('ana', TOPIC, { mutationId: 'x', kind: 'create', id: 'x', body: { content: 'old' } });
    const screen = user.open({ storage: 'memory', graceMs: { edit: 60_000, delete: 60_000 } });
    await screen.shows('old');
    const edited = screen.stream.edit('x', { content: 'new' }).catch((error: unknown) => error);
    await screen.shows('new (waiting)');
    expect(await screen.stream.undo('x')).toBe(true);
    expect(await edited).toMatchObject({ name: 'NotAccepted', reason: 'undone' });
    const deleted = screen.stream.delete('x');
    await screen.shows('old (deleting)');
    expect(await screen.stream.undo('x')).toBe(true);
    await expect(deleted).resolves.toBeUndefined();
    expect(user.server.received).toEqual([]);
  });
});
