// Vue with a compiled template, a keyed v-for over a shallow ref, and its own batching.

import { createApp, nextTick, shallowRef, type App } from 'vue';
import type { Item } from '../page/items.js';
import { ItemArray, type Contestant } from './contestant.js';
import List from './vue-list.vue';

export class Vue extends ItemArray implements Contestant {
  readonly #shown = shallowRef<readonly Item[]>([]);
  #app!: App;

  mount(container: HTMLElement): void {
    this.#app = createApp(List, { source: this.#shown });
    this.#app.mount(container);
  }

  unmount(): void {
    this.#app.unmount();
  }

  async flush(): Promise<void> {
    this.#shown.value = this.items;
    await nextTick();
  }
}
