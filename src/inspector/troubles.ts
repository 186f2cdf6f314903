// Trouble made on a mock server by a button: on, and off again.

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
      server.online = false;
      return () => (server.online = true);
    },
  },
  slow: {
    words: 'Slow',
    title: `Every frame takes ${SLOW_MS / 1000} seconds`,
    make(server) {
      const before = server.latency;
      server.latency = SLOW_MS;
      return () => (server.latency = before);
    },
  },
  duplicate: { words: 'Duplicate', title: 'Every broadcast comes twice', make: ({ faults }) => faults.add({ do: 'duplicate-op' }) },
  reorder: {
    words: 'Reorder',
    title: 'Broadcasts come in the opposite order, three by three',
    make: ({ faults }) => faults.add({ do: 'reorder-ops', count: 2 }),
  },
};

/** The troubles of one server that are on. */
export class Troubles {
  readonly #server: () => Troubled | undefined;
  readonly #ends = new Map<string, () => void>();

  constructor(server: () => Troubled | undefined) {
    this.#server = server;
  }

  has(name: string): boolean {
    return this.#ends.has(name);
  }

  toggle(name: string): void {
    const end = this.#ends.get(name);
    const server = this.#server();
    if (end) {
      end();
      this.#ends.delete(name);
    } else if (server && TROUBLES[name]) this.#ends.set(name, TROUBLES[name].make(server));
  }

  /** Leaves no trouble behind. */
  clear(): void {
    for (const end of this.#ends.values()) end();
    this.#ends.clear();
  }
}
