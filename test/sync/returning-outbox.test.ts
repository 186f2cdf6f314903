// The way back from an outbox in memory to the one on disk is gone once, however often it is tried.

import { expect, it } from 'vitest';
import { memoryOutbox } from '../../src/sync/memory-store.js';
import { returningOutbox } from '../../src/sync/returning-outbox.js';
import type { OutboxVerbs, Store, StoredDraft } from '../../src/sync/store.js';

const draft: StoredDraft = { topic: 't', row: '', text: 'half a', id: 'i', mutationId: 'm' };

it('opens one outbox where it is tried again while opening takes long, and moves what was written once', async () => {
  const opened: { disk: Store<OutboxVerbs>; closed: number }[] = [];
  const waiting: (() => void)[] = [];
  const open = async (): Promise<Store<OutboxVerbs>> => {
    await new Promise<void>((resolve) => waiting.push(resolve));
    const one = { disk: memoryOutbox(), closed: 0 };
    opened.push(one);
    return { ...one.disk, close: () => void (one.closed += 1) };
  };
  const memory = memoryOutbox();
  await memory.write((verbs) => verbs.putDraft(draft));
  const { outbox, back } = returningOutbox(memory, open);
  const tries = [back()];
  await expect.poll(() => waiting.length).toBe(1);
  tries.push(back(), back());
  // Whatever was begun by then comes to its end.
  for (let n = 0; n < 3; n += 1) {
    for (const goOn of waiting.splice(0)) goOn();
    await new Promise((resolve) => setTimeout(resolve));
  }
  expect(await Promise.all(tries)).toEqual([true, true, true]);
  expect(opened.map(({ closed }) => closed)).toEqual([0]);
  expect(await outbox.read((verbs) => verbs.drafts())).toEqual([draft]);
  outbox.close();
  expect(opened.map(({ closed }) => closed)).toEqual([1]);
});

it('is tried anew where it led nowhere', async () => {
  let readable = false;
  const disk = memoryOutbox();
  const { outbox, back } = returningOutbox(memoryOutbox(), () => (readable ? Promise.resolve(disk) : Promise.reject(new Error('not yet'))));
  expect(await Promise.all([back(), back()])).toEqual([false, false]);
  readable = true;
  expect(await back()).toBe(true);
  await outbox.write((verbs) => verbs.putDraft(draft));
  expect(await disk.read((verbs) => verbs.drafts())).toHaveLength(1);
});
