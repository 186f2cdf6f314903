// Children with a `slot` go into the slot of that name. The browser does this by itself unless slots are assigned by hand, which
// the rows need; so it is done by hand for all. Rows are no business of this and cost nothing here.

import type { ReactiveController, ReactiveControllerHost } from 'lit';

type Host = ReactiveControllerHost & HTMLElement;

export class NamedSlots implements ReactiveController {
  readonly #host: Host;
  readonly #children = new Map<string, Set<Element>>();
  readonly #changes = new MutationObserver((records) => this.#follow(records));

  constructor(host: Host) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#children.clear();
    for (const child of this.#host.children) this.#add(child);
    this.#observe();
    for (const name of this.#children.keys()) this.#assign(name);
  }

  hostDisconnected(): void {
    this.#changes.disconnect();
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
    for (const { addedNodes, removedNodes } of records) {
      for (const node of removedNodes)
        for (const [name, children] of this.#children) if (children.delete(node as Element)) changed.add(name);
      for (const node of addedNodes)
        if (node instanceof Element && node.parentNode === this.#host && this.#add(node)) changed.add(node.slot);
    }
    for (const name of changed) this.#assign(name);
  }

  #add(child: Element): boolean {
    if (!child.slot) return false;
    let children = this.#children.get(child.slot);
    if (!children) this.#children.set(child.slot, (children = new Set()));
    children.add(child);
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
