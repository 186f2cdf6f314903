// Children with a `slot` go into the slot of that name. The browser does this by itself unless slots are assigned by hand, which
// the rows need; so it is done by hand for all. Rows are no business of this and cost nothing here.

import type { ReactiveController, ReactiveControllerHost } from 'lit';

type Host = ReactiveControllerHost & HTMLElement;

export class NamedSlots implements ReactiveController {
  readonly #host: Host;
  readonly #children = new Map<string, Set<Element>>();
  readonly #heard: (added: readonly Element[]) => void;
  readonly #changes = new MutationObserver((records) => this.#follow(records));
  /** Only of children that have a slot: all others are rows. */
  readonly #renames = new MutationObserver((records) => this.#rename(records));

  /** `heard` is told of children that others put in or took out, and which of them came and have no slot. */
  constructor(host: Host, heard: (added: readonly Element[]) => void) {
    this.#host = host;
    this.#heard = heard;
    host.addController(this);
  }

  hostConnected(): void {
    const names = [...this.#children.keys()];
    this.#children.clear();
    for (const child of this.#host.children) this.#add(child);
    this.#observe();
    for (const name of new Set([...names, ...this.#children.keys()])) this.#assign(name);
    this.#heard([]);
  }

  hostDisconnected(): void {
    this.#changes.disconnect();
    this.#renames.disconnect();
  }

  hostUpdated(): void {
    for (const name of this.#children.keys()) this.#assign(name);
  }

  /** Runs what adds, moves and removes rows, without looking at each of them. */
  unwatched(work: () => void): void {
    this.#follow(this.#changes.takeRecords());
    // A record for each row would cost as much as taking it out.
    this.#changes.disconnect();
    work();
    if (this.#host.isConnected) this.#observe();
  }

  #observe(): void {
    this.#changes.observe(this.#host, { childList: true });
  }

  #follow(records: readonly MutationRecord[]): void {
    const changed = new Set<string>();
    const added: Element[] = [];
    for (const { addedNodes, removedNodes } of records) {
      for (const node of removedNodes) this.#delete(node as Element, changed);
      for (const node of addedNodes) {
        if (!(node instanceof Element && node.parentNode === this.#host)) continue;
        if (this.#add(node)) changed.add(node.slot);
        else added.push(node);
      }
    }
    for (const name of changed) this.#assign(name);
    if (records.length) this.#heard(added);
  }

  #rename(records: readonly MutationRecord[]): void {
    const changed = new Set<string>();
    const added: Element[] = [];
    for (const child of new Set(records.map(({ target }) => target as Element))) {
      this.#delete(child, changed);
      if (child.parentNode !== this.#host) continue;
      if (this.#add(child)) changed.add(child.slot);
      else added.push(child);
    }
    for (const name of changed) this.#assign(name);
    this.#heard(added);
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
    // Emptied first: see RowSlots.release.
    slot?.assign();
    slot?.assign(...children.sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1)));
  }
}
