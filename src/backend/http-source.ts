// The transport over plain HTTP: requests, and a stream of server-sent events read through `fetch`, which can send the token, be
// aborted and be mocked. The same contract as over Phoenix, for servers that have no channels.

import { SourceError } from '../sync/protocol.js';
import type { Channel, ChannelEvents, Row, Source } from '../sync/protocol.js';
import { backOff } from './back-off.js';
import { malformed } from './checks.js';
import { HttpLine } from './http-line.js';
import { asSourceError, limit, readJson, request, withoutPage } from './http-request.js';
import type { HttpEndpoint } from './http-request.js';
import { HttpTopic } from './http-topic.js';
import type { Call } from './http-wire.js';
import { whenPageWakes } from './page-wakes.js';

/** How to reach a server over HTTP. */
export interface HttpOptions extends HttpEndpoint {
  /** How long to wait for an answer, in milliseconds. Default 5,000. */
  timeoutMs?: number;
  /** After so many milliseconds without a word on the stream of events, comments included, the line is dead. Default 7,500. */
  silenceMs?: number;
  /** Numbers in [0, 1) for the jitter. Default `Math.random`. */
  random?: () => number;
}

/** An answer that was lost on an open line is missed after this, and what it was about is still to arrive within ten seconds. */
const TIMEOUT_MS = 5_000;
const SILENCE_MS = 7_500;

/** A `Source` on a server of the contract over HTTP. Connects when the first channel is opened; never throws, trouble goes to the channels' `error`. */
export function httpSource(options: HttpOptions): Source {
  return new HttpSource(options);
}

class HttpSource implements Source {
  readonly #options: HttpOptions;
  readonly #topics = new Map<string, HttpTopic>();
  /** One, unless the names of all topics are longer than an address may be. */
  readonly #lines: HttpLine[] = [];
  readonly #stopWatching: () => void;
  #closed = false;

  constructor(options: HttpOptions) {
    this.#options = options;
    this.#stopWatching = whenPageWakes(() => {
      for (const line of this.#lines) line.hurry();
    });
  }

  channel<R extends Row>(name: string, events: ChannelEvents<R>): Channel<R> {
    const topic = this.#topics.get(name) ?? this.#topic(name);
    const channel = topic.subscribe(events);
    if (this.#closed || this.#lines.some((line) => line.has(topic))) return channel;
    this.#topics.set(name, topic);
    try {
      this.#lineFor(name).add(name, topic);
    } catch (error) {
      queueMicrotask(() => topic.lost(error)); // not before this has returned
    }
    return channel;
  }

  resume(): void {
    for (const line of this.#lines) line.reopen();
  }

  close(): void {
    this.#closed = true;
    this.#stopWatching();
    for (const topic of [...this.#topics.values()]) topic.end();
  }

  #topic(name: string): HttpTopic {
    const refused = (topic: HttpTopic): void => this.#lines.find((line) => line.has(topic))?.remove(name);
    return new HttpTopic(name, {
      ask: (call, signal) => this.#ask(call, signal),
      stale: (topic, error) => this.#lines.find((line) => line.has(topic))?.renew(name, error),
      refused,
      ended: (topic) => {
        refused(topic);
        if (this.#topics.get(name) === topic) this.#topics.delete(name);
      },
    });
  }

  #lineFor(name: string): HttpLine {
    const fresh = new HttpLine({
      listen: (call, signal, heard) => this.#listen(call, signal, heard),
      backOff: (tries) => backOff(tries, this.#options.random),
    });
    const line = [...this.#lines, fresh].find((one) => one.hasRoomFor(name))!;
    if (line === fresh) this.#lines.push(line);
    return line;
  }

  async #ask(call: Call, signal: AbortSignal): Promise<unknown> {
    const patience = limit(
      signal,
      this.#options.timeoutMs ?? TIMEOUT_MS,
      new SourceError('timeout', `no answer to ${call.method} ${call.path}`),
    );
    try {
      return await patience.hold(request(this.#options, call, patience.signal).then(readJson));
    } catch (error) {
      throw asSourceError(error, call);
    } finally {
      patience.end();
    }
  }

  async #listen(call: Call, signal: AbortSignal, heard: (text: string) => void): Promise<void> {
    const silence = limit(signal, this.#options.silenceMs ?? SILENCE_MS, new SourceError('closed', `${call.path} fell silent`));
    try {
      const response = withoutPage(await silence.hold(request(this.#options, call, silence.signal)));
      if (!response.body) throw malformed(call.path, 'a stream of events', response.body);
      const pieces = response.body.pipeThrough(new TextDecoderStream()).getReader();
      // A response that was made in this process does not hear of the signal.
      const stop = (): void => void pieces.cancel().catch(() => undefined);
      silence.signal.addEventListener('abort', stop);
      try {
        for (let piece = await pieces.read(); !piece.done && !silence.signal.aborted; piece = await pieces.read()) {
          silence.again();
          heard(piece.value);
        }
      } finally {
        stop();
      }
    } catch (error) {
      throw asSourceError(error, call);
    } finally {
      silence.end();
    }
  }
}
