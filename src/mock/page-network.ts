// MSW in the page, shared by all mock servers in it: `WebSocket` can be replaced only once.
// Only sockets are intercepted, without a service worker, and those no server answers for go through.

import { WebSocketInterceptor } from '@mswjs/interceptors/WebSocket';
import { defineNetwork, InterceptorSource } from 'msw/experimental';
import { ws } from 'msw/ws';

type Handler = ReturnType<ReturnType<typeof ws.link>['addEventListener']>;
/** Takes one connection, as MSW hands it over. */
export type Answer = Parameters<ReturnType<typeof ws.link>['addEventListener']>[1];

const handlers = new Set<Handler>();
const network = defineNetwork({
  sources: [new InterceptorSource({ interceptors: [new WebSocketInterceptor()] })],
  onUnhandledFrame: 'bypass',
  context: { quiet: true },
});

/** Answers for the sockets that would have gone to `url`. The function it gives back ends that, and may be called twice. */
export function answerFor(url: string, answer: Answer): () => void {
  const handler = withoutClientStore(() => ws.link(url)).addEventListener('connection', answer);
  if (handlers.size === 0) network.enable();
  handlers.add(handler);
  network.resetHandlers(...handlers);
  return () => {
    if (!handlers.delete(handler)) return;
    if (handlers.size === 0) network.disable();
    else network.resetHandlers(...handlers);
  };
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
