// Keeps the composer above a keyboard on the screen, where the engine lays it over the page: iOS, and any page whose viewport does not
// say `interactive-widget=resizes-content`. Elsewhere nothing is ever covered, and nothing is done.

import type { ReactiveController, ReactiveControllerHost } from 'lit';

type Host = ReactiveControllerHost & Element;

export class CoveredBottom implements ReactiveController {
  readonly #host: Host;
  readonly #box: () => HTMLElement | null;
  #view: VisualViewport | null | undefined;

  /** `box` is what is made shorter, by what is covered of the host. */
  constructor(host: Host, box: () => HTMLElement | null) {
    this.#host = host;
    this.#box = box;
    host.addController(this);
  }

  hostConnected(): void {
    this.#view = window.visualViewport;
    for (const type of ['resize', 'scroll']) this.#view?.addEventListener(type, this.#fit);
  }

  hostDisconnected(): void {
    for (const type of ['resize', 'scroll']) this.#view?.removeEventListener(type, this.#fit);
  }

  readonly #fit = (): void => {
    const [box, view] = [this.#box(), this.#view];
    if (!box || !view) return;
    // Who has zoomed in sees a part of the page, and all of it is where it was.
    const bottom = Math.min(this.#host.getBoundingClientRect().bottom, document.documentElement.clientHeight);
    const covered = view.scale > 1 ? 0 : Math.max(0, Math.round(bottom - view.offsetTop - view.height));
    box.style.blockSize = covered > 0 ? `calc(100% - ${covered}px)` : '';
  };
}
