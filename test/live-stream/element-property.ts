// What must hold of <live-stream> in a page, whatever the ops, batches, ways to render and focus: its rows are what the pure rules
// say, with their texts, in order and in slots, and a row that stays keeps its element. As a property, so that the tests can ask it
// of the sources as they are and of sources with a bug planted in them. It throws plain errors and knows no test runner.

import fc from 'fast-check';
import { html } from 'lit';
import type { LiveStream, StreamChangeEvent } from '../../src/live-stream/index.js';
import '../../src/live-stream/index.js';
import type { Summary } from '../../src/live-stream/plan.js';
import type { Item } from './list-model.js';
import { batch, limit, TAKEN_IDS } from '../../src/testing/ops.js';
import { Display } from './rule-properties.js';

/** Rows that were taken out of the page, though perhaps put back at once: what is in them (media, frames) began anew. */
const left = new Set<Element>();

class LeavingPart extends HTMLElement {
  connectedMoveCallback(): void {}

  disconnectedCallback(): void {
    const row = this.closest('li');
    if (row) left.add(row);
  }
}
customElements.define('leaving-part', LeavingPart);

/** One element in all ways to make it: rows can be rendered by one, then by another, and stay. */
const WAYS: Record<string, (stream: LiveStream<Item>) => void> = {
  'a plain template': (stream) => (stream.renderItem = ({ text }) => html`<li tabindex="-1">${text}<leaving-part></leaving-part></li>`),
  'a template with a listener': (stream) => (stream.renderItem = ({ text }) => html`<li tabindex="-1" @click=${ignore}>${text}</li>`),
  '<template>': (stream) => Object.assign(stream, { renderItem: undefined, template: stream.querySelector('template')?.cloneNode(true) }),
};

