// What is sent next: a queue drained by a server of moods, and the order in which wishes reach it.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../../src/sync/overlay.js';
import { HORIZON, isPoison, nextStep, withFault } from '../../src/sync/queue.js';

function wish(n: number, kind: Entry['kind'], id: string, more: Partial<Entry> = {}): Entry {
  return { v: 1, n, user: 'u', topic: 't', mutationId: `m${n}`, kind, id, body: {}, state: 'queued', tries: 0, at: 1_000, ...more };
}

describe('the queue', () => {
  it('sends the oldest wish first', () => {
    expect(nextStep([wish(2, 'create', 'b'), wish(1, 'create', 'a')], 2_000)).toMatchObject({ do: 'send', entry: { n: 1 } });
  });

  it('waits when there is nothing to do', () => {
    expect(nextStep([], 0)).toEqual({ do: 'wait', until: undefined });
    expect(nextStep([wish(1, 'create', 'a', { state: 'failed' })], 2_000)).toEqual({ do: 'wait', until: undefined });
  });

  it('lets a delete in its grace period hold back nothing but its own row', () => {
    const entries = [wish(1, 'edit', 'a'), wish(2, 'delete', 'a', { notBefore: 6_000 }), wish(3, 'create', 'b')];
    expect(nextStep(entries, 2_000)).toMatchObject({ do: 'send', entry: { n: 3 } });
    expect(nextStep(entries.slice(0, 2), 2_000)).toEqual({ do: 'wait', until: 6_000 });
    expect(nextStep(entries, 6_000)).toMatchObject({ do: 'send', entry: { n: 1 } });
  });

  it('lets a create in its time to undo hold back the creates after it, and nothing else', () => {
    const entries = [wish(1, 'create', 'a', { notBefore: 6_000 }), wish(2, 'create', 'b'), wish(3, 'edit', 'b'), wish(4, 'edit', 'c')];
    expect(nextStep(entries, 2_000)).toMatchObject({ do: 'send', entry: { n: 4 } });
    expect(nextStep(entries.slice(0, 3), 2_000)).toEqual({ do: 'wait', until: 6_000 });
    expect(nextStep(entries, 6_000)).toMatchObject({ do: 'send', entry: { n: 1 } });
  });

  it('lets the creates after one that is to be deleted wait until that is certain: taken back, it goes first', () => {
    const entries = [wish(1, 'create', 'a'), wish(2, 'create', 'b'), wish(3, 'delete', 'a', { notBefore: 6_000 }), wish(4, 'edit', 'c')];
    expect(nextStep(entries, 2_000)).toMatchObject({ do: 'send', entry: { n: 4 } });
    expect(nextStep(entries.slice(0, 3), 2_000)).toEqual({ do: 'wait', until: 6_000 });
    expect(nextStep(entries.slice(0, 2), 2_000)).toMatchObject({ do: 'send', entry: { n: 1 } });
    expect(nextStep(entries.slice(0, 3), 6_000)).toMatchObject({ do: 'drop' });
    const refused = [wish(1, 'create', 'a', { state: 'failed', tries: 1 }), ...entries.slice(1, 3)];
    expect(nextStep(refused, 2_000)).toMatchObject({ do: 'send', entry: { n: 2 } });
  });

  it('lets an edit in its time to undo hold back what follows it about its row, and not what came before', () => {
    const entries = [wish(1, 'edit', 'a'), wish(2, 'edit', 'a', { notBefore: 6_000 }), wish(3, 'edit', 'a'), wish(4, 'create', 'b')];
    expect(nextStep(entries, 2_000)).toMatchObject({ do: 'send', entry: { n: 1 } });
    expect(nextStep(entries.slice(1), 2_000)).toMatchObject({ do: 'send', entry: { n: 4 } });
    expect(nextStep(entries.slice(1, 3), 2_000)).toEqual({ do: 'wait', until: 6_000 });
  });

  it('does not wait for a clock that was set back', () => {
    expect(nextStep([wish(1, 'delete', 'a', { at: 9_000, notBefore: 14_000 })], 2_000)).toMatchObject({ do: 'send' });
  });

  it('lets a refused wish hold back its own row, but not the delete of it', () => {
    const refused = wish(1, 'create', 'a', { state: 'failed', tries: 1 });
    expect(nextStep([refused, wish(2, 'edit', 'a'), wish(3, 'create', 'b')], 2_000)).toMatchObject({ do: 'send', entry: { n: 3 } });
    expect(nextStep([refused, wish(2, 'edit', 'a'), wish(3, 'delete', 'a')], 2_000)).toMatchObject({ do: 'send', entry: { n: 3 } });
  });

  it('drops a message deleted before anybody could know of it', () => {
    const entries = [wish(1, 'create', 'a'), wish(2, 'edit', 'a'), wish(3, 'delete', 'a'), wish(4, 'create', 'b')];
    expect(nextStep(entries, 2_000)).toEqual({ do: 'drop', entries: entries.slice(0, 3) });
    const tried = [wish(1, 'create', 'a', { tries: 1 }), ...entries.slice(1)];
    expect(nextStep(tried, 2_000)).toMatchObject({ do: 'send', entry: { n: 1 } });
  });

  it('does not send by itself what waited for longer than the server remembers', () => {
    expect(nextStep([wish(1, 'create', 'a', { at: 0 })], HORIZON + 1)).toMatchObject({ do: 'expire', entry: { n: 1 } });
  });
});

