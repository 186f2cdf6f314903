// Loads what copies several messages as lines when anything is first selected, and lets it answer the copies of its host.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { CopyView } from './copy-lines.js';

type CopyLines = typeof import('./copy-lines.js').copyLines;

let loading: Promise<unknown> | undefined;
let copyLines: CopyLines | undefined;

/** When anything is selected: no event of a selection that begins within a message leaves its shadow tree. */
function load(): void {
  const selection = getSelection();
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
  readonly #view: () => CopyView | undefined;

  constructor(host: ReactiveControllerHost, view: () => CopyView | undefined) {
    this.#view = view;
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener('selectionchange', this.#onSelection);
    document.addEventListener('copy', this.#onCopy);
  }

  hostDisconnected(): void {
    document.removeEventListener('selectionchange', this.#onSelection);
    document.removeEventListener('copy', this.#onCopy);
  }

  /** Of this room alone: another one on the page stops listening for itself. */
  readonly #onSelection = (): void => load();

  readonly #onCopy = (event: ClipboardEvent): void => {
    const shown = this.#view();
    if (shown && !event.defaultPrevented) copyLines?.(event, shown);
  };
}
