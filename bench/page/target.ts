// A contestant and what it should show: ops go to both, so that at any time the DOM can be compared with the expectation.

import { ItemArray, type Contestant } from '../contestants/contestant.js';
import type { Item } from './items.js';

export class Target {
  readonly #contestant: Contestant;
  readonly #container: Element;
  readonly #expected = new ItemArray();
  /** Expectations to be met later: they must not cost time that is measured. */
  readonly #later: (() => void)[] = [];

  constructor(contestant: Contestant, container: Element) {
    this.#contestant = contestant;
    this.#container = container;
  }

  /** What should be shown. */
  get items(): readonly Item[] {
    for (const step of this.#later.splice(0)) step();
    return this.#expected.items;
  }

  reset(items: readonly Item[]): void {
    this.#contestant.reset(items);
    this.#later.push(() => this.#expected.reset(items));
  }

  append(items: readonly Item[], limit?: number): void {
    this.#contestant.append(items, limit);
    this.#later.push(() => this.#expected.append(items, limit));
  }

  prepend(items: readonly Item[], limit?: number): void {
    this.#contestant.prepend(items, limit);
    this.#later.push(() => this.#expected.prepend(items, limit));
  }

  update(items: readonly Item[]): void {
    this.#contestant.update(items);
    this.#later.push(() => this.#expected.update(items));
  }

  remove(id: string): void {
    this.#contestant.remove(id);
    this.#later.push(() => this.#expected.remove(id));
  }

  flush(): void | Promise<void> {
    return this.#contestant.flush();
  }

  /** What is wrong with the rows shown, if anything: ids and their order, all texts, all attributes. */
  fault(): string | undefined {
    const rows = [...this.#container.querySelectorAll('.row')];
    const { items } = this;
    if (rows.length !== items.length) return `${rows.length} rows, expected ${items.length}`;
    for (const [index, item] of items.entries()) {
      const shown = describeRow(rows[index] as Element);
      const expected = describeItem(item);
      if (shown !== expected) return `row ${index} is\n  ${shown}\nexpected\n  ${expected}`;
    }
    return undefined;
  }
}

function describeRow(row: Element): string {
  const told = [row, ...row.querySelectorAll('*')].map((element) => {
    const name = element.localName;
    const attributes = ['id', 'class', 'title', 'datetime', 'data-count'].map((attribute) => element.getAttribute(attribute) ?? '');
    return `${name}[${attributes.join(',')}]`;
  });
  return `${told.join(' ')} ${(row.textContent ?? '').replace(/\s+/g, ' ').trim()}`;
}

function describeItem({ id, own, name, initials, date, time, text, likes }: Item): string {
  const elements = [
    `div[row-${id},${own ? 'row own' : 'row'},,,]`,
    `span[,avatar,${name},,]`,
    'div[,body,,,]',
    'strong[,name,,,]',
    `time[,time,,${date},]`,
    'p[,text,,,]',
    `span[,likes,,,${likes}]`,
  ];
  return `${elements.join(' ')} ${initials}${name}${time}${text}${likes}`;
}
