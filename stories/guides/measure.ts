// A small measurement for the reader's own browser: the kit against hand-written DOM, with style and layout.

import { html } from 'lit';
import { LiveStream } from '../../src/live-stream/live-stream.js';

interface Item extends Record<string, unknown> {
  id: number;
  text: string;
}

/** One way to show a list. */
interface Way {
  element: HTMLElement;
  open(items: readonly Item[]): unknown;
  append(item: Item): unknown;
  update(item: Item): unknown;
}

/** What was done, and the median milliseconds of each way. */
export interface Result {
  task: string;
  kit: number;
  byHand: number;
}

const item = (id: number, text = `Row ${id}`): Item => ({ id, text });

function withKit(): Way {
  const element = new LiveStream<Item>();
  element.name = 'measured';
  element.renderItem = ({ id, text }) => html`<div class="measured"><b>${id}</b><span>${text}</span></div>`;
  const done = (): Promise<boolean> => element.updateComplete;
  return {
    element,
    open: (items) => (element.reset(items), done()),
    append: (one) => (element.insert(one), done()),
    update: (one) => (element.insert(one), done()),
  };
}

function byHand(): Way {
  const element = document.createElement('div');
  const model = document.createElement('div');
  const number = document.createElement('b');
  model.className = 'measured';
  model.append(number, document.createElement('span'));
  const rows = new Map<number, HTMLElement>();
  const write = (row: HTMLElement, { id, text }: Item): void => {
    row.id = `hand-${id}`;
    (row.firstChild as HTMLElement).textContent = `${id}`;
    (row.lastChild as HTMLElement).textContent = text;
  };
  const make = (one: Item): HTMLElement => {
    const row = model.cloneNode(true) as HTMLElement;
    write(row, one);
    rows.set(one.id, row);
    return row;
  };
  return {
    element,
    open: (items) => element.replaceChildren(...items.map(make)),
    append: (one) => element.append(make(one)),
    update: (one) => write(rows.get(one.id)!, one),
  };
}

/** Measures in `place`, with this many rows, telling what it is about to do. */
export async function measure(place: HTMLElement, count: number, rounds: number, tell: (doing: string) => void): Promise<Result[]> {
  const times = new Map<string, { kit: number[]; byHand: number[] }>();
  for (let round = 1; round <= rounds; round++) {
    tell(`Round ${round} of ${rounds} …`);
    // By turns, so that what the machine does meanwhile hurts both alike.
    for (const name of ['kit', 'byHand'] as const) {
      const way = name === 'kit' ? withKit() : byHand();
      place.replaceChildren(way.element);
      const note = async (task: string, act: () => unknown): Promise<void> => {
        await new Promise(requestAnimationFrame);
        const start = performance.now();
        await act();
        void way.element.getBoundingClientRect();
        void way.element.scrollHeight;
        const seen = times.get(task) ?? { kit: [], byHand: [] };
        seen[name].push(performance.now() - start);
        times.set(task, seen);
      };
      await note(`open ${count} rows`, () => way.open(Array.from({ length: count }, (_, i) => item(i))));
      await note('append one', () => way.append(item(count)));
      await note('update one', () => way.update(item(count >> 1, 'changed')));
    }
  }
  place.replaceChildren();
  return [...times].map(([task, seen]) => ({ task, kit: median(seen.kit), byHand: median(seen.byHand) }));
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1] ?? 0;
}