/** What happens to a stream at once: another way to render, focus on a row, and ops that arrive together. */
const step = fc.record({
  way: fc.option(fc.constantFrom(...Object.keys(WAYS)), { freq: 6, nil: undefined }),
  focus: fc.option(fc.nat(20), { freq: 2, nil: undefined }),
  ops: batch,
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const session = fc.record({
  usual: fc.option(limit, { nil: undefined, freq: 2 }),
  steps: fc.array(step, { minLength: 1, maxLength: 10 }),
});

/** A stream among elements whose ids its rows will want, and with children that are no rows. It serves all sequences, emptied between. */
export class Stage {
  readonly stream = document.createElement('live-stream') as unknown as LiveStream<Item>;
  readonly #around = TAKEN_IDS.map((id) => Object.assign(document.createElement('p'), { id: `list-${id}`, textContent: 'not a row' }));
  readonly #fixed = ['header', 'footer', 'empty'].map((slot) => Object.assign(document.createElement('p'), { slot }));
  readonly #template = document.createElement('template');
  readonly #told: StreamChangeEvent[] = [];
  readonly #errors: string[] = [];
  #display = new Display();

  constructor() {
    const row = document.createElement('li');
    row.tabIndex = -1;
    row.textContent = '{{text}}';
    this.#template.content.append(row);
    this.stream.name = 'list';
    this.stream.append(...this.#fixed, this.#template);
    this.stream.addEventListener('stream-change', (event) => this.#told.push(event));
    this.stream.addEventListener('stream-error', (event) => {
      event.preventDefault();
      this.#errors.push(event.error.message);
    });
    document.body.append(...this.#around, this.stream);
  }

  async play({ usual, steps }: { usual: number | undefined; steps: Step[] }): Promise<void> {
    this.stream.reset();
    await this.stream.updateComplete;
    Object.assign(this.stream, { limit: usual });
    this.#display = new Display(usual);
    for (const step of steps) await this.#step(step);
  }

  remove(): void {
    for (const element of [...this.#around, this.stream]) element.remove();
  }

  async #step({ way, focus, ops }: Step): Promise<void> {
    const { stream } = this;
    const before = new Map(this.#rows().map((row) => [row.id, row]));
    const order = [...before.keys()];
    const focused = focus === undefined ? undefined : order[focus % order.length];
    if (focused !== undefined) before.get(focused)?.focus();
    this.#told.length = 0;
    left.clear();

    if (way) WAYS[way]?.(stream);
    stream.apply(ops);
    await stream.updateComplete;

    const { told } = this.#display.apply(ops);
    this.#check(before, told, way !== undefined);
    // A row re-rendered another way leaves the page for a moment: it gets back the focus it had, but not the focus it inherits.
    const inherits = way !== undefined && focused !== undefined && !stream.rowByDomId(focused);
    if (focused !== undefined && !inherits) this.#checkFocus(order, focused);
    // Focus that lies nowhere is not looked after; the next sequence should not find it here.
    (document.activeElement as HTMLElement | null)?.blur();
  }

  #check(before: ReadonlyMap<string, Element>, told: Summary, redone: boolean): void {
    const { stream } = this;
    const rows = this.#rows();
    const shown = this.#display.shown;
    same(
      rows.map(({ id, textContent }) => [id, textContent]),
      this.#display.keys.map((key, i) => [key, shown[i]?.text ?? '']),
      'rows',
    );
    for (const row of rows) if (before.has(row.id)) same(row === before.get(row.id), true, `${row.id} keeps its element`);
    // Where the browser cannot move children, they leave.
    const stays = 'moveBefore' in Element.prototype && !redone;
    for (const row of rows) if (stays && before.has(row.id)) same(left.has(row), false, `${row.id} has left the page`);
    for (const [id, row] of before) same(row.isConnected, stream.rowByDomId(id) === row, `${id} is in the page if it is a row`);
    same(stream.size, rows.length, 'size');
    same(this.#told.length, 1, 'stream-change events');
    for (const what of ['inserted', 'moved', 'removed', 'pruned'] as const)
      same(this.#told[0]?.[what], told[what], `what is told as ${what}`);
    // Another way to render updates every row that was there.
    const others = rows.map(({ id }) => id).filter((id) => before.has(id));
    const updated = redone ? others : told.updated;
    same(this.#told[0]?.updated.toSorted(), updated.toSorted(), 'what is told as updated');
    same(this.#errors, [], 'errors');

    const slots = Array.from(stream.shadowRoot?.querySelectorAll<HTMLSlotElement>('#rows > slot') ?? []);
    same(
      slots
        .flatMap((slot) => slot.assignedElements())
        .filter((child) => child.localName !== 'template')
        .map(({ id }) => id),
      this.#display.keys,
      'rows in slots',
    );
    same(stream.matches(':state(empty)'), rows.length === 0, 'the state empty');
    for (const [i, child] of this.#fixed.entries()) {
      same(child.assignedSlot?.name, child.slot, 'the slot of a child that is no row');
      same(child, Array.from(stream.children).filter(({ slot }) => slot)[i], 'order of the children that are no rows');
    }
    for (const other of this.#around) same(other.textContent, 'not a row', 'an element of the page');
  }

  /** The focus is on the row that had it; if that is gone, on the nearest that stayed: the next, else the one before. */
  #checkFocus(order: readonly string[], focused: string): void {
    const at = order.indexOf(focused);
    const heirs = [...order.slice(at), ...order.slice(0, at).toReversed()];
    const heir = heirs.find((key) => this.#display.keys.includes(key));
    if (heir !== undefined) same(document.activeElement?.id, heir, `focus, which was on ${focused}`);
  }

  #rows(): HTMLElement[] {
    return Array.from(this.stream.children).filter((child) => !child.slot && child !== this.#template) as HTMLElement[];
  }
}

/** All sequences on one stage. */
export function elementProperty(stage: Stage) {
  return fc.asyncProperty(session, (given) => stage.play(given));
}

function ignore(): void {}

function same(is: unknown, should: unknown, what: string): void {
  if (Object.is(is, should)) return;
  if (is instanceof Node || should instanceof Node) throw new Error(`${what}: another node than expected`);
  const [a, b] = [JSON.stringify(is), JSON.stringify(should)];
  if (a !== b) throw new Error(`${what}: ${a} instead of ${b}`);
}

/** How many sequences it took to see that something is wrong; null if all `runs` went well. */
export async function runsUntilWrong(runs: number, seed: number): Promise<number | null> {
  const { failed, numRuns } = await fc.check(elementProperty(new Stage()), { numRuns: runs, seed, endOnFailure: true });
  return failed ? numRuns : null;
}
