// The client of Phoenix LiveView: its own socket, view, rendering and patching, with a transport that answers the join and
// hands on diffs as the server would send them. Diffs are given as objects, so that reading JSON is not counted against it.

import { Socket } from 'phoenix';
import { LiveSocket } from 'phoenix_live_view';
import type { Item } from '../page/items.js';
import type { Contestant } from './contestant.js';
import { StubTransport } from './live-view-transport.js';

/** What the server compiles the row's template to: its fixed parts, between which an item's values go. */
const ROW = [
  '<div class="row',
  '" id="',
  '"><span class="avatar" title="',
  '">',
  '</span><div class="body"><strong class="name">',
  '</strong><time class="time" datetime="',
  '">',
  '</time><p class="text">',
  '</p><span class="likes" data-count="',
  '">',
  '</span></div></div>',
];

type Values = Record<string, string>;
/** DOM id, at, limit, update only. */
type Insert = [string, number, number | null, boolean];

export class LiveView implements Contestant {
  #socket!: LiveSocket;
  #view!: HTMLElement;
  #transport!: StubTransport;
  #rows: Values[] = [];
  #inserts: Insert[] = [];
  #deletes: string[] = [];
  #reset = false;

  async mount(container: HTMLElement): Promise<void> {
    this.#view = document.createElement('div');
    this.#view.id = 'phx-bench';
    this.#view.setAttribute('data-phx-session', 'bench');
    this.#view.setAttribute('data-phx-static', 'bench');
    container.append(this.#view);
    this.#socket = new LiveSocket('/live', Socket, {
      transport: StubTransport,
      encode: (message: unknown, done: (encoded: unknown) => void) => done(message),
      decode: (message: unknown, done: (decoded: unknown) => void) => done(message),
    });
    this.#socket.disableDebug();
    this.#socket.connect();
    const rendered = {
      s: ['<div id="rows" phx-update="stream">', '</div>'],
      0: { s: ROW, k: { kc: 0 }, stream: ['0', [], []] },
    };
    this.#transport = StubTransport.latest;
    await this.#transport.join({ rendered, liveview_version: this.#socket.version() });
  }

  unmount(): void {
    this.#socket.destroyAllViews();
    this.#socket.disconnect();
    this.#view.remove();
  }

  reset(items: readonly Item[]): void {
    this.#reset = true;
    this.#insert(items, -1, null);
  }

  append(items: readonly Item[], limit?: number): void {
    this.#insert(items, -1, limit === undefined ? null : -limit);
  }

  prepend(items: readonly Item[], limit?: number): void {
    this.#insert(items.toReversed(), 0, limit ?? null);
  }

  update(items: readonly Item[]): void {
    this.#insert(items, -1, null, true);
  }

  remove(id: string): void {
    this.#deletes.push(`row-${id}`);
  }

  flush(): void {
    const k: Record<string, Values | number> = { kc: this.#rows.length };
    for (const [index, row] of this.#rows.entries()) k[index] = row;
    const stream: unknown[] = ['0', this.#inserts.toReversed(), this.#deletes];
    if (this.#reset) stream.push(true);
    this.#rows = [];
    this.#inserts = [];
    this.#deletes = [];
    this.#reset = false;
    this.#transport.push('diff', { 0: { k, stream } });
  }

  #insert(items: readonly Item[], at: number, limit: number | null, updateOnly = false): void {
    for (const item of items) {
      const id = `row-${item.id}`;
      this.#inserts.push([id, at, limit, updateOnly]);
      this.#rows.push({
        0: item.own ? ' own' : '',
        1: id,
        2: item.name,
        3: item.initials,
        4: item.name,
        5: item.date,
        6: item.time,
        7: item.text,
        8: item.likes,
        9: item.likes,
      });
    }
  }
}
