// Svelte with a compiled keyed each block over raw state, flushed at once.

import { flushSync, mount, unmount } from 'svelte';
import { ItemArray, type Contestant } from './contestant.js';
import List from './svelte-list.svelte';

export class Svelte extends ItemArray implements Contestant {
  #list!: ReturnType<typeof List>;

  mount(container: HTMLElement): void {
    this.#list = mount(List, { target: container }) as ReturnType<typeof List>;
  }

  unmount(): void {
    void unmount(this.#list);
  }

  flush(): void {
    this.#list.show(this.items);
    flushSync();
  }
}
