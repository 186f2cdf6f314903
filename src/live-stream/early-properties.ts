// What was set on an element before it was defined is in force once it is, as if it had been set then: for the ops of that turn, too.

import type { LitElement } from 'lit';

export class EarlyProperties {
  readonly #host: LitElement;
  #isUpgraded: boolean;

  /** `accessors` are those that Lit does not know. */
  constructor(host: LitElement, accessors: readonly string[]) {
    this.#host = host;
    // One that is made by a parser or a script is in no page yet.
    this.#isUpgraded = host.isConnected;
    for (const name of accessors) {
      const given = Object.getOwnPropertyDescriptor(host, name);
      if (given && Reflect.deleteProperty(host, name)) Reflect.set(host, name, given.value);
    }
  }

  /** Lit gives back those that it knows in the first update: before the first ops it is asked for, if there was none. */
  settle(update: () => void): void {
    if (!this.#isUpgraded) return;
    this.#isUpgraded = false;
    if (!this.#host.hasUpdated && this.#host.isConnected) update();
  }
}