describe('a wish the server has faults over', () => {
  /** After faults at these seconds. */
  const after = (...seconds: number[]): Entry =>
    seconds.reduce((entry, second) => withFault(entry, 1_000 * second), wish(1, 'create', 'a', { tries: 1 }));
  const each = (count: number, apart: number): number[] => Array.from({ length: count }, (_, n) => n * apart);

  it('is parked after as many as it takes and as long as it takes, and not before', () => {
    expect(isPoison(wish(1, 'create', 'a'))).toBe(false);
    expect(isPoison(after(...each(100, 1)))).toBe(false);
    expect(isPoison(after(...each(121, 1)))).toBe(true);
    expect(isPoison(after(...each(8, 15)))).toBe(false);
    expect(isPoison(after(...each(9, 15)))).toBe(true);
  });

  it('is not held to have failed while nobody asked, whatever the clock says', () => {
    expect(isPoison(after(...each(8, 86_400)))).toBe(false);
    expect(isPoison(after(...each(20, 1), 1e9, ...each(20, 1)))).toBe(false);
  });
});

/** Wishes as a user makes them: a row is created, edited, deleted in that order. */
const sessions = fc
  .array(fc.record({ row: fc.nat(5), act: fc.constantFrom('edit', 'edit', 'delete'), grace: fc.nat(3) }), { maxLength: 20 })
  .map((acts) => {
    const made = new Map<number, 'there' | 'gone'>();
    return acts.flatMap(({ row, act, grace }) => {
      if (made.get(row) === 'gone') return [];
      const kind = made.has(row) ? act : 'create';
      made.set(row, kind === 'delete' ? 'gone' : 'there');
      return [{ kind, id: `r${row}`, ...((kind === 'delete' || grace > 1) && { notBefore: 1_000 + grace }) }] as const;
    });
  })
  .map((acts) => acts.map(({ kind, id, ...rest }, index) => wish(index + 1, kind, id, rest)));

type Step = typeof nextStep;

/** Drains the wishes; `moods` say which are refused. Returns what the server saw, in order. */
function drain(entries: readonly Entry[], moods: readonly boolean[], step: Step): { sent: Entry[]; left: Entry[]; dropped: Entry[] } {
  let queue = [...entries];
  const sent: Entry[] = [];
  const dropped: Entry[] = [];
  for (let now = 1_000, turn = 0; turn < 200; turn += 1) {
    const next = step(queue, now);
    if (next.do === 'wait') {
      if (next.until === undefined) return { sent, left: queue, dropped };
      now = next.until;
    } else if (next.do === 'drop') {
      dropped.push(...next.entries);
      queue = queue.filter((entry) => !next.entries.includes(entry));
    } else {
      sent.push(next.entry);
      const refused = moods[next.entry.n % Math.max(1, moods.length)] === true;
      queue = queue.flatMap((entry) => {
        if (entry !== next.entry) return [entry];
        return refused ? [{ ...entry, state: 'failed' as const, tries: 1 }] : [];
      });
    }
  }
  throw new Error('the queue never came to rest');
}

function keepsOrder(step: Step): void {
  fc.assert(
    fc.property(sessions, fc.array(fc.boolean(), { maxLength: 5 }), (entries, moods) => {
      const { sent, left, dropped } = drain(entries, moods, step);
      expect(
        [...sent.map(({ n }) => n), ...left.filter(({ tries }) => tries === 0).map(({ n }) => n), ...dropped.map(({ n }) => n)].toSorted(
          (a, b) => a - b,
        ),
      ).toEqual(entries.map(({ n }) => n));
      const creates = sent.filter(({ kind }) => kind === 'create').map(({ n }) => n);
      expect(creates).toEqual(creates.toSorted((a, b) => a - b));
      for (const id of new Set(sent.map((entry) => entry.id))) {
        const own = sent.filter((entry) => entry.id === id).map(({ n }) => n);
        expect(own).toEqual(own.toSorted((a, b) => a - b));
      }
      // What never was sent waits behind a refusal, or was taken back before anybody heard of it.
      for (const refused of left.filter(({ state }) => state === 'failed')) {
        const after = sent.filter((entry) => entry.id === refused.id && entry.n > refused.n);
        expect(after.every(({ kind }) => kind === 'delete')).toBe(true);
      }
      for (const entry of left) expect(left.some((other) => other.id === entry.id && other.state === 'failed')).toBe(true);
      for (const entry of dropped) expect(sent.some((other) => other.id === entry.id)).toBe(false);
    }),
    { numRuns: 1_000 },
  );
}

const BUGS: Record<string, (entries: readonly Entry[], now: number) => ReturnType<Step>> = {
  'the newest goes first': (entries, now) =>
    nextStep(
      entries.map((entry) => ({ ...entry, n: -entry.n })),
      now,
    ),
  'a refusal holds back nobody': (entries, now) =>
    nextStep(
      entries.filter(({ state }) => state === 'queued'),
      now,
    ),
  'a refusal stops the queue': (entries, now) =>
    entries.some(({ state }) => state === 'failed') ? { do: 'wait', until: undefined } : nextStep(entries, now),
  'the grace period is forgotten after a send': (entries, now) => {
    const next = nextStep(entries, now);
    return next.do === 'wait' ? { do: 'wait', until: undefined } : next;
  },
};

describe('draining', () => {
  it('sends everything once, each row and all creates in the order of writing', () => {
    keepsOrder(nextStep);
  });

  it.each(Object.entries(BUGS))('is found wanting when %s', (_name, bug) => {
    expect(() => keepsOrder(bug)).toThrow('Property failed');
  });
});
