// The room in the address: `#/rooms` is the list, `#/rooms/ID` a room. Back and Forward work because the browser keeps the history.

import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** The address of a room; of the list when the id is empty. */
export function roomHref(id: string): string {
  return id === '' ? '#/rooms' : `#/rooms/${encodeURIComponent(id.replaceAll(/\p{Surrogate}/gu, '\ufffd'))}`;
}

/** The whole address of a room in this page: by `<base>` the hash alone may lead to another. */
export function roomLink(id: string): string {
  return globalThis.location ? new URL(roomHref(id), location.href).href : roomHref(id);
}

/** The room an address names: an id, empty for the list, undefined when it is about something else. */
export function roomOfHash(hash: string): string | undefined {
  const found = /^#\/rooms(?:\/([^/?]*))?\/?$/.exec(hash);
  if (!found) return undefined;
  try {
    return decodeURIComponent(found[1] ?? '');
  } catch {
    return found[1]; // a stray percent sign: an id nobody has
  }
}

/** Tells its host the room in the address, at first and whenever it changes. */
export class HashRoute implements ReactiveController {
  readonly #enabled: () => boolean;
  readonly #show: (room: string) => void;

  constructor(host: ReactiveControllerHost, enabled: () => boolean, show: (room: string) => void) {
    this.#enabled = enabled;
    this.#show = show;
    host.addController(this);
  }

  hostConnected(): void {
    window.addEventListener('hashchange', this.read);
    this.read();
  }

  hostDisconnected(): void {
    window.removeEventListener('hashchange', this.read);
  }

  /**
   * Writes the room a page begins with, which nobody chose, or the list, so that Back leads there: an address that says anything else
   * stays, and Back from there leaves the page.
   */
  begin(room: string): void {
    if (!this.#enabled() || location.hash !== '') return;
    // Whole, for a `<base>` may name another page, or another host.
    history.replaceState(history.state, '', new URL(roomHref(room), location.href));
  }

  /** Writes a room into the address. */
  go(room: string): void {
    if (this.#enabled() && roomOfHash(location.hash) !== room) location.hash = roomHref(room);
  }

  /** Shows the room the address names now. */
  readonly read = (): void => {
    const room = this.#enabled() ? roomOfHash(location.hash) : undefined;
    if (room !== undefined) this.#show(room);
  };
}
