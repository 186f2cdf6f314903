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
  const handler = ws.link(url).addEventListener('connection', answer);
  if (handlers.size === 0) network.enable();
  handlers.add(handler);
  network.resetHandlers(...handlers);
  return () => {
    if (!handlers.delete(handler)) return;
    if (handlers.size === 0) network.disable();
    else network.resetHandlers(...handlers);
  };
}
