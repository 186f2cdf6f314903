// Trouble made on a mock server by a button: on, and off again. Several inspectors may make it on one server.

import type { FaultRule } from '../mock/faults.js';
import type { Latency } from '../mock/server-host.js';

/** What of a mock server is needed to make trouble. */
export interface Troubled {
  /** Whether there is a connection; setting false cuts it. */
  online: boolean;
  /** Milliseconds a frame takes; a pair for a time between the two. */
  latency: Latency;
  /** What goes wrong on purpose: `add` puts a rule in force and gives the way to lift it. */
  readonly faults: { add(rule: FaultRule): () => void };
}

interface Trouble {
  words: string;
  title: string;
  /** Makes it, and gives the way to end it. */
  make(server: Troubled): () => void;
}

const SLOW_MS = 2_000;

/** By the names of the buttons. */
export const TROUBLES: Readonly<Record<string, Trouble>> = {
  offline: {
    words: 'Offline',
    title: 'Cut the connection of this tab',
    make(server) {
      const before = server.online;
      server.online = false;
      return () => {
        if (!server.online) server.online = before;
      };
    },
  },
  slow: {
    words: 'Slow',
    title: `Every frame takes ${SLOW_MS / 1000} seconds`,
    make(server) {
      const before = server.latency;
      server.latency = SLOW_MS;
      return () => {
        // What the page has set since stays.
        if (server.latency === SLOW_MS) server.latency = before;
      };
    },
  },
  duplicate: { words: 'Duplicate', title: 'Every broadcast comes twice', make: ({ faults }) => faults.add({ do: 'duplicate-op' }) },
  reorder: {
    words: 'Reorder',
    title: 'Broadcasts come in the opposite order, two by two',
    make: ({ faults }) => faults.add({ do: 'reorder-ops', count: 2 }),
  },
};

/** A trouble of a server: made for the first who wants it, ended by the last. */
interface Made {
  end(): void;
  readonly wanted: Set<Troubles>;
}

/** The troubles of each server, by name. */
const made = new WeakMap<Troubled, Map<string, Made>>();

/** The troubles that one inspector has made. */
export class Troubles {
  readonly #server: () => Troubled | undefined;
  /** Those that are on, by name, and on which server. */
  readonly #on = new Map<string, Troubled>();

  constructor(server: () => Troubled | undefined) {
    this.#server = server;
  }

  has(name: string): boolean {
    return this.#on.has(name);
  }

  toggle(name: string): void {
    const server = this.#server();
    const trouble = TROUBLES[name];
    if (this.has(name)) this.#end(name);
    else if (server && trouble) {
      const all = made.get(server) ?? new Map<string, Made>();
      const one = all.get(name) ?? { end: trouble.make(server), wanted: new Set() };
      one.wanted.add(this);
      made.set(server, all.set(name, one));
      this.#on.set(name, server);
    }
  }

  /** Leaves no trouble behind. */
  clear(): void {
    for (const name of this.#on.keys()) this.#end(name);
  }

  #end(name: string): void {
    const all = made.get(this.#on.get(name)!);
    const one = all?.get(name);
    this.#on.delete(name);
    one?.wanted.delete(this);
    if (one?.wanted.size !== 0) return;
    all?.delete(name);
    one.end();
  }
}
