// What accepting a wish leaves of those that wait and of the words it was written as: nothing that anybody still wants goes.

import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/sync/clock.js';
import { diskOutbox } from '../../src/sync/disk-store.js';
import { memoryOutbox } from '../../src/sync/memory-store.js';
import { unitsOf } from '../../src/sync/accepting.js';
import { Outbox, OutboxFull } from '../../src/sync/outbox.js';
import type { NewEntry } from '../../src/sync/overlay.js';
import { nextStep } from '../../src/sync/queue.js';
import { EDITS, type OutboxVerbs, type Store, type StoredDraft } from '../../src/sync/store.js';
import { TOPIC } from './fake-source.js';

let outboxes = 0;
const PLACES = {
  'in memory': () => memoryOutbox(),
  'on disk': () => diskOutbox(`accepting-${(outboxes += 1)}`, systemClock),
};

function wish(kind: NewEntry['kind'], mutationId: string, body: NewEntry['body']): NewEntry {
  return { topic: TOPIC, user: 'ana', mutationId, kind, id: 'x', body, at: 0 };
}

const isAt = (value: unknown, topic: string, row: string): boolean => {
  const of = Object(value) as Partial<StoredDraft>;
  return of.topic === topic && of.row === row;
};

describe.each(Object.entries(PLACES))('accepting a wish %s', (_place, place) => {
  it('keeps the fields of a refused edit that the next one does not change', async () => {
    const outbox = new Outbox(place());
    await outbox.add(wish('edit', 'first', { name: 'attic', description: 'old' }));
    await outbox.claim('first');
    await outbox.fail('first', { reason: 'invalid', message: 'name: taken' });
    await outbox.add(wish('edit', 'second', { description: 'new' }));
    expect((await outbox.entries(TOPIC)).map(({ mutationId, state, body }) => [mutationId, state, body])).toEqual([
      ['second', 'queued', { name: 'attic', description: 'new' }],
    ]);
  });

  it('leaves the draft where there is no room for its message, and takes it where there is', async () => {
    const store = place();
    const draft: StoredDraft = { topic: TOPIC, row: '', text: 'words', mutationId: 'm2', id: 'x2' };
    const drafts = (): Promise<unknown[]> => store.read((verbs) => verbs.drafts());
    await store.write((verbs) => verbs.putDraft(draft));
    const outbox = new Outbox(store, { entries: 1 });
    await outbox.add(wish('create', 'm1', { content: 'first' }));
    await expect(outbox.add({ ...wish('create', 'm2', { content: 'words' }), id: 'x2' })).rejects.toBeInstanceOf(OutboxFull);
    expect(await drafts()).toEqual([draft]);
    await outbox.forget('m1');
    await outbox.add({ ...wish('create', 'm2', { content: 'words' }), id: 'x2' });
    expect(await drafts()).toEqual([]);
  });

  it('takes its words by their keys, whatever else is written down, and leaves those of others and what is broken', async () => {
    const store = place();
    const draft = (topic: string, row: string, mutationId = 'other'): StoredDraft => ({ topic, row, text: 'words', id: 'i', mutationId });
    const broken = { topic: EDITS, row: 'broken' } as StoredDraft;
    const others = [broken, draft('reads', TOPIC, ''), draft('room:elsewhere', ''), draft('room:elsewhere', 'x')];
    const own = [draft(TOPIC, '', 'm1'), draft(TOPIC, 'x'), draft(EDITS, 'x')];
    await store.write((verbs) => Promise.all([...others, ...own].map((one) => verbs.putDraft(one))));
    const write: Store<OutboxVerbs>['write'] = (work) =>
      store.write((verbs) => work({ ...verbs, drafts: () => Promise.reject(new Error('read all of them')) }));
    const outbox = new Outbox({ ...store, write });
    const left = async (): Promise<unknown[]> =>
      (await store.read((verbs) => verbs.drafts())).filter((one) => own.some(({ topic, row }) => isAt(one, topic, row)));
    await outbox.add(wish('create', 'm2', { content: 'words' }));
    expect(await left()).toHaveLength(3);
    await outbox.add({ ...wish('create', 'm1', { content: 'words' }), id: 'y' });
    expect(await left()).toHaveLength(2);
    await outbox.add(wish('edit', 'm3', { content: 'other words' }));
    await outbox.add({ ...wish('edit', 'm4', { content: 'other words' }), id: 'broken' });
    expect(await left()).toEqual([]);
    const kept = await store.read((verbs) => verbs.drafts());
    expect(kept).toHaveLength(others.length);
    expect(kept).toEqual(expect.arrayContaining(others));
  });

  it('has a delete in the place of the words nobody has sent where there is no room for both, and these again when it is undone', async () => {
    const outbox = new Outbox(place(), { entries: 3 });
    await outbox.add(wish('create', 'c', { content: 'x', mood: 'glad' }));
    await outbox.add(wish('edit', 'e', { content: 'y' }));
    await outbox.add({ ...wish('create', 'other', { content: 'z' }), id: 'z' });
    const before = await outbox.entries(TOPIC);
    expect(await outbox.add({ ...wish('delete', 'd', {}), notBefore: 5_000 })).toBe('d');
    const [gone] = await outbox.entries(TOPIC);
    // What a build that knows of no such place makes of it: nothing of the words is sent.
    expect(gone).toMatchObject({ n: before[0]!.n, mutationId: 'd', kind: 'delete', body: {}, tries: 0 });
    // Nobody takes it for the create that was to be sent, nor accepts that once more.
    expect(await outbox.claim('c', before[0]!.n)).toBeUndefined();
    expect(await outbox.add(wish('create', 'c', { content: 'x' }))).toBe('d');
    expect(nextStep(await outbox.entries(TOPIC), 4_000)).toEqual({ do: 'wait', until: 5_000 });
    expect(await outbox.undo(TOPIC, 'x')).toMatchObject([{ mutationId: 'd' }]);
    expect(await outbox.entries(TOPIC)).toEqual([{ ...before[0], body: { content: 'y', mood: 'glad' } }, before[2]]);
  });

  it('drops it with all that is of its row once its time is over, and sends what comes after', async () => {
    const outbox = new Outbox(place(), { entries: 3 });
    await outbox.add(wish('create', 'c', { content: 'x' }));
    await outbox.add(wish('react', 'r', { emoji: '👍', on: true }));
    await outbox.add({ ...wish('create', 'other', { content: 'z' }), id: 'z' });
    await outbox.add({ ...wish('delete', 'd', {}), notBefore: 5_000 });
    expect(await outbox.drop(TOPIC, 4_000)).toEqual([]);
    expect((await outbox.drop(TOPIC, 5_000)).map(({ mutationId }) => mutationId)).toEqual(['d', 'r']);
    expect(nextStep(await outbox.entries(TOPIC), 5_000)).toMatchObject({ do: 'send', entry: { mutationId: 'other' } });
  });

  it('takes it back once where its transaction is repeated, and leaves what came into its place meanwhile', async () => {
    const store = place();
    const outbox = new Outbox(store, { entries: 1 });
    await outbox.add(wish('create', 'c', { content: 'x' }));
    await outbox.add({ ...wish('delete', 'd', {}), notBefore: 5_000 });
    const write: Store<OutboxVerbs>['write'] = async (work) => {
      await store.write(work);
      await outbox.add(wish('edit', 'e', { content: 'reworded' }));
      return store.write(work);
    };
    await new Outbox({ ...store, write }).undo(TOPIC, 'x');
    expect(await outbox.entries(TOPIC)).toMatchObject([{ mutationId: 'c', body: { content: 'reworded' } }]);
  });

  it('never makes the outbox larger than it may be', async () => {
    const most = { entries: 3, units: 100 };
    const act = fc.record({
      kind: fc.constantFrom('create', 'edit', 'delete', 'react', 'undo', 'claim', 'fail', 'retry', 'discard'),
      id: fc.constantFrom('x', 'y', 'z', 'w'),
      content: fc.string({ maxLength: 60 }),
    });
    let deletes = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 10, maxLength: 30 }), async (acts) => {
        const outbox = new Outbox(place(), most);
        for (const [n, { kind, id, content }] of acts.entries()) {
          if (kind === 'undo' || kind === 'discard') await outbox[kind](TOPIC, id);
          else if (kind === 'retry') await outbox.retry(TOPIC, id, 0);
          else if (kind === 'claim' || kind === 'fail') {
            const one = (await outbox.entries(TOPIC)).find((entry) => entry.id === id);
            if (one && kind === 'claim') await outbox.claim(one.mutationId);
            else if (one) await outbox.fail(one.mutationId, { reason: 'forbidden', message: 'no' });
          } else {
            const body = kind === 'delete' ? {} : kind === 'react' ? { emoji: content, on: true } : { content };
            const more = kind === 'delete' ? { notBefore: 5_000 } : {};
            await outbox
              .add({ ...wish(kind, `m${n}`, body), id, ...more })
              .catch((error: unknown) => expect(error).toBeInstanceOf(OutboxFull));
          }
          const all = await outbox.entries(TOPIC);
          deletes += all.filter(({ unsent }) => unsent).length;
          expect(all.length).toBeLessThanOrEqual(most.entries);
          expect(unitsOf(all)).toBeLessThanOrEqual(most.units);
        }
        outbox.close();
      }),
      { numRuns: 200 },
    );
    expect(deletes).toBeGreaterThan(0);
  });
});
