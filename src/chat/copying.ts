// Loads what copies several messages as lines when something is first selected, and lets it answer the copies of its host.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { CopyView } from './copy-lines.js';

type CopyLines = typeof import('./copy-lines.js').copyLines;

let loading: Promise<unknown> | undefined;
let copyLines: CopyLines | undefined;

/** Answers the copies of the page that begin and end in rows of its host. The page hears them: a selection through shadow trees has no one target. */
export class Copying implements ReactiveController {
  readonly #view: () => CopyView | undefined;

  constructor(host: ReactiveControllerHost & HTMLElement, view: () => CopyView | undefined) {
    this.#view = view;
    host.addEventListener('selectstart', () => {
      // Not there, as offline: then the browser copies as it does, and the next selection tries again.
      loading ??= import('./copy-lines.js').then(
        (module) => (copyLines = module.copyLines),
        () => (loading = undefined),
      );
    });
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener('copy', this.#onCopy);
  }

  hostDisconnected(): void {
    document.removeEventListener('copy', this.#onCopy);
  }

  readonly #onCopy = (event: ClipboardEvent): void => {
    const shown = this.#view();
    if (shown && !event.defaultPrevented) copyLines?.(event, shown);
  };
}
