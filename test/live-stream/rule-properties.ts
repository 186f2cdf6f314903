// What must hold of the pure rules, whatever the ops: as properties, so that the tests can ask them of the sources as they are,
// and of sources with a bug planted in them. They throw plain errors and know no test runner.

import fc from 'fast-check';
import { keyOps } from '../../src/live-stream/key-ops.js';
import { longestIncreasing } from '../../src/live-stream/longest-increasing.js';
import type { StreamOp } from '../../src/live-stream/ops.js';
import { parseOps } from '../../src/live-stream/parse-ops.js';
import { plan, summarize } from '../../src/live-stream/plan.js';
import { RowList, type Row } from '../../src/live-stream/row-list.js';
import { hostileBatch, isPlain } from './hostile-arbitrary.js';
import { modelLosses, modelRun, type Item } from './list-model.js';
import { batches, limit } from '../../src/testing/ops.js';

type View = { text: string };

/** Shows a list the way an element would: children that are changed only as the plan says. */
export class Display {
  readonly list = new RowList<Item, View>();
  children: Row<Item, View>[] = [];
  readonly #limit: number | undefined;

  constructor(limit?: number) {
    this.#limit = limit;
  }

  apply(ops: readonly StreamOp<Item>[]) {
    const { keyed, refused } = keyOps(ops, { prefix: 'list', domId: undefined, limit: this.#limit });
    for (const error of refused) throw error;
    const changes = plan(this.list, keyed);
    const told = summarize(changes);
    const gone = new Set([...changes.removed.values(), ...changes.pruned.values()]);
    const kept = this.children.filter((row) => !gone.has(row) && !changes.placed.has(row));
    for (const row of changes.dirty) {
      row.view ??= { text: '' };
      row.view.text = row.item.text;
    }
    this.children = [...this.list];
    return { told, kept, changes };
  }

  get keys(): string[] {
    return this.children.map(({ key }) => key);
  }

  get shown(): Item[] {
    return this.children.map(({ item, view }) => ({ id: item.id, text: view?.text ?? '(not rendered)' }));
  }
}

/** Ops in batches, with or without a limit for those that name none. */
const session = fc.record({ given: batches, usual: fc.option(limit, { nil: undefined, freq: 2 }) });

/** After every batch: what the display shows is what the model says. */
const followsModel = fc.property(session, ({ given, usual }) => {
  const display = new Display(usual);
  let model: Item[] = [];
  for (const ops of given) {
    display.apply(ops);
    model = modelRun(model, ops, usual);
    same(display.shown, model, 'rows');
    same(display.list.size, model.length, 'size');
    for (const [i, { id }] of model.entries()) {
      same(display.list.at(i)?.key, `list-${id}`, `row at ${i}`);
      same(display.list.get(`list-${id}`)?.item, model[i], `row of ${id}`);
    }
    same(display.list.last?.key, display.keys.at(-1), 'last row');
    let row = display.list.last;
    for (const key of display.keys.toReversed()) {
      same(row?.key, key, 'row, read backwards');
      row = row?.prev;
    }
  }
});

/** Rows left alone stand in order, so that placing the others is enough. */
const leavesInOrder = fc.property(session, ({ given, usual }) => {
  const display = new Display(usual);
  for (const ops of given) {
    const { kept } = display.apply(ops);
    const left = new Set(kept);
    same(
      display.children.filter((row) => left.has(row)).map(({ key }) => key),
      kept.map(({ key }) => key),
      'rows left alone',
    );
  }
});

/** Every row is accounted for, by a cause that was there; and a row that is shown before and after keeps its view. */
const accounts = fc.property(session, ({ given, usual }) => {
  const display = new Display(usual);
  let model: Item[] = [];
  for (const ops of given) {
    const views = new Map(display.children.map((row) => [row.key, row.view]));
    const items = new Map(display.children.map((row) => [row.key, row.item]));
    const { told } = display.apply(ops);
    const after = new Set(display.keys);
    const losses = modelLosses(model, ops, usual);
    model = modelRun(model, ops, usual);
    same([...told.removed, ...told.pruned].sort(), [...views.keys()].filter((key) => !after.has(key)).sort(), 'rows gone');
    for (const cause of ['removed', 'pruned'] as const)
      for (const key of told[cause]) same(losses[cause].has(key), true, `${key} was ${cause}`);
    same([...told.inserted].sort(), [...after].filter((key) => !views.has(key)).sort(), 'rows inserted');
    for (const key of [...told.moved, ...told.updated]) same([views.has(key), after.has(key)], [true, true], `${key} was there`);
    // Whether it moved is another question.
    const renewed = display.children.filter(({ key, item: now }) => items.has(key) && items.get(key) !== now).map(({ key }) => key);
    same(told.updated.toSorted(), renewed.toSorted(), 'rows with another item');
    for (const { key, view } of display.children) if (views.has(key)) same(view === views.get(key), true, `${key} keeps its view`);
  }
});

/** A reset that brings the same rows in another order moves no more of them than it must. */
const movesFew = fc.property(fc.uniqueArray(fc.nat(40), { minLength: 1, maxLength: 30 }), (order) => {
  const display = new Display();
  const items = order.map((id) => ({ id, text: '' }));
  display.apply([{ op: 'reset', items: items.toSorted((a, b) => a.id - b.id) }]);
  const { told } = display.apply([{ op: 'reset', items }]);
  same(told.moved.length, order.length - longestRun(order), 'rows moved');
});

/** The run is increasing, and no run is longer. */
const longestOfAll = fc.property(fc.uniqueArray(fc.nat(60), { maxLength: 40 }), (values) => {
  const found = longestIncreasing(values).map((i) => values[i] ?? -1);
  same(
    found,
    found.toSorted((a, b) => a - b),
    'run',
  );
  same(found.length, longestRun(values), 'length of the run');
});

/** Of any ops, well-formed or not, exactly the well-formed are let in, and mean what the model says. */
const letsInTheUsable = fc.property(hostileBatch, fc.option(limit, { nil: undefined }), (batch, usual) => {
  const { ops, refused } = parseOps<Item>(batch.map(({ value }) => value));
  const { keyed, refused: keyless } = keyOps(ops, { prefix: 'list', domId: undefined, limit: usual });
  const usable = batch.filter(({ op }) => op);
  same(keyed.length, usable.length, 'ops let in');
  same(refused.length + keyless.length, batch.length - usable.length, 'ops refused');
  const list = new RowList<Item, View>();
  plan(list, keyed);
  const model = modelRun(
    [],
    usable.flatMap(({ op }) => op ?? []),
    usual,
  );
  same(
    Array.from(list, ({ key }) => key),
    model.map(({ id }) => `list-${id}`),
    'rows',
  );
  for (const op of ops) same(isPlain(op), true, 'a fresh op with only its own fields');
});

/** Every rule by what it says. */
export const RULES: readonly (readonly [name: string, property: fc.IProperty<never>])[] = [
  ['shows what the ops say one by one, however they are batched', followsModel],
  ['leaves alone only rows that stand in order', leavesInOrder],
  ['accounts for every row, and keeps its view', accounts],
  ['moves as few rows as a reset allows', movesFew],
  ['finds the longest run in order', longestOfAll],
  ['lets in what is well-formed and nothing else', letsInTheUsable],
] as unknown as readonly (readonly [string, fc.IProperty<never>])[];

/** How many inputs it took to see that a rule does not hold; undefined if all `runs` went well. */
export function runsUntilBroken(property: fc.IProperty<never>, runs: number, seed: number): number | undefined {
  const { failed, numRuns } = fc.check(property, { numRuns: runs, seed, endOnFailure: true });
  return failed ? numRuns : undefined;
}

function longestRun(values: readonly number[]): number {
  const best: number[] = values.map(() => 1);
  values.forEach((value, i) => {
    for (let j = 0; j < i; j++) if ((values[j] ?? 0) < value) best[i] = Math.max(best[i] ?? 1, (best[j] ?? 0) + 1);
  });
  return Math.max(0, ...best);
}

function same(is: unknown, should: unknown, what: string): void {
  if (Object.is(is, should)) return;
  const [a, b] = [JSON.stringify(is), JSON.stringify(should)];
  if (a !== b) throw new Error(`${what}: ${a} instead of ${b}`);
}
