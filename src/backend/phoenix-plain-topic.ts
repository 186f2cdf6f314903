// One topic of a Phoenix app that only broadcasts what changes. A join loads the newest rows anew; what is broadcast meanwhile waits
// for them. The list of rooms is loaded with each connection. Writing and loading are the app's own functions.

import { askedWait, SourceError } from '../sync/protocol.js';
import type { Channel, ChannelEvents, Mutation, PageQuery, PageReply, PutReply, Row } from '../sync/protocol.js';
import { Audience } from './audience.js';
import { asFields, asId } from './checks.js';
import { ROOMS_TOPIC, roomTopic } from './model.js';
import type { PhoenixChannel, TopicOwner } from './phoenix-topic.js';
import { asSourceError } from './plain-app.js';
import type { PlainApp } from './plain-app.js';
import { PlainHistory } from './plain-history.js';
import { RejoinWait } from './rejoin-wait.js';
import { parseRefusal } from './wire.js';
import type { ChatRow } from './wire.js';

/** The broadcasts of such an app. */
const PLAIN_EVENTS = { created: 'new_message', updated: 'updated_message', deleted: 'deleted_message' } as const;
const PAGE = 50;

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
  readonly #opening: string;
  /** Until it is joined by another channel, or loaded again. */
  readonly #wait: RejoinWait;

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
    this.#wait = new RejoinWait(
      () => this.#again(),
      (tries) => owner.rejoinAfterMs(tries),
    );
    this.#isLater = owner.socket.isConnected();
    this.#opening = owner.socket.onOpen(() => this.#onOpen());
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

  /** The page woke, or the network changed. */
  hurry(): void {
    if (this.#wait.hurry()) this.#again();
  }

  end(): void {
    this.#owner.socket.off([this.#opening]);
    this.#leave();
    this.#owner.ended(this);
  }

  /** The first load need not wait for a connection. */
  #loadRooms(): void {
    const session = this.#session;
    queueMicrotask(() => session === this.#session && void this.#load());
  }

  /** Of a new connection a channel tells; rooms have none, nor has a room that waits to be joined by another one. */
  #onOpen(): void {
    if (this.#roomId !== undefined) {
      if (!this.#channel && this.#wait.on) this.#join();
      return;
    }
    if (this.#isLater) {
      this.#lose(); // of some closes nobody is told
      void this.#load();
    }
    this.#isLater = true;
  }

  #again(): void {
    if (this.#roomId === undefined || this.#channel) void this.#load();
    else this.#join();
  }

  #join(): void {
    this.#wait.stop();
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
      this.#wait.begin(undefined);
    });
    channel
      .join()
      .receive('ok', () => this.#channel === channel && void this.#load())
      .receive('error', (reply) => {
        const error = parseRefusal(reply);
        this.report(error);
        if (error.reason === 'unauthorized') this.#owner.unauthorized();
        else if (error.refused) this.end();
        else if (askedWait(error) !== undefined && this.#channel === channel) {
          // Phoenix would join it again by back-off, whatever the server asked for.
          this.#leave();
          this.#wait.begin(error);
        }
      });
  }

  /** Loads the newest rows: from here on, until the connection is lost, nothing is missed. */
  async #load(): Promise<void> {
    const session = ++this.#session;
    this.#wait.stop();
    try {
      const room = this.#roomId;
      const { messages, complete } =
        room === undefined ? { messages: await this.#app.rooms(), complete: true } : await this.#app.messages(room, { limit: PAGE });
      if (session !== this.#session) return;
      const history = new PlainHistory(this.#topic, freshEpoch(), messages, complete, (error) => this.report(error));
      this.#history = history;
      this.#wait.end();
      this.#audience.join({ epoch: history.epoch, head: history.head });
      for (const change of this.#waiting.splice(0)) change();
    } catch (error) {
      if (session !== this.#session) return;
      this.#wait.begin(error);
      this.report(asSourceError(error));
    }
  }

  #leave(): void {
    this.#lose();
    const channel = this.#channel;
    this.#channel = undefined;
    channel?.leave();
  }

  #lose(): void {
    this.#session += 1;
    this.#history = undefined;
    this.#waiting = [];
    this.#wait.stop();
    this.#audience.down();
  }

  async #page(history: PlainHistory, query: PageQuery): Promise<PageReply<ChatRow>> {
    let page = history.page(query);
    if (!('before' in query)) return page;
    while (page.rows.length < query.limit && !history.complete && this.#roomId !== undefined) {
      const before = history.oldest;
      const older = await this.#app.messages(this.#roomId, { limit: PAGE, ...(before === undefined ? {} : { before }) });
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
    const said = await this.#app.write(mutation, this.#roomId);
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

function freshEpoch(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(2)), (part) => part.toString(36)).join('-');
}
