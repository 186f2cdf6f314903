// Bugs that someone could make: each one line in a file of `src/live-stream`, by what it does.

import type { Plant } from './source-server.js';

type PlantedBug = [bug: string, file: string, from: string, to: string];

/** Bugs in the pure rules, for Node to catch. */
export const RULE_BUGS: readonly PlantedBug[] = [
  ['the end is before the last row', 'plan.ts', 'op.at === -1 ? undefined', 'op.at === -1 ? list.last'],
  ['the limit is one less', 'plan.ts', 'list.size <= Math.abs(limit)', 'list.size < Math.abs(limit)'],
  ['a limit keeps the other end', 'plan.ts', 'return limit > 0 ? list.last : list.first', 'return limit > 0 ? list.first : list.last'],
  ['a limit prunes one row at most', 'plan.ts', 'victim = excess(list, op.limit)) take', 'victim = undefined) take'],
  ['update-only inserts', 'plan.ts', 'if (op.updateOnly) continue;', ''],
  ['an update is not taken', 'plan.ts', 'known.item = item;', ''],
  ['an update is not shown', 'plan.ts', 'changes.dirty.add(known);', ''],
  ['a moved row is not told of as updated', 'plan.ts', 'row.item !== undefined) updated', '!placed.has(row)) updated'],
  ['a moved row is not placed', 'plan.ts', 'changes.placed.add(row);', 'if (row.view === undefined) changes.placed.add(row);'],
  ['a pruned row that comes back is still pruned', 'plan.ts', 'changes.pruned.delete(key);', ''],
  ['a row that comes back is another row', 'plan.ts', 'recall(key) ?? makeRow', 'makeRow'],
  ['a deleted row is told as pruned', 'plan.ts', 'if (row) take(row, changes.removed);', 'if (row) take(row, changes.pruned);'],
  ['a row deleted before a reset stands in order', 'plan.ts', 'if (!changes.wasReset) row.order = -1;', ''],
  ['a row moved before a reset stands in order', 'plan.ts', 'const stood = !changes.placed.has(row);', 'const stood = true;'],
  ['a reset forgets that it was one', 'plan.ts', 'changes.wasReset = true;', ''],
  ['a run in order skips its last link', 'longest-increasing.ts', '(tails[low - 1] ?? -1)', '(tails[low] ?? -1)'],
  ['a burst forgets one row too many', 'plan.ts', 'return items.length - most;', 'return items.length - most + 1;'],
  ['a burst is cut short at either end', 'plan.ts', '(limit < 0 ? at === -1 : at === 0)', '(at === -1 || at === 0)'],
  ['a burst does not see ids that repeat', 'plan.ts', 'if (!isBefore(ids[i - 1], ids[i])) return 0;', 'void i;'],
  ['a burst does not see rows it updates', 'plan.ts', 'if (!isBefore(key, first)) return 0;', 'void key;'],
  ['an index from the end is one off', 'row-list.ts', 'offset = index - this.size;', 'offset = index - this.size + 1;'],
  ['a split block keeps its rows', 'row-list.ts', 'row.block = half;', 'void half;'],
  ['a block keeps a first row that left', 'row-list.ts', 'if (block.first === row && next) block.first = next;', 'void block;'],
  ['a removed row is still known by its key', 'row-list.ts', 'this.#byKey.delete(row.key);', ''],
  ['a removed row is still pointed at', 'row-list.ts', 'else this.#last = prev;', ''],
  ['the start is the usual place', 'key-ops.ts', 'at: op.at ?? -1', 'at: op.at ?? 0'],
  ['the usual limit beats that of the op', 'key-ops.ts', 'op.limit ?? rule.limit', 'rule.limit ?? op.limit'],
  ['a key has no prefix', 'key-ops.ts', 'return (index) => `${rule.prefix}-${ids[index]}`', 'return (index) => `${ids[index]}`'],
  [
    'an item without an id passes',
    'key-ops.ts',
    'throw new OpError(`item id must be',
    'return `${rule.prefix}-?`; throw new OpError(`item id must be',
  ],
  ['at -2 is let in', 'parse-ops.ts', '(at as number) < -1', '(at as number) < -2'],
  ['a limit of 0 is let in', 'parse-ops.ts', '!Number.isSafeInteger(limit) || limit === 0', '!Number.isSafeInteger(limit)'],
  ['NaN is an id', 'parse-ops.ts', "(typeof value === 'number' && Number.isFinite(value))", "typeof value === 'number'"],
  ['an op takes along what else it has', 'parse-ops.ts', 'return { op, domId };', 'return { ...value, op, domId };'],
  [
    'an op that throws takes the others with it',
    'parse-ops.ts',
    'refused.push(error instanceof OpError',
    'throw error; refused.push(error instanceof OpError',
  ],
];

