// What accepting a wish leaves of those that wait and of the words it was written as: nothing that anybody still wants goes.

import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/sync/clock.js';
import { diskOutbox } from '../../src/sync/disk-store.js';
import { memoryOutbox } from '../../src/sync/memory-store.js';
import { Outbox, OutboxFull } from '../../src/sync/outbox.js';
import type { NewEntry } from '../../src/sync/overlay.js';
import type { StoredDraft } from '../../src/sync/store.js';
import { TOPIC } from './fake-source.js';

let outboxes = 0;
const PLACES = {
  'in memory': () => memoryOutbox(),
  'on disk': () => diskOutbox(`accepting-${(outboxes += 1)}`, systemClock),
};

function wish(kind: NewEntry['kind'], mutationId: string, body: NewEntry['body']): NewEntry {
  return { topic: TOPIC, user: 'ana', mutationId, kind, id: 'x', body, at: 0 };
}

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
});
