// The stream of events of a source, one for all its topics: over HTTP/1.1 a browser has six connections per host, in all tabs together.
// When topics come, another stream is opened that has them, too, and the first word on it ends the one before.

import { EventStreamReader, asHeader } from '../live-stream/event-stream.js';
import type { ServerSentEvent } from '../live-stream/event-stream.js';
import { SourceError } from '../sync/protocol.js';
import { asFields, asJson, asText } from './checks.js';
import type { HttpTopic } from './http-topic.js';
import { eventsCall, RESUME_HEADER, STREAM_EVENTS } from './http-wire.js';
import type { Call } from './http-wire.js';
import { RejoinWait } from './rejoin-wait.js';
import { CONTRACT, MAX_FRAME } from './wire.js';

/** What a line needs of the source that owns it. */
interface LineOwner {
  /** The answer as it comes; `heard` is called with each piece. Resolves when it ends, rejects with a `SourceError`. */
  listen(call: Call, signal: AbortSignal, heard: (text: string) => void): Promise<void>;
  /** Milliseconds before the given try to connect again, where the server asked for no longer time. */
  backOff(tries: number): number;
}

/** A topic of a line. */
interface Listened {
  topic: HttpTopic;
  /** After it could not be joined, until it is asked for again. Meanwhile streams are without it. */
  wait: RejoinWait;
}

/** A stream that is asked for. */
interface Stream {
  own: AbortController;
  names: readonly string[];
  /** Those of its topics of which nothing has been said yet. */
  unanswered: Set<string>;
}

/** Servers take addresses of some 8,000 characters, of which the server's own is a part. */
const LONGEST = 4_000;
const MAX_TOPIC = 255;
const NAMES: ReadonlySet<string> = new Set(Object.values(STREAM_EVENTS));

/** Listens for as long as it has topics. */
export class HttpLine {
  readonly #owner: LineOwner;
  readonly #topics = new Map<string, Listened>();
  /** The stream that tells. */
  #telling: AbortController | undefined;
  /** The newest: it tells, or it will. */
  #newest: AbortController | undefined;
  #isChanging = false;
  /** Until the next try to connect. */
  readonly #wait: RejoinWait;
  #go: (() => void) | undefined;

