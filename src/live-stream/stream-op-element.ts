// <stream-op>: an op as markup, for pages whose server sends HTML. However it came into the page, it is applied once and leaves.

import { StreamOpEvent } from './events.js';
import { MarkupItem, type StreamOp } from './ops.js';

/** Node has no elements; there, too, the module must load. */
const Base = (globalThis as Partial<typeof globalThis>).HTMLElement ?? (Object as unknown as typeof HTMLElement);

/**
 * An op as an element: `<stream-op action="insert" at="0"><template><li id="songs-7">…</li></template></stream-op>`. Rows bear
 * their DOM ids. Append it inside a `<live-stream>`, or anywhere with `target`. It takes itself away once a stream took the op.
 *
 * @tagname stream-op
 * @attr {insert|delete|reset} action - What to do; `insert` takes several rows, one by one.
 * @attr {number} at - As in `stream/4`.
 * @attr {number} limit - As in `stream/4`.
 * @attr {boolean} update-only - As in `stream/4`.
 * @attr {string} dom-id - The row to delete.
 * @attr {string} target - The id of the stream, for an op that is not inside it.
 */
export class StreamOpElement extends Base {
  /** Applies the op and takes itself out of the page; while the page is still being read, once it has been. */
  connectedCallback(): void {
    // The parser connects an element before its children are there.
    if (this.ownerDocument.readyState === 'loading')
      this.ownerDocument.addEventListener('DOMContentLoaded', () => this.#apply(), { once: true });
    else this.#apply();
  }

  #apply(): void {
    if (!this.isConnected) return;
    const event = new StreamOpEvent(this.#op());
    const id = this.getAttribute('target');
    const target = id === null ? this : (this.getRootNode() as Document | ShadowRoot).getElementById(id);
    target?.dispatchEvent(event);
    if (event.defaultPrevented) return this.remove();
    // oxlint-disable-next-line no-console -- there is no stream to tell
    console.error(new Error('a <stream-op> found no stream, and stays'), this);
  }

  #op(): StreamOp<MarkupItem> {
    const action = this.getAttribute('action');
    if (action === 'delete') return { op: 'delete', domId: this.getAttribute('dom-id') ?? '' };
    const template = this.querySelector('template');
    const rows = Array.from(template?.content.children ?? []);
    const text = rows.length ? '' : template?.content.textContent.trim();
    const items: unknown =
      !text && (template || (action === 'reset' && !this.firstElementChild))
        ? rows.map((row) => new MarkupItem(row.id, row))
        : new Error(`${text ? `"${text}" without an element` : 'no <template>'} in <stream-op action="${action}">`);
    const op: Record<string, unknown> = { op: action === 'insert' ? 'stream' : action, items };
    for (const name of ['at', 'limit'] as const) if (this.hasAttribute(name)) op[name] = Number(this.getAttribute(name)?.trim() || NaN);
    if (this.hasAttribute('update-only')) op['updateOnly'] = true;
    return op as unknown as StreamOp<MarkupItem>;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'stream-op': StreamOpElement;
  }
}
