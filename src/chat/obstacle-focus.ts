// What says that a room cannot be shown stands in place of all that is in it: focus stays within the room as it comes, and as it goes.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { typesOnScreen } from './enter-key.js';

export class ObstacleFocus implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  /** What has focus, in the room or in its slot, before an update. */
  #held: HTMLElement | undefined;
  /** What had it before the obstacle came. */
  #from: HTMLElement | undefined;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  hostUpdate(): void {
    this.#held = this.#focused();
  }

  hostUpdated(): void {
    const held = this.#held;
    if (!held) return;
    const wasHere = held.closest('.obstacle') !== null;
    const obstacle = this.#host.shadowRoot?.querySelector<HTMLElement>('.obstacle');
    if (!obstacle) {
      if (wasHere) this.#giveBack();
    } else if (!obstacle.contains(held)) {
      // Another obstacle, or the same one without its button, keeps what is to be given back.
      if (!wasHere) this.#from = held;
      (obstacle.querySelector('button') ?? obstacle).focus();
    }
  }

  /** To what had it, as it was, else to where one writes, unless that brings a keyboard. */
  #giveBack(): void {
    const from = this.#from;
    this.#from = undefined;
    if (from?.isConnected) from.focus({ preventScroll: true });
    if (!this.#focused() && !typesOnScreen()) this.#host.focus();
  }

  #focused(): HTMLElement | undefined {
    const host = this.#host;
    const { activeElement } = host.getRootNode() as Document | ShadowRoot;
    const inside = host.shadowRoot?.activeElement ?? (activeElement !== host && host.contains(activeElement) ? activeElement : null);
    return inside instanceof HTMLElement ? inside : undefined;
  }
}
