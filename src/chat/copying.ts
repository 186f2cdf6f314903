// Loads what copies several messages as lines when anything is first selected, and lets it answer the copies of its host.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { CopyView } from './copy-lines.js';

type CopyLines = typeof import('./copy-lines.js').copyLines;

let loading: Promise<unknown> | undefined;
let copyLines: CopyLines | undefined;

/** When anything is selected: no event of a selection that begins within a message leaves its shadow tree. */
function load(near: Element): void {
  const selection = near.ownerDocument.getSelection();
  // Firefox takes the end of one that goes from message to message for a caret, but for its direction.
  if (selection?.type !== 'Range' && selection?.direction === 'none') return;
  // Not there, as offline: then the browser copies as it does, and the next selection tries again.
  loading ??= import('./copy-lines.js').then(
    (module) => (copyLines = module.copyLines),
    () => (loading = undefined),
  );
}

/** Answers the copies of the page that begin and end in rows of its host. The page hears them: a selection through shadow trees has no one target. */
export class Copying implements ReactiveController {
  readonly #host: Element;
  readonly #view: () => CopyView | undefined;
  /** The page it is in; moved into a frame, it leaves the one before. */
  #page: Document | undefined;

  constructor(host: ReactiveControllerHost & Element, view: () => CopyView | undefined) {
    this.#host = host;
    this.#view = view;
    host.addController(this);
  }

  hostConnected(): void {
    this.#page = this.#host.ownerDocument;
    this.#page.addEventListener('selectionchange', this.#onSelection);
    this.#page.addEventListener('copy', this.#onCopy);
  }

  hostDisconnected(): void {
    this.#page?.removeEventListener('selectionchange', this.#onSelection);
    this.#page?.removeEventListener('copy', this.#onCopy);
  }

  /** Of this room alone: another one on the page stops listening for itself. */
  readonly #onSelection = (): void => load(this.#host);

  readonly #onCopy = (event: ClipboardEvent): void => {
    const shown = this.#view();
    if (shown && !event.defaultPrevented) copyLines?.(event, shown);
  };
}
