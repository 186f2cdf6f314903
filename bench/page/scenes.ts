// The workloads. A scene opens with some rows; its steps are measured one after another on the same list.

import { makeItem, makeItems, numbersFrom, shuffled, type Item } from './items.js';
import type { Target } from './target.js';

/** One change, followed by a flush. */
export type Change = (target: Target) => void;

export interface Step {
  name: string;
  /** How often it is measured per round. */
  times: number;
  /** Brings the list to where the step starts; not measured. */
  before?: Change;
  /** The changes of one measurement. Made beforehand, so that making items costs no measured time. */
  changes(target: Target, serial: number): Change[];
}

export interface Scene {
  name: string;
  rows: number;
  /** Rounds, relative to what was asked for: long lists take long to open. */
  share: number;
  steps: Step[];
}

/** Ids no step of a scene has used yet. */
const FRESH = 1_000_000;

export const SCENES: readonly Scene[] = [
  open(1_000, 3, 1),
  open(10_000, 1, 0.6),
  singles(1_000, 20, 1),
  singles(10_000, 15, 0.6),
  singles(100_000, 8, 0.3),
  from1000('append 1,000', 3, (_, serial) => {
    const items = makeItems(FRESH * serial, 1_000);
    return [(list) => list.append(items)];
  }),
  from1000('prepend 50', 5, (_, serial) => {
    const items = makeItems(FRESH * serial, 50);
    return [(list) => list.prepend(items)];
  }),
  from1000('update every 10th of 1,000', 5, ({ items }, serial) => {
    const changed = items.filter((_, index) => index % 10 === 0).map(({ id }) => makeItem(Number(id), serial));
    return [(list) => list.update(changed)];
  }),
  from1000('shuffle 1,000', 3, ({ items }, serial) => {
    const order = shuffled(items, numbersFrom(serial));
    return [(list) => list.reset(order)];
  }),
  from1000('replace 1,000', 3, (_, serial) => {
    const items = makeItems(FRESH * serial, 1_000);
    return [(list) => list.reset(items)];
  }),
  scene('firehose', 0, 0.6, [
    {
      name: '10,000 appends, 100 batches, limit -100',
      times: 1,
      changes: (_, serial) => runs(FRESH * serial, 100, 100).map((items) => (list) => list.append(items, 100)),
    },
    {
      name: '10,000 appends, 1 batch, limit -100',
      times: 3,
      changes: (_, serial) => {
        const items = makeItems(FRESH * serial, 10_000);
        return [(list) => list.append(items, 100)];
      },
    },
  ]),
  scene('window', 0, 0.6, [
    {
      name: 'window of 200, 50 pages up and back',
      times: 1,
      before: (list) => list.reset(makeItems(FRESH, 200)),
      changes: (): Change[] => {
        const up = runs(FRESH - 1_000, 50, 20).reverse();
        const back = runs(FRESH - 800, 50, 20);
        return [
          ...up.map(
            (items): Change =>
              (list) =>
                list.prepend(items, 200),
          ),
          ...back.map(
            (items): Change =>
              (list) =>
                list.append(items, 200),
          ),
        ];
      },
    },
  ]),
];

function open(rows: number, times: number, share: number): Scene {
  const step: Step = {
    name: `open ${count(rows)}`,
    times,
    before: (list) => list.reset([]),
    changes: (_, serial) => {
      const items = makeItems(FRESH * serial, rows);
      return [(list) => list.reset(items)];
    },
  };
  return scene(`open ${count(rows)}`, 0, share, [step]);
}

/** One row more, one changed, one less, somewhere in a list of this length. */
function singles(rows: number, times: number, share: number): Scene {
  const somewhere = ({ items }: Target, serial: number): Item => items[Math.floor(numbersFrom(serial)() * items.length)] as Item;
  return scene(`single ops at ${count(rows)}`, rows, share, [
    {
      name: `append 1 at ${count(rows)}`,
      times,
      changes: (_, serial) => {
        const items = [makeItem(FRESH + serial)];
        return [(list) => list.append(items)];
      },
    },
    {
      name: `update 1 at ${count(rows)}`,
      times,
      changes: (target, serial) => {
        const items = [makeItem(Number(somewhere(target, serial).id), serial)];
        return [(list) => list.update(items)];
      },
    },
    {
      name: `delete 1 at ${count(rows)}`,
      times,
      changes: (target, serial) => {
        const { id } = somewhere(target, serial);
        return [(list) => list.remove(id)];
      },
    },
  ]);
}

/** A step that always starts on the same 1,000 rows. */
function from1000(name: string, times: number, changes: Step['changes']): Scene {
  return scene(name, 1_000, 1, [{ name, times, before: (list) => list.reset(makeItems(0, 1_000)), changes }]);
}

function scene(name: string, rows: number, share: number, steps: Step[]): Scene {
  return { name, rows, share, steps };
}

/** Items of consecutive numbers in `runs` arrays of `length`. */
function runs(from: number, runs: number, length: number): Item[][] {
  return Array.from({ length: runs }, (_, run) => makeItems(from + run * length, length));
}

function count(n: number): string {
  return n.toLocaleString('en');
}
