// Files on their way to a server, from somebody who knows the routes of uploads and keeps to no rule: what was answered, whatever it was.

import type { Fetch } from './forgery.js';
import { answerInTime } from './wanting-time.js';

/** Where a server takes files, and from whom. */
export interface UploadEndpoint {
  /** The address below which the routes lie, such as `http://127.0.0.1:4000/api`. */
  url: string;
  /** Who the user is; sent as `Authorization: Bearer`. */
  token?: string;
  /** A function like `fetch`. By default the one in place. */
  fetch?: Fetch;
}

/** What was answered. */
export interface Answer {
  /** The status of the answer. */
  status: number;
  /** The fields of its body; none where that is no object of JSON. */
  said: Readonly<Record<string, unknown>>;
}

/** One user's uploads. A server that wants time is waited for. Rejects only where there is no answer. */
export class UploadLine {
  readonly #endpoint: UploadEndpoint;
  readonly #patienceMs: number;

  constructor(endpoint: UploadEndpoint, patienceMs: number) {
    this.#endpoint = endpoint;
    this.#patienceMs = patienceMs;
  }

  /** Begins an upload, or asks how far it is. */
  begin(id: string, facts: object): Promise<Answer> {
    return this.#ask('PUT', id, '', JSON.stringify(facts));
  }

  /** Sends bytes that begin at `offset`. */
  chunk(id: string, offset: number, bytes: BufferSource): Promise<Answer> {
    return this.#ask('PATCH', id, `?offset=${offset}`, bytes);
  }

  /** Gives up what has come. */
  cancel(id: string): Promise<Answer> {
    return this.#ask('DELETE', id, '');
  }

  /** A file by its address; at the server of the uploads with the token, and nowhere else. */
  file(url: string): Promise<Response> {
    return this.#fetch('GET', new URL(url, this.#endpoint.url).href);
  }

  /** Whether an address is of another origin than the uploads. */
  isElsewhere(url: string): boolean {
    return URL.canParse(url) && new URL(url).origin !== new URL(this.#endpoint.url).origin;
  }

  async #ask(method: string, id: string, query: string, body?: BodyInit): Promise<Answer> {
    const address = `${this.#endpoint.url.replace(/\/$/, '')}/uploads/${encodeURIComponent(id)}${query}`;
    const response = await this.#fetch(method, address, body);
    const said: unknown = await response.json().catch(() => undefined);
    return { status: response.status, said: Object(said) as Answer['said'] };
  }

  #fetch(method: string, url: string, body?: BodyInit): Promise<Response> {
    const { token, fetch = (address: string, init: RequestInit) => globalThis.fetch(address, init) } = this.#endpoint;
    const type = typeof body === 'string' ? 'application/json' : 'application/octet-stream';
    return answerInTime(this.#patienceMs, () =>
      fetch(url, {
        method,
        headers: {
          ...(token === undefined || this.isElsewhere(url) ? {} : { Authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'Content-Type': type }),
        },
        signal: AbortSignal.timeout(this.#patienceMs),
        ...(body === undefined ? {} : { body }),
      }),
    );
  }
}
