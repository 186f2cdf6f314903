// MSW in the page, shared by all mock servers in it and whatever else answers sockets: `WebSocket` can be replaced only once.
// Only sockets are intercepted, without a service worker, and those no server answers for go through.

import { WebSocketInterceptor } from '@mswjs/interceptors/WebSocket';
import { defineNetwork, InterceptorSource } from 'msw/experimental';
import { ws } from 'msw/ws';
import type { WebSocketHandler } from 'msw/ws';

type Handler = ReturnType<ReturnType<typeof ws.link>['addEventListener']>;
/** Takes one connection, as MSW hands it over. */
export type Answer = Parameters<ReturnType<typeof ws.link>['addEventListener']>[1];

/** A server that answers for an address: each time it was started, the newest last. */
interface Answering {
  readonly server: { readonly name: string; readonly key: string };
  handlers: Handler[];
}

const answering = new Map<string, Answering>();
/** What the page answers itself, the newest last. */
const own = new Set<readonly WebSocketHandler[]>();
let answers = false;
const network = defineNetwork({
  sources: [new InterceptorSource({ interceptors: [new WebSocketInterceptor()] })],
  onUnhandledFrame: 'bypass',
  context: { quiet: true },
});

/**
 * Has a server answer for the sockets that would have gone to `url`. The function it gives back ends that, and may be called twice. Of one
 * server that was started twice the newest answers; throws where another one does.
 */
export function answerFor(url: string, server: Answering['server'], answer: Answer): () => void {
  const known = answering.get(url) ?? { server, handlers: [] };
  if (known.server.key !== server.key)
    throw new Error(`startMockServer: the server "${known.server.name}" answers for ${url} already; give this one a url of its own`);
  const handler = withoutClientStore(() => ws.link(url)).addEventListener('connection', answer);
  known.handlers.push(handler);
  answering.set(url, known);
  answerAll();
  return () => {
    if (!known.handlers.includes(handler)) return;
    known.handlers = known.handlers.filter((one) => one !== handler);
    if (known.handlers.length === 0) answering.delete(url);
    answerAll();
  };
}

/**
 * Has handlers of the page's own, as `ws` of `msw/ws` makes them, answer sockets beside the mock servers of the page, of which there could
 * be none while an MSW of the page's own answers sockets. The function it gives back ends that.
 */
export function interceptSockets(...handlers: readonly WebSocketHandler[]): () => void {
  own.add(handlers);
  answerAll();
  return () => {
    if (own.delete(handlers)) answerAll();
  };
}

/** Two handlers of one address would both answer each socket: every frame twice. */
function answerAll(): void {
  const handlers = [...[...own].flat(), ...[...answering.values()].flatMap((one) => one.handlers.at(-1) ?? [])];
  network.resetHandlers(...handlers);
  if (handlers.length > 0 === answers) return;
  answers = !answers;
  if (answers) network.enable();
  else network.disable();
}

/**
 * MSW lists its clients in an IndexedDB of its own, where those of closed tabs stay for ever, and which throws into the page where
 * storage is refused. Nobody here asks that list; a link made while there is no IndexedDB keeps it in memory.
 */
function withoutClientStore<T>(make: () => T): T {
  const own = Object.getOwnPropertyDescriptor(globalThis, 'indexedDB');
  Object.defineProperty(globalThis, 'indexedDB', { value: undefined, configurable: true });
  try {
    return make();
  } finally {
    if (own) Object.defineProperty(globalThis, 'indexedDB', own);
    else Reflect.deleteProperty(globalThis, 'indexedDB');
  }
}
