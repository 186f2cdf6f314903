// Requests over HTTP that no client of the kit makes: as one of its connections sends them, to any route, by anybody.

import { Untried } from './breach.js';
import type { Fetch } from './forgery.js';
import { isEventStream } from './overhearing.js';
import { answerInTime } from './wanting-time.js';

const WHO = 'Authorization';
/** What a stream begins with; and a comment after that. Lines end in any way, but never at the separators that JSON may hold as they are. */
const BEGUN = /(?:^|[\r\n])data:/;
const ALIVE = /(?:^|[\r\n])data:[^]*[\r\n]:/;

/** What a request says beside where it goes. */
export interface Said {
  /** As JSON. */
  body?: object;
  /** The mutation id. */
  mid?: string;
  /** Who asks: the value of the header, or nobody. By default whoever this line is of. */
  who?: string | undefined;
}

/** Requests to the server that a connection of a room was opened to. One that wants time is waited for. */
export class HttpLine {
  /** Whoever this line is of, as its header says it. */
  readonly who: string;
  readonly #base: string;
  readonly #fetch: Fetch;
  readonly #patienceMs: number;

  /** Made of a request about `room`. Throws where it does not say who asks. */
  constructor(url: string, init: RequestInit, fetch: Fetch, { room, patienceMs }: { room: string; patienceMs: number }) {
    const who = new Headers(init.headers).get(WHO);
    if (who === null) throw new Untried(`these connections do not say who asks by ${WHO}`);
    this.who = who;
    this.#base = url.slice(0, url.lastIndexOf(`/rooms/${encodeURIComponent(room)}/`));
    this.#fetch = fetch;
    this.#patienceMs = patienceMs;
  }

  /** Whether a stream of events says a comment within a time, once it has said what it begins with. Whatever else it tells is none. */
  async speaks(path: string, withinMs: number): Promise<boolean> {
    const response = await answerInTime(this.#patienceMs, () => {
      const signal = AbortSignal.timeout(this.#patienceMs + withinMs);
      return this.#fetch(this.#base + path, { method: 'GET', headers: { [WHO]: this.who }, signal });
    });
    const pieces = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const silence = (): Promise<undefined> => {
      clearTimeout(timer);
      return new Promise((resolve) => (timer = setTimeout(resolve, withinMs, undefined)));
    };
    try {
      let over = silence();
      for (let said = ''; ;) {
        const piece = await Promise.race([pieces.read(), over]);
        if (!piece || piece.done) return false;
        const hasBegun = BEGUN.test(said);
        said += piece.value;
        if (ALIVE.test(said)) return true;
        if (!hasBegun && BEGUN.test(said)) over = silence();
      }
    } finally {
      clearTimeout(timer);
      await pieces.cancel().catch(() => undefined);
    }
  }

  /** The status of the answer and what it says, of a stream of events nothing. Rejects only where there is no answer. */
  async ask(method: string, path: string, { body, mid, ...said }: Said = {}): Promise<{ status: number; text: string }> {
    const who = 'who' in said ? said.who : this.who;
    const hangUp = new AbortController();
    const response = await answerInTime(this.#patienceMs, () =>
      this.#fetch(this.#base + path, {
        method,
        headers: {
          ...(who === undefined ? {} : { [WHO]: who }),
          ...(mid === undefined ? {} : { 'Idempotency-Key': mid }),
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        },
        signal: AbortSignal.any([hangUp.signal, AbortSignal.timeout(this.#patienceMs)]),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
    const isStream = isEventStream(response);
    const text = isStream ? '' : await response.text();
    if (isStream) hangUp.abort();
    return { status: response.status, text };
  }
}
