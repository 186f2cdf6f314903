// Words that come back to an outbox which has others under the same key: none are lost, whoever sends which of them.

import { describe, expect, it } from 'vitest';
import { joinDrafts } from '../../src/sync/joined-drafts.js';
import { memoryOutbox } from '../../src/sync/memory-store.js';
import { Outbox } from '../../src/sync/outbox.js';
import type { NewEntry } from '../../src/sync/overlay.js';
import { returningOutbox } from '../../src/sync/returning-outbox.js';
import type { OutboxVerbs, Store, StoredDraft } from '../../src/sync/store.js';

const draft = (text: string, id: string, row = ''): StoredDraft => ({ topic: 'room:1', row, text, id, mutationId: id && `m-${id}` });
const wish = (text: string, { id, mutationId }: Pick<StoredDraft, 'id' | 'mutationId'>): NewEntry => ({
  mutationId,
  kind: 'create',
  id,
  body: { content: text },
  topic: 'room:1',
  user: 'ben',
  at: 1,
});

async function joined(kept: StoredDraft, coming: StoredDraft, come: 'before' | 'after' = 'after'): Promise<Store<OutboxVerbs>> {
  const store = memoryOutbox();
  await store.write((verbs) => verbs.putDraft(kept));
  await store.write((verbs) => joinDrafts(verbs, [coming], come));
  return store;
}

const draftsIn = async (store: Store<OutboxVerbs>): Promise<StoredDraft[]> =>
  (await store.read((verbs) => verbs.drafts())) as StoredDraft[];

describe('words that are put together', () => {
  it('have ids of their own: who sends some of them before sends no more, and takes the rest from nobody', async () => {
    const store = await joined(draft('hello', 'a'), draft('world', 'b'));
    const outbox = new Outbox(store);
    const [both] = await draftsIn(store);
    expect(both?.text).toBe('hello\nworld');
    await outbox.add(wish('hello', draft('hello', 'a')));
    expect(await draftsIn(store)).toEqual([both]);
    await outbox.add(wish('hello\nworld', both!));
    expect((await outbox.entries('room:1')).map(({ body }) => body['content'])).toEqual(['hello', 'hello\nworld']);
    expect(await draftsIn(store)).toEqual([]);
  });

  it.each([
    ['the same words', draft('hello', 'a'), draft('hello', 'b'), 'hello', 'b'],
    ['none yet', draft('', 'a'), draft('hello', 'b'), 'hello', 'b'],
    ['no more than none', draft('hello', 'a'), draft('', 'b'), 'hello', 'a'],
    [
      'changed words of a message, which are known by that',
      draft('hello', 'row', 'row'),
      draft('world', 'row', 'row'),
      'hello\nworld',
      'row',
    ],
    ['a note, which is no words: the later counts', draft('off', '', 'voice'), draft('on', '', 'voice'), 'on', ''],
  ])('keep the ids where they are %s', async (_case, kept, coming, text, id) => {
    expect(await draftsIn(await joined(kept, coming))).toMatchObject([{ text, id }]);
    expect(await draftsIn(await joined(coming, kept, 'before'))).toMatchObject([{ text, id }]);
  });

  it('are put together once, also where nobody heard that they were', async () => {
    const [memory, disk] = [memoryOutbox(), memoryOutbox()];
    await disk.write((verbs) => verbs.putDraft(draft('hello', 'a')));
    await memory.write((verbs) => verbs.putDraft(draft('world', 'b')));
    let answered = false;
    const silent: Store<OutboxVerbs> = {
      ...disk,
      write: async (work) => {
        const value = await disk.write(work);
        if (answered) return value;
        answered = true;
        throw new Error('no answer');
      },
    };
    const { outbox, back } = returningOutbox(memory, async () => silent);
    expect(await back()).toBe(false);
    const once = await draftsIn(disk);
    expect(await back()).toBe(true);
    expect(once).toMatchObject([{ text: 'hello\nworld' }]);
    expect(await draftsIn(outbox)).toEqual(once);
  });
});
