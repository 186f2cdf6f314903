// The element beside a stream that `for` names. It may come late, go, or be replaced: that is seen where it happens, not at the next op.

import { treeOf } from './node-kinds.js';

export class NamedContainer {
  readonly #changes: MutationObserver;
  #watched: readonly unknown[] = [];

  /** `changed` runs when another element may have the name, or none. */
  constructor(changed: () => void) {
    this.#changes = new MutationObserver(() => {
      this.#watched = [];
      changed();
    });
  }

  /** The element beside `host` with this id, which is watched from now on, as long as `host` is in a page. */
  find(id: string, host: Element): Element | undefined {
    const root = treeOf(host);
    const named = (id && root?.getElementById(id)) || undefined;
    // What is in the host would show nowhere.
    const found = named === host || !host.contains(named ?? null) ? named : undefined;
    if (!id || !root || !host.isConnected) this.stop();
    else if (this.#watched[0] !== root || this.#watched[1] !== found) this.#watch(root, found);
    return found;
  }

  stop(): void {
    this.#changes.disconnect();
    this.#watched = [];
  }

  /** The whole tree only while nothing there has the name; else what could take the element away. */
  #watch(root: Node, found: Element | undefined): void {
    this.#changes.disconnect();
    this.#watched = [root, found];
    if (!found) this.#changes.observe(root, { childList: true, subtree: true, attributeFilter: ['id'] });
    else this.#changes.observe(found, { attributeFilter: ['id'] });
    for (let node = found?.parentNode; node; node = node.parentNode) this.#changes.observe(node, { childList: true });
  }
}
