// The stream of events of a source, one for all its topics: over HTTP/1.1 a browser has six connections per host, in all tabs together.
// When topics come, another stream is opened that has them, too, and the first word on it ends the one before.

import { EventStreamReader, asHeader } from '../live-stream/event-stream.js';
import type { ServerSentEvent } from '../live-stream/event-stream.js';
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

/** Servers take addresses of some 8,000 characters, of which the server's own is a part. */
const LONGEST = 4_000;
const MAX_TOPIC = 255;
const NAMES: ReadonlySet<string> = new Set(Object.values(STREAM_EVENTS));

/** Listens for as long as it has topics. */
export class HttpLine {
  readonly #owner: LineOwner;
  readonly #topics = new Map<string, HttpTopic>();
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
    return [...this.#topics.values()].includes(topic);
  }

  add(name: string, topic: HttpTopic): void {
    this.#topics.set(name, topic);
    if (this.#isChanging) return;
    this.#isChanging = true;
    // Not before `channel()` has returned, and once for all who are asked for in one breath.
    queueMicrotask(() => {
      this.#isChanging = false;
      if (this.#topics.size > 0) void this.#run();
    });
  }

  /** What is told of it from here on is not listened to; the next stream is without it. */
  remove(name: string): void {
    this.#topics.delete(name);
    if (this.#topics.size > 0) return;
    this.#telling?.abort();
    this.#newest?.abort();
    this.#telling = this.#newest = undefined;
  }

  /** Opens another stream now: with the token of now, and whether this one is waiting or not. */
  reopen(): void {
    this.#wait.end();
    if (this.#topics.size > 0) void this.#run();
  }

  /** The page woke, or the network changed: connects now, if it is waiting to, and not because the server wants a moment. */
  hurry(): void {
    if (this.#wait.hurry()) this.#go?.();
  }

  async #run(): Promise<void> {
    if (this.#newest !== this.#telling) this.#newest?.abort();
    const own = new AbortController();
    this.#newest = own;
    let [path, reader] = ['', new EventStreamReader()];
    while (!own.signal.aborted) {
      const names = [...this.#topics.keys()];
      const call = eventsCall(names, CONTRACT);
      // Over all connections of one address: it knows where the last one broke off.
      if (call.path !== path) [path, reader] = [call.path, new EventStreamReader()];
      if (reader.lastEventId) call.headers[RESUME_HEADER] = asHeader(reader.lastEventId);
      reader.begin();
      const hear = (text: string): void => {
        for (const event of reader.read(text)) if (!own.signal.aborted) this.#take(own, names, event);
      };
      const error = await this.#owner.listen(call, own.signal, hear).catch((cause: unknown) => cause);
      if (own.signal.aborted) return;
      this.#lose(own, error);
      if (own !== this.#newest) return;
      await this.#pause(error, own.signal);
    }
  }

  #take(own: AbortController, names: readonly string[], { event, data }: ServerSentEvent): void {
    if (!NAMES.has(event)) return;
    let topic: HttpTopic | undefined;
    let payload: unknown;
    try {
      const of = asFields(asJson(data, 'event', MAX_FRAME), event);
      topic = this.#topics.get(asText(of['topic'], `${event}: topic`, MAX_TOPIC));
      ({ payload } = of);
    } catch (error) {
      for (const one of names) this.#topics.get(one)?.missed(error);
      return;
    }
    if (this.#telling !== own) this.#telling?.abort();
    this.#telling = own;
    // Joined to we do not know what is not joined at all: throws, and the connection ends.
    topic?.hear(event, payload);
    if (event === STREAM_EVENTS.joined && own === this.#newest) this.#wait.end();
  }

  /** A stream has ended, or did not come about. What another still tells is not lost. */
  #lose(own: AbortController, error: unknown): void {
    if (this.#telling === own) this.#telling = undefined;
    for (const topic of [...this.#topics.values()]) {
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
