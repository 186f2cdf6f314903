// What a forged client sends, or an old one: the words of a real one, changed below its `Source`, on their way. And what it is answered,
// before its `Source` reads it. In whatever is like `fetch`, and in the sockets of whatever is like `WebSocket`.

import { overheard, overheardSocket } from './overhearing.js';

/** What is said, by its names on the wire. */
export type Words = Readonly<Record<string, unknown>>;

/**
 * Gives what is sent instead of what a client says: the body of a wish (`put`), the query of a catch-up (`sync`), or what it joins with
 * (`join`; over HTTP the query of a stream of events, and `Last-Event-ID`).
 */
export interface Forge {
  (event: 'put' | 'sync' | 'join', words: Words): Words;
  /** Over HTTP, is told of each request and by what it is sent: whoever knows that may send others. */
  asked?(url: string, init: RequestInit, fetch: Fetch): void;
  /** Is told every answer and every event, as the text it came as. */
  heard?(text: string): void;
}

/** A function like `fetch`. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

const RESUME = 'Last-Event-ID';

/** A `fetch` for `httpSource` that forges. */
export function forgedFetch(forge: Forge, fetch: Fetch = (url, init) => globalThis.fetch(url, init)): Fetch {
  const send = forgedRequest(forge, fetch);
  return async (url, init) => {
    forge.asked?.(url, init, fetch);
    const response = await send(url, init);
    return forge.heard ? overheard(response, forge.heard.bind(forge)) : response;
  };
}

function forgedRequest(forge: Forge, fetch: Fetch): Fetch {
  return (url, init) => {
    if (typeof init.body === 'string') return fetch(url, { ...init, body: JSON.stringify(forge('put', JSON.parse(init.body) as Words)) });
    const [path = '', asked] = url.split('?');
    const [, route] = /\/(sync|events)$/.exec(path) ?? [];
    if (route === undefined) return fetch(url, init);
    const query = new URLSearchParams(asked);
    const said = Object.fromEntries(query);
    const headers = new Headers(init.headers);
    for (const [name, value] of Object.entries(forge(route === 'sync' ? 'sync' : 'join', said))) {
      if (name === RESUME) headers.set(name, String(value));
      else if (value !== said[name]) query.set(name, String(value));
    }
    return fetch(`${path}?${query.toString()}`, { ...init, headers });
  };
}

/** A class like `WebSocket` for `phoenixSource` whose sockets forge. */
export function forgedTransport(
  transport: new (url: string, protocols?: string | string[]) => object,
  forge: Forge,
): new (url: string, protocols?: string | string[]) => object {
  return new Proxy(transport, {
    construct(target, args: [string, (string | string[])?]) {
      const socket = new target(...args) as { send(data: unknown): void };
      const send = socket.send.bind(socket);
      socket.send = (data) => send(typeof data === 'string' ? forgedFrame(forge, data) : data);
      if (forge.heard) overheardSocket(socket, forge.heard.bind(forge));
      return socket;
    },
  });
}

function forgedFrame(forge: Forge, data: string): string {
  const [joinRef, ref, topic, event, payload] = JSON.parse(data) as [string | null, string | null, string, string, Words];
  const forged = (): Words => {
    if (event === 'put') return { ...payload, body: forge('put', payload['body'] as Words) };
    if (event === 'sync') return forge('sync', payload);
    return event === 'phx_join' ? forge('join', payload) : payload;
  };
  return JSON.stringify([joinRef, ref, topic, event, forged()]);
}
