// Where there is little space, one of two parts is out of sight: a window made narrow, a page zoomed in, or another room must not lose
// the focus with the part that had it.

import type { ReactiveController, ReactiveControllerHost } from 'lit';

type Host = ReactiveControllerHost & Element;

export class KeptInSight implements ReactiveController {
  readonly #host: Host;
  readonly #goOn: () => unknown;
  #sizes: ResizeObserver | undefined;
  #focused: Element | null | undefined;

  /** `goOn` gives the focus to what is shown, when an update or another size of the host has hidden what had it. */
  constructor(host: Host, goOn: () => unknown) {
    this.#host = host;
    this.#goOn = goOn;
    host.addController(this);
  }

  hostConnected(): void {
    const root = this.#host.shadowRoot;
    // Chromium takes the focus from what is hidden and says so; where it stays in what is hidden, only the size tells.
    root?.addEventListener('focusout', this.#onLeft);
    // One of its own window: of what is in a frame that was taken out one of ours would be told for ever.
    const { ResizeObserver } = this.#host.ownerDocument.defaultView ?? window;
    this.#sizes = new ResizeObserver(() => this.#look(root?.activeElement));
    this.#sizes.observe(this.#host);
  }

  hostUpdate(): void {
    this.#focused = this.#host.shadowRoot?.activeElement;
  }

  hostUpdated(): void {
    if (this.#focused?.checkVisibility() === false) this.#goOn();
  }

  hostDisconnected(): void {
    this.#sizes?.disconnect();
  }

  readonly #onLeft = ({ target, relatedTarget }: Event & Partial<FocusEvent>): void => {
    if (!relatedTarget) this.#look(target as Element);
  };

  /** A part that is taken out of the page is no matter of its size. */
  #look(part: Element | null | undefined): void {
    if (part?.isConnected && !part.checkVisibility()) this.#goOn();
  }
}
