// Svelte with a compiled keyed each block over raw state, flushed at once.

import { flushSync, mount, unmount } from 'svelte';
import type { Item } from '../page/items.js';
import { ItemArray, type Contestant } from './contestant.js';
import List from './svelte-list.svelte';

/** What the list's file exports. */
type ShownList = { show(items: readonly Item[]): void };

export class Svelte extends ItemArray implements Contestant {
  #list!: ShownList;

  mount(container: HTMLElement): void {
    this.#list = mount(List, { target: container }) as unknown as ShownList;
  }

  unmount(): void {
    void unmount(this.#list);
  }

  flush(): void {
    this.#list.show(this.items);
    flushSync();
  }
}