/** Bugs in what puts rows into the page, for a browser to catch. */
export const PAGE_BUGS: readonly PlantedBug[] = [
  ['a new row stands behind what follows', 'patch-rows.ts', 'container.insertBefore(fragment, end());', 'container.append(fragment);'],
  ['a moved row stays where it is', 'patch-rows.ts', 'if (element !== end()) move(element, container, end());', ''],
  ['a moved row is made twice', 'patch-rows.ts', 'if (row.view) moved.add(row);', 'if (!row.view) moved.add(row);'],
  ['a run forgets where it ended', 'patch-rows.ts', 'last = inserted;', 'void inserted;'],
  ['new rows overtake a moved one', 'patch-rows.ts', 'flush();\n      if', 'if'],
  ['a removed row stays in the page', 'leaving-rows.ts', '[...removed.values(), ...pruned.values()]', 'pruned.values()'],
  ['a pruned row stays in the page', 'leaving-rows.ts', '[...removed.values(), ...pruned.values()]', 'removed.values()'],
  ['a row has no id', 'row-renderer.ts', 'rendered.element.id = key;', ''],
  ['an update makes a new element', 'row-renderer.ts', 'if (known) {', 'if (known && !known.rendered) {'],
  [
    'a row made another way is a new element',
    'row-renderer.ts',
    'kept.replaceChildren(...made.childNodes);\n  return kept;',
    'return made;',
  ],
  ['a learned row keeps its first text', 'learned-template.ts', 'before[value] !== values[value]', 'before[value] === undefined'],
  ['a row of a <template> keeps its first text', 'template-renderer.ts', 'if (text === written[i]) return;', 'return;'],
  ['a focused row that goes takes the focus along', 'keep-focus.ts', 'someTakes(neighbours(row, fateOf))', 'false'],
  [
    'focus goes to a row that goes as well',
    'keep-focus.ts',
    "next = next.nextElementSibling) if (fateOf(next) === 'stays') yield next;",
    'next = next.nextElementSibling) yield next;',
  ],
  [
    'focus goes up before it goes down',
    'keep-focus.ts',
    'for (let next = row.nextElementSibling;',
    'for (let next: Element | null = null;',
  ],
  ['a row is in no slot', 'row-slots.ts', 'for (const block of touched) {', 'for (const block of [...touched].slice(1)) {'],
  ['a block of rows has its slot in another place', 'row-slots.ts', 'box.insertBefore(slot, after)', 'box.append(slot)'],
  ['an op that waits is done twice', 'stream-rows.ts', 'this.#queue.splice(0)', 'this.#queue.slice(0)'],
  ['only the first of several ops is done', 'stream-rows.ts', 'for (const op of ops) {', 'for (const op of ops.slice(0, 1)) {'],
  ['another way to render is not told', 'stream-rows.ts', 'if (row.item !== undefined) changes.dirty.add(row);', 'void row;'],
  [
    'a child that is no row is in no slot',
    'named-slots.ts',
    'children = [...(this.#children.get(name) ?? [])];',
    'children: Element[] = [];',
  ],
];

export function plantOf([, file, from, to]: PlantedBug): Plant {
  return { file, from, to };
}
