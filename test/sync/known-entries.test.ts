// What a pass knows of the outbox is what lies in it, whatever is written to it meanwhile from elsewhere.

import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/sync/clock.js';
import { diskOutbox } from '../../src/sync/disk-store.js';
import { memoryOutbox } from '../../src/sync/memory-store.js';
import { Outbox } from '../../src/sync/outbox.js';
import type { Entry } from '../../src/sync/overlay.js';
import type { OutboxVerbs, Store } from '../../src/sync/store.js';

const LONG = import.meta.env.MODE === 'long';
const TOPICS = ['room:kitchen', 'room:garden'] as const;
const [TOPIC] = TOPICS;

let outboxes = 0;
const PLACES = {
  'in memory': () => memoryOutbox(),
  'on disk': () => diskOutbox(`waiting-${(outboxes += 1)}`, systemClock),
};

interface Act {
  do: 'send' | 'refuse' | 'create' | 'edit' | 'delete' | 'undo' | 'settle' | 'fail' | 'retry' | 'discard';
  row: number;
  topic: 0 | 1;
}

/** `send` and `refuse` are the pass itself, the others anybody else. */
const acts = fc.array(
  fc.record<Act>({
    do: fc.constantFrom('send', 'send', 'refuse', 'create', 'create', 'edit', 'delete', 'undo', 'settle', 'fail', 'retry', 'discard'),
    row: fc.nat(4),
    topic: fc.constantFrom(0, 0, 0, 1),
  }),
  { minLength: 5, maxLength: 40 },
);

const numbers = (entries: readonly Entry[]): number[] => entries.map(({ n }) => n);

describe.each(Object.entries(PLACES))('what a pass knows of an outbox %s', (_place, place) => {
  it('is what waits there, whatever others add, settle or take back between two looks', async () => {
    await fc.assert(
      fc.asyncProperty(acts, async (history) => {
        const outbox = new Outbox(place());
        let known: readonly Entry[] = [];
        for (const [at, act] of history.entries()) {
          known = await outbox.entries(TOPIC, known);
          expect(numbers(known)).toEqual(numbers(await outbox.entries(TOPIC)));
          known = await play(outbox, known, act, at);
        }
        expect(numbers(await outbox.entries(TOPIC, known))).toEqual(numbers(await outbox.entries(TOPIC)));
        outbox.close();
      }),
      { numRuns: LONG ? 2_000 : 100 },
    );
  });

  it('is read once while nobody else writes', async () => {
    const store = place();
    let reads = 0;
    const counting: Store<OutboxVerbs> = {
      ...store,
      read: (work) =>
        store.read((verbs) => {
          const ofTopic = (topic: string): Promise<Entry[]> => ((reads += 1), verbs.ofTopic(topic));
          return work({ ...verbs, ofTopic });
        }),
    };
    const outbox = new Outbox(counting);
    for (let n = 0; n < 10; n += 1) await add(outbox, { do: 'create', row: n, topic: 0 }, n);
    const sent: string[] = [];
    let known = await outbox.entries(TOPIC);
    for (let [first] = known; first; [first] = known) {
      sent.push(first.id);
      await outbox.settle(TOPIC, new Set([first.mutationId]));
      known = await outbox.entries(TOPIC, known.slice(1));
    }
    expect(sent).toEqual(Array.from({ length: 10 }, (_, n) => `row ${n}`));
    // And once to see that nothing is left.
    expect(reads).toBe(2);
    outbox.close();
  });
});

/** One act; what the pass then knows of the outbox. */
async function play(outbox: Outbox, known: readonly Entry[], act: Act, at: number): Promise<readonly Entry[]> {
  const topic = TOPICS[act.topic];
  const id = `row ${act.row}`;
  if (act.do === 'send' || act.do === 'refuse') {
    const first = known.find(({ state }) => state === 'queued');
    const claimed = first && (await outbox.claim(first.mutationId));
    if (claimed && act.do === 'send') {
      await outbox.settle(TOPIC, new Set([claimed.mutationId]));
      return known.filter(({ n }) => n !== claimed.n);
    }
    if (claimed) await outbox.fail(claimed.mutationId, { reason: 'forbidden', message: 'no' });
    return [];
  } else if (act.do === 'undo') await outbox.undo(topic, id);
  else if (act.do === 'retry') await outbox.retry(topic, id, at);
  else if (act.do === 'discard') await outbox.discard(topic, id);
  else if (act.do === 'settle' || act.do === 'fail') {
    const one = (await outbox.entries(topic)).find((entry) => entry.id === id);
    if (one && act.do === 'settle') await outbox.settle(topic, new Set([one.mutationId]));
    else if (one) await outbox.fail(one.mutationId, { reason: 'forbidden', message: 'no' });
  } else await add(outbox, act, at);
  return known;
}

function add(outbox: Outbox, { do: kind, row, topic }: Act, at: number): Promise<string> {
  if (kind !== 'create' && kind !== 'edit' && kind !== 'delete') throw new Error(`${kind} is no wish`);
  const later = at % 3 === 0 ? { notBefore: at + 5_000 } : {};
  return outbox.add({ mutationId: `m${at}`, kind, id: `row ${row}`, body: {}, topic: TOPICS[topic], user: 'ana', at, ...later });
}
