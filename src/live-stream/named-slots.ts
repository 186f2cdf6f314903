// Children with a `slot` go into the slot of that name. The browser does this by itself unless slots are assigned by hand, which
// the rows need; so it is done by hand for all. Rows are no business of this and cost nothing here.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { isElement } from './node-kinds.js';

type Host = ReactiveControllerHost & HTMLElement;

/** Hears of children that others put in or took out, and that have no slot. */
interface Rows {
  readonly container: Element | undefined;
  noticeChildren(children: readonly Element[]): void;
}

/** So many rows are taken in and out while watched. */
const FEW = 8;

export class NamedSlots implements ReactiveController {
  readonly #host: Host;
  readonly #children = new Map<string, Set<Element>>();
  readonly #rows: Rows;
  /** Where rows are, besides or in the host. */
  #watched: Element | undefined;
  readonly #changes = new MutationObserver((records) => this.#follow(records));
  /** Only of children that have a slot: all others are rows. */
  readonly #renames = new MutationObserver((records) => this.#follow(records));

  constructor(host: Host, rows: Rows) {
    this.#host = host;
    this.#rows = rows;
    host.addController(this);
  }

  hostConnected(): void {
    const names = [...this.#children.keys()];
    this.#children.clear();
    for (const child of this.#host.children) this.#add(child);
    this.#observe();
    for (const name of new Set([...names, ...this.#children.keys()])) this.#assign(name);
    this.#rows.noticeChildren([]);
  }

  /** A container that stays in the page must not keep the stream alive. */
  hostDisconnected(): void {
    this.#observe();
  }

  hostUpdated(): void {
    if (this.#watched !== this.#rows.container) this.#observe();
    for (const name of this.#children.keys()) this.#assign(name);
  }

  /** Tells of what has changed by now. */
  look(): void {
    const records = this.#changes.takeRecords();
    if (records.length) this.#follow(records);
  }

  /** Runs what brings, moves and takes out so many rows, without looking at each of them. */
  unwatched(work: () => void, rows: number): void {
    this.look();
    // A record for each of many rows would cost as much as taking it out; for a few, not to be told costs more.
    const few = rows <= FEW;
    if (!few) this.#changes.disconnect();
    work();
    if (few) this.#changes.takeRecords();
    else this.#observe();
  }

  #observe(): void {
    this.look();
    this.#changes.disconnect();
    this.#watched = this.#rows.container;
    for (const parent of new Set([this.#host, this.#watched])) if (parent) this.#changes.observe(parent, { childList: true });
  }

  #follow(records: readonly MutationRecord[]): void {
    const changed = new Set<string>();
    const others: Element[] = [];
    const nodes = records.flatMap(({ target, attributeName, removedNodes, addedNodes }) =>
      attributeName ? [target] : [...removedNodes, ...addedNodes],
    );
    for (const node of new Set(nodes)) {
      if (!isElement(node)) continue;
      this.#delete(node, changed);
      if (node.parentNode === this.#host && this.#add(node)) changed.add(node.slot);
      else others.push(node);
    }
    for (const name of changed) this.#assign(name);
    this.#rows.noticeChildren(others);
  }

  #delete(child: Element, changed: Set<string>): void {
    for (const [name, children] of this.#children) if (children.delete(child)) changed.add(name);
  }

  #add(child: Element): boolean {
    if (!child.slot) return false;
    let children = this.#children.get(child.slot);
    if (!children) this.#children.set(child.slot, (children = new Set()));
    children.add(child);
    this.#renames.observe(child, { attributeFilter: ['slot'] });
    return true;
  }

  #assign(name: string): void {
    const slots = this.#host.shadowRoot?.querySelectorAll('slot') ?? [];
    const slot = Array.from(slots).find((candidate) => candidate.name === name);
    const children = [...(this.#children.get(name) ?? [])];
    // Emptied first: see RowSlots.settle.
    slot?.assign();
    slot?.assign(...children.sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1)));
  }
}
