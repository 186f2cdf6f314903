// Somebody in a room, over any transport: who writes, listens and asks, and waits for what must come.

import type { Message } from '../backend/model.js';
import type { Channel, Joined, Mutation, PutReply, Row, ServerOp, Source, SourceError, SyncReply } from '../sync/protocol.js';
import { Breach, require } from './breach.js';
import { inTime } from './wanting-time.js';

/** Somebody in a room. */
export class Member<R extends Row = Message> {
  /** What each join told, the first and every rejoin, oldest first. */
  readonly joins: Joined[] = [];
  /** Every live change that came, in the order it came. */
  readonly ops: ServerOp<R>[] = [];
  /** What the channel reported: refused joins, frames that could not be read. */
  readonly errors: SourceError[] = [];
  /** The joined topic itself, for what has no method here. A server that wants time is waited for. */
  readonly channel: Channel<R>;
  readonly #source: Source;
  readonly #patienceMs: number;
  readonly #left: () => void;

  constructor(source: Source, topic: string, patienceMs: number, left: () => void) {
    this.#source = source;
    this.#patienceMs = patienceMs;
    this.#left = left;
    const channel = source.channel<R>(topic, {
      joined: (joined) => this.joins.push(joined),
      op: (op) => this.ops.push(op),
      error: (error) => this.errors.push(error),
      down: () => undefined,
    });
    this.channel = {
      get joined() {
        return channel.joined;
      },
      sync: (query) => inTime(patienceMs, () => channel.sync(query)),
      page: (query) => inTime(patienceMs, () => channel.page(query)),
      put: (mutation) => inTime(patienceMs, () => channel.put(mutation)),
      typing: (typing) => channel.typing?.(typing),
      leave: () => channel.leave(),
    };
  }

  /** Another topic on the same connection; to leave either leaves both. */
  beside<S extends Row>(topic: string): Member<S> {
    return new Member<S>(this.#source, topic, this.#patienceMs, this.#left);
  }

  /** The head as told by the newest join. */
  get head(): number {
    return this.joins.at(-1)?.head ?? 0;
  }

  /** Sends a wish as it is, and again where the server wants time. Rejects with a `SourceError` where it refuses. */
  put(mutation: Mutation): Promise<PutReply<R>> {
    return this.channel.put(mutation);
  }

  /** Creates a message with a mutation id of its own. Rejects with a `SourceError` where the server refuses. */
  create(id: string, content = `message ${id}`): Promise<PutReply<R>> {
    return this.put({ ...wish('create', id), body: { content } });
  }

  /** Gives a message other words. Rejects with a `SourceError` where the server refuses. */
  edit(id: string, content: string): Promise<PutReply<R>> {
    return this.put({ ...wish('edit', id), body: { content } });
  }

  /** Deletes a message. Rejects with a `SourceError` where the server refuses. */
  delete(id: string): Promise<PutReply<R>> {
    return this.put(wish('delete', id));
  }

  /** All changes after a number, in pieces; throws a breach where a piece cannot follow the one before it. */
  async changes(after: number, limit = 500): Promise<{ rows: R[]; upTo: number }> {
    const rows: R[] = [];
    for (;;) {
      const reply: SyncReply<R> = await this.channel.sync({ after, limit });
      if (reply.reset) throw new Breach(`sync after ${after} was answered by a reset, though nothing was lost`);
      require(reply.after <= after, `sync after ${after} was answered from ${reply.after}`);
      require(reply.rows.length <= limit, `sync with limit ${limit} was answered with ${reply.rows.length} rows`);
      require(!reply.more || reply.upTo > after, `sync after ${after} says there is more, and does not go on`);
      rows.push(...reply.rows);
      after = reply.upTo;
      if (!reply.more) return { rows, upTo: after };
    }
  }

  /** Waits for a condition; throws a breach that says for what in vain. */
  async until(holds: () => boolean, what: string): Promise<void> {
    const end = Date.now() + this.#patienceMs;
    while (!holds()) {
      if (Date.now() > end) throw new Breach(`waited ${this.#patienceMs} ms in vain for ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** Hangs up: the channel and its connection are closed. */
  leave(): void {
    this.#left();
    this.#source.close();
  }
}

/** A wish with a mutation id of its own. */
export function wish(kind: Mutation['kind'], id: string): Mutation {
  return { mutationId: freshId('m'), kind, id, body: {} };
}

/** An id nobody has used. */
export function freshId(prefix: string): string {
  return `${prefix}-${Array.from(crypto.getRandomValues(new Uint32Array(2)), (part) => part.toString(36)).join('')}`;
}
