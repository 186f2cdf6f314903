// lit with its `repeat` directive, one render of the list per flush.

import { html, nothing, render } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Item } from '../page/items.js';
import { ItemArray, type Contestant } from './contestant.js';

export class LitRepeat extends ItemArray implements Contestant {
  #container!: HTMLElement;

  mount(container: HTMLElement): void {
    this.#container = container;
    this.flush();
  }

  unmount(): void {
    render(nothing, this.#container);
  }

  flush(): void {
    render(html`<div>${repeat(this.items, keyOf, renderRow)}</div>`, this.#container);
  }
}

function keyOf(item: Item): string {
  return item.id;
}

function renderRow(item: Item): unknown {
  // White space would be text nodes that the other contestants do not have.
  // prettier-ignore
  return html`<div class=${item.own ? 'row own' : 'row'} id=${`row-${item.id}`}><span class="avatar" title=${item.name}>${item.initials}</span><div class="body"><strong class="name">${item.name}</strong><time class="time" datetime=${item.date}>${item.time}</time><p class="text">${item.text}</p><span class="likes" data-count=${item.likes}>${item.likes}</span></div></div>`;
}
