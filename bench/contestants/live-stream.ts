// <live-stream> with a lit template per row, as its README shows it.

import { html } from 'lit';
import '../../src/live-stream/index.js';
import type { LiveStream } from '../../src/live-stream/index.js';
import type { Item } from '../page/items.js';
import type { Contestant } from './contestant.js';

export class LiveStreamContestant implements Contestant {
  #stream!: LiveStream<Item>;

  async mount(container: HTMLElement): Promise<void> {
    this.#stream = document.createElement('live-stream');
    this.#stream.name = 'row';
    this.#stream.renderItem = renderItem;
    container.append(this.#stream);
    await this.#stream.updateComplete;
  }

  unmount(): void {
    this.#stream.remove();
  }

  reset(items: readonly Item[]): void {
    this.#stream.reset(items);
  }

  append(items: readonly Item[], limit?: number): void {
    this.#stream.stream(items, limit === undefined ? {} : { limit: -limit });
  }

  prepend(items: readonly Item[], limit?: number): void {
    this.#stream.stream(items.toReversed(), limit === undefined ? { at: 0 } : { at: 0, limit });
  }

  update(items: readonly Item[]): void {
    this.#stream.stream(items, { updateOnly: true });
  }

  remove(id: string): void {
    this.#stream.delete(id);
  }

  async flush(): Promise<void> {
    await this.#stream.updateComplete;
  }
}

function renderItem(item: Item): unknown {
  // White space would be text nodes that the other contestants do not have.
  // prettier-ignore
  return html`<div class=${item.own ? 'row own' : 'row'}><span class="avatar" title=${item.name}>${item.initials}</span><div class="body"><strong class="name">${item.name}</strong><time class="time" datetime=${item.date}>${item.time}</time><p class="text">${item.text}</p><span class="likes" data-count=${item.likes}>${item.likes}</span></div></div>`;
}
