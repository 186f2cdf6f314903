// One topic of a Phoenix app that only broadcasts what changes. A join loads the newest rows anew; what is broadcast meanwhile waits
// for them. The list of rooms is loaded with each connection. Writing and loading are the app's own functions.

import { SourceError } from '../sync/protocol.js';
import type { Channel, ChannelEvents, Mutation, PageQuery, PageReply, PutReply, Reason, Row } from '../sync/protocol.js';
import { Audience } from './audience.js';
import { asFields, asId } from './checks.js';
import { ROOMS_TOPIC, roomTopic } from './model.js';
import type { PhoenixChannel, TopicOwner } from './phoenix-topic.js';
import type { PlainApp } from './plain-app.js';
import { PlainHistory } from './plain-history.js';
import { parseRefusal } from './wire.js';
import type { ChatRow } from './wire.js';

/** The broadcasts of such an app. */
const PLAIN_EVENTS = { created: 'new_message', updated: 'updated_message', deleted: 'deleted_message' } as const;
const PAGE = 50;
/** After these nobody knows whether a wish was granted; all else was said by a server that did nothing. */
const LEAVES_UNKNOWN: ReadonlySet<Reason> = new Set(['closed', 'timeout', 'server', 'malformed']);

export class PhoenixPlainTopic {
  readonly #topic: string;
  readonly #roomId: string | undefined;
  readonly #owner: TopicOwner<PhoenixPlainTopic>;
  readonly #app: PlainApp;
  readonly #audience: Audience;
  #channel: PhoenixChannel | undefined;
  #history: PlainHistory | undefined;
  /** Raised by each join and each loss, so that what was loaded for another is dropped. */
  #session = 0;
  #waiting: (() => void)[] = [];
  /** Whether a connection that opens is another one than what is loaded, or on its way, began with. */
  #isLater: boolean;
  #opening: string | undefined;
  #tries = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(topic: string, app: PlainApp, owner: TopicOwner<PhoenixPlainTopic>) {
    this.#topic = topic;
    this.#roomId = topic === ROOMS_TOPIC ? undefined : topic.slice(roomTopic('').length);
    this.#app = app;
    this.#owner = owner;
    const isOpen = (): boolean => this.#history !== undefined;
    this.#audience = new Audience(topic, {
      get open() {
        return isOpen();
      },
      sync: (query) => Promise.resolve(this.#history!.sync(query)),
      page: (query) => this.#page(this.#history!, query),
      doubles: app.takesIds === false,
      put: (mutation) => this.#put(mutation),
      typing: () => undefined,
      unheard: () => this.end(),
    });
    this.#isLater = owner.socket.isConnected();
    if (this.#roomId === undefined) this.#loadRooms();
    else this.#join();
  }

  subscribe<R extends Row>(events: ChannelEvents<R>): Channel<R> {
    return this.#audience.subscribe(events);
  }

  report(error: SourceError): void {
    this.#audience.report(error);
  }

  unreachable(): void {
    if (this.#roomId === undefined) {
      this.#isLater = true;
      this.#lose();
    }
    this.#audience.unreachable();
  }

  end(): void {
    this.#lose();
    if (this.#opening !== undefined) this.#owner.socket.off([this.#opening]);
    const channel = this.#channel;
    this.#channel = undefined;
    channel?.leave();
    this.#owner.ended(this);
  }

  /** Rooms have no channel to tell of a new connection, so the socket does. The first load need not wait for it. */
  #loadRooms(): void {
    const session = this.#session;
    queueMicrotask(() => session === this.#session && void this.#load());
    this.#opening = this.#owner.socket.onOpen(() => {
      if (this.#isLater) {
        this.#lose(); // of some closes nobody is told
        void this.#load();
      }
      this.#isLater = true;
    });
  }

  #join(): void {
    const channel = this.#owner.socket.channel(this.#topic, {});
    this.#channel = channel;
    const told = (event: string, change: (payload: unknown) => void): void =>
      void channel.on(event, (payload: unknown) => {
        if (this.#channel !== channel) return;
        if (this.#history) this.#change(() => change(payload));
        else this.#waiting.push(() => this.#change(() => change(payload)));
      });
    told(PLAIN_EVENTS.created, (payload) => this.#putRow(payload, true));
    told(PLAIN_EVENTS.updated, (payload) => this.#putRow(payload, false));
    told(PLAIN_EVENTS.deleted, (payload) => this.#tell(this.#history?.remove(asId(rowOf(payload)['id'], 'deleted_message: id'))));
    channel.onError(() => {
      if (this.#channel === channel) this.#lose();
    });
    // Closed, though nobody left: the server ended the channel, and the phoenix client does not join it again.
    channel.onClose(() => {
      if (this.#channel !== channel) return;
      this.#channel = undefined;
      this.#lose();
      this.#timer = setTimeout(() => this.#join(), this.#owner.rejoinAfterMs(++this.#tries));
    });
    channel
      .join()
      .receive('ok', () => this.#channel === channel && void this.#load())
      .receive('error', (reply) => {
        const error = parseRefusal(reply);
        this.report(error);
        if (error.reason === 'unauthorized') this.#owner.unauthorized();
        else if (error.refused) this.end();
      });
  }

  /** Loads the newest rows: from here on, until the connection is lost, nothing is missed. */
  async #load(): Promise<void> {
    const session = ++this.#session;
    try {
      const room = this.#roomId;
      const { messages, complete } =
        room === undefined ? { messages: await this.#app.rooms(), complete: true } : await this.#app.messages(room, { limit: PAGE });
      if (session !== this.#session) return;
      const history = new PlainHistory(this.#topic, freshEpoch(), messages, complete);
      this.#history = history;
      this.#tries = 0;
      this.#audience.join({ epoch: history.epoch, head: history.head });
      for (const change of this.#waiting.splice(0)) change();
    } catch (error) {
      if (session !== this.#session) return;
      this.report(asSourceError(error));
      this.#timer = setTimeout(() => void this.#load(), this.#owner.rejoinAfterMs(++this.#tries));
    }
  }

  #lose(): void {
    this.#session += 1;
    this.#history = undefined;
    this.#waiting = [];
    clearTimeout(this.#timer);
    this.#audience.down();
  }

  async #page(history: PlainHistory, query: PageQuery): Promise<PageReply<ChatRow>> {
    let page = history.page(query);
    if (!('before' in query)) return page;
    while (page.rows.length < query.limit && !history.complete && this.#roomId !== undefined) {
      const before = history.oldest;
      const older = await this.#app
        .messages(this.#roomId, { limit: PAGE, ...(before === undefined ? {} : { before }) })
        .catch((error: unknown) => {
          throw asSourceError(error);
        });
      const found = history.prepend(older.messages);
      // Nothing new is no end where another page, asked for at the same time, had brought it.
      history.complete ||= older.complete || (found === 0 && history.oldest === before);
      page = history.page(query);
    }
    return page;
  }

  async #put(mutation: Mutation): Promise<PutReply<ChatRow>> {
    const { kind, id, unsure } = mutation;
    if (kind === 'react') throw new SourceError('invalid', 'This app keeps no reactions.');
    const arrived = kind === 'create' ? this.#history?.get(id) : undefined;
    if (arrived) return { seq: arrived.version, row: arrived };
    // Sent once, and nobody knows what came of it: to send it again may double it, which is for the user to decide.
    if (kind === 'create' && this.#app.takesIds === false && unsure)
      throw new SourceError('invalid', 'It is not known whether this was sent. Sending it again may double it.');
    let said: unknown;
    try {
      said = await this.#app.write(mutation, this.#roomId);
    } catch (cause) {
      const error = asSourceError(cause);
      error.unsent ||= this.#app.takesIds === false && !LEAVES_UNKNOWN.has(error.reason);
      throw error;
    }
    if (kind === 'delete') this.#tell(this.#history?.remove(id));
    else if (said !== undefined && said !== null) this.#putRow(said, kind === 'create');
    const row = this.#history?.get(id);
    return row ? { seq: row.version, row } : { seq: this.#history?.head ?? 0 };
  }

  #putRow(payload: unknown, isNew: boolean): void {
    this.#tell(this.#history?.put(rowOf(payload), isNew));
  }

  #tell(op: ReturnType<PlainHistory['put']>): void {
    if (op) this.#audience.op(op);
  }

  #change(change: () => void): void {
    try {
      change();
    } catch (error) {
      this.report(asSourceError(error));
    }
  }
}

/** The row, bare or as `{message: …}`. */
function rowOf(payload: unknown): Readonly<Record<string, unknown>> {
  const of = asFields(payload, 'broadcast');
  return of['message'] === undefined ? of : asFields(of['message'], 'broadcast: message');
}

function asSourceError(error: unknown): SourceError {
  return error instanceof SourceError ? error : new SourceError('server', String(error));
}

function freshEpoch(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(2)), (part) => part.toString(36)).join('-');
}