  constructor(owner: LineOwner) {
    this.#owner = owner;
    this.#wait = new RejoinWait(
      () => this.#go?.(),
      (tries) => owner.backOff(tries),
    );
  }

  /** Whether one address can name this topic beside the others. Throws a `SourceError` where none can. */
  hasRoomFor(name: string): boolean {
    return eventsCall([...this.#topics.keys(), name], CONTRACT).path.length <= LONGEST || this.#topics.size === 0;
  }

  has(topic: HttpTopic): boolean {
    return [...this.#topics.values()].some((one) => one.topic === topic);
  }

  add(name: string, topic: HttpTopic): void {
    const again = (): void => {
      if (!this.#wait.on) this.#change(); // else the next stream has it
    };
    this.#topics.set(name, { topic, wait: new RejoinWait(again, (tries) => this.#owner.backOff(tries)) });
    this.#change();
  }

  /** What is told of it from here on is not listened to; the next stream is without it. */
  remove(name: string): void {
    this.#topics.get(name)?.wait.stop();
    this.#topics.delete(name);
    this.#release();
  }

  /** What is told of it is not to be listened to any more; another stream is opened after a while. */
  renew(name: string, error: SourceError): void {
    const listened = this.#topics.get(name);
    if (listened) this.#putOff(listened, error);
  }

  /** Opens another stream now: with the token of now, and whether this one is waiting or not. */
  reopen(): void {
    for (const wait of [this.#wait, ...this.#waits]) wait.end();
    if (this.#topics.size > 0) void this.#run();
  }

  /** The page woke, or the network changed: connects now, if it is waiting to, and not because the server wants a moment. */
  hurry(): void {
    const isWanted = this.#waits.filter((wait) => wait.hurry()).length > 0;
    if (this.#wait.hurry()) this.#go?.();
    else if (isWanted && !this.#wait.on) this.#change();
  }

  get #waits(): RejoinWait[] {
    return Array.from(this.#topics.values(), ({ wait }) => wait);
  }

  /** The topics to ask for now. */
  get #names(): string[] {
    return [...this.#topics].filter(([, { wait }]) => !wait.on).map(([name]) => name);
  }

  /** Opens another stream: not before `channel()` has returned, and once for all who are asked for in one breath. */
  #change(): void {
    if (this.#isChanging) return;
    this.#isChanging = true;
    queueMicrotask(() => {
      this.#isChanging = false;
      if (this.#names.length > 0) void this.#run();
    });
  }

  /** Lets the streams go when there is nobody to tell. */
  #release(): void {
    if (this.#names.length > 0) return;
    this.#telling?.abort();
    this.#newest?.abort();
    this.#telling = this.#newest = undefined;
  }

  async #run(): Promise<void> {
    if (this.#newest !== this.#telling) this.#newest?.abort();
    const own = new AbortController();
    this.#newest = own;
    let [path, reader] = ['', new EventStreamReader(MAX_FRAME)];
    while (!own.signal.aborted) {
      const names = this.#names;
      const stream = { own, names, unanswered: new Set(names) };
      const call = eventsCall(names, CONTRACT);
      // Over all connections of one address: it knows where the last one broke off.
      if (call.path !== path) [path, reader] = [call.path, new EventStreamReader(MAX_FRAME)];
      if (reader.lastEventId) call.headers[RESUME_HEADER] = asHeader(reader.lastEventId);
      reader.begin();
      const hear = (text: string): void => {
        for (const event of eventsIn(reader, text)) if (!own.signal.aborted) this.#take(stream, event);
      };
      const error = await this.#owner.listen(call, own.signal, hear).catch((cause: unknown) => cause);
      if (own.signal.aborted) return;
      this.#lose(own, error);
      if (own !== this.#newest) return;
      await this.#pause(error, own.signal);
    }
  }

  #take({ own, names, unanswered }: Stream, { event, data }: ServerSentEvent): void {
    if (!NAMES.has(event)) return;
    let [name, payload]: [string, unknown] = ['', undefined];
    try {
      const of = asFields(asJson(data, 'event', MAX_FRAME), event);
      name = asText(of['topic'], `${event}: topic`, MAX_TOPIC);
      ({ payload } = of);
    } catch (error) {
      for (const one of names) this.#topics.get(one)?.topic.missed(error);
      return;
    }
    if (this.#telling !== own) this.#telling?.abort();
    this.#telling = own;
    const listened = this.#topics.get(name);
    if (event !== STREAM_EVENTS.joined && event !== STREAM_EVENTS.refused) return listened?.topic.hear(event, payload);
    if (listened) this.#answer(listened, event, payload);
    // Not before: a stream that breaks off at one of its topics has not come about.
    if (unanswered.delete(name) && unanswered.size === 0 && own === this.#newest) this.#wait.end();
  }

  /** A topic is joined, or is not: that is its own trouble, and the others are listened to. */
  #answer({ topic, wait }: Listened, event: string, payload: unknown): void {
    try {
      topic.hear(event, payload);
      if (event === STREAM_EVENTS.joined) wait.end();
    } catch (error) {
      // Joined to we do not know what is not joined at all.
      if (!(error instanceof SourceError)) throw error;
      this.#putOff({ topic, wait }, error);
    }
  }

  /** It is not joined, and is asked for again after a while. */
  #putOff({ topic, wait }: Listened, error: SourceError): void {
    wait.begin(error);
    topic.lost(error);
    this.#release();
  }

  /** A stream has ended, or did not come about. What another still tells is not lost, and what waits was not asked for. */
  #lose(own: AbortController, error: unknown): void {
    if (this.#telling === own) this.#telling = undefined;
    for (const { topic, wait } of [...this.#topics.values()]) {
      if (wait.on) continue;
      if (this.#telling) topic.missed(error);
      else topic.lost(error);
    }
  }

  /** Until it is time to connect again after `error`, or another stream is opened instead. */
  #pause(error: unknown, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const go = (): void => {
        this.#wait.stop();
        signal.removeEventListener('abort', go);
        resolve();
      };
      this.#go = go;
      signal.addEventListener('abort', go);
      this.#wait.begin(error);
    });
  }
}

/** What a piece completes. Throws a `SourceError` where it belongs to a line without an end. */
function eventsIn(reader: EventStreamReader, text: string): ServerSentEvent[] {
  try {
    return reader.read(text);
  } catch (error) {
    throw new SourceError('malformed', `event: ${String(error)}`);
  }
}
