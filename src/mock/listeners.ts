// Whoever listens to a server in this tab: what all of them are told, and that they are hung up on.

import type { User } from '../backend/model.js';
import { encodeTyping } from '../backend/wire.js';
import type { Listener } from './listener.js';
import type { Commit } from './protocol-server.js';

/** The connections of one host. */
export class Listeners {
  readonly #connections = new Set<Listener>();
  readonly #server: { readonly users: readonly User[] };
  readonly #heard: (heard: boolean) => void;

  /** `heard` is told whether anybody listens. */
  constructor(server: { readonly users: readonly User[] }, heard: (heard: boolean) => void) {
    this.#server = server;
    this.#heard = heard;
  }

  add(connection: Listener): void {
    this.#connections.add(connection);
    this.#heard(true);
  }

  delete(connection: Listener): void {
    this.#connections.delete(connection);
    this.#heard(this.#connections.size > 0);
  }

  has(userId: string): boolean {
    return [...this.#connections].some((connection) => connection.userId === userId);
  }

  broadcast(commit: Commit): void {
    for (const connection of this.#connections) connection.broadcast(commit);
  }

  /** Somebody is writing in a room, or has left off. */
  typing(userId: string, topic: string, typing: boolean): void {
    const user = this.#server.users.find(({ id }) => id === userId);
    if (user) for (const connection of this.#connections) connection.typing(topic, encodeTyping(user, typing));
  }

  /** Nothing reaches a user over the streams of events they have, for so many milliseconds. */
  hold(userId: string, ms: number): void {
    if (ms > 0) for (const connection of this.#connections) if (connection.userId === userId) connection.hold?.(ms);
  }

  /** Hangs up on everybody, without a word, as a lost network does. */
  disconnect(): void {
    for (const connection of [...this.#connections]) {
      this.delete(connection);
      connection.close(1006);
    }
  }
}
