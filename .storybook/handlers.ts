// A story's requests and sockets, and handlers of its own before the server's, as with MSW everywhere: `parameters: { msw: { handlers } }`.

import { FetchInterceptor } from '@mswjs/interceptors/fetch';
import { defineNetwork, InterceptorSource } from 'msw/experimental';
import type { http } from 'msw/http';
import { WebSocketHandler } from 'msw/ws';
import { httpHandlers, interceptSockets, type MockServer } from '../src/mock/index.js';

/** As `http.get(…)` of `msw/http` and `link.addEventListener(…)` of `msw/ws` make them. */
type Handler = ReturnType<typeof http.all> | WebSocketHandler;
type Handlers = readonly Handler[] | Readonly<Record<string, Handler | readonly Handler[] | null | undefined>>;

/**
 * What the parameter `msw` takes, as MSW's addon does: a list, or lists by name, so that a story replaces those of one name (with null:
 * takes them back) and keeps the others. The first that answers wins; those that answer nothing let the next one.
 */
export type MswParameters = { handlers?: Handlers } | readonly Handler[];

/** Answers this page's requests and sockets by these handlers, and requests to `url` that none of them answers by the server, if there is one. */
export function answer(msw: MswParameters, { server, url }: { server?: MockServer; url?: string } = {}): () => void {
  const own = listed(msw);
  const sockets = own.filter((handler) => handler instanceof WebSocketHandler);
  const network = defineNetwork({
    sources: [new InterceptorSource({ interceptors: [new FetchInterceptor()] })],
    onUnhandledFrame: 'bypass',
    context: { quiet: true },
  });
  network.resetHandlers(...own.filter((handler) => !(handler instanceof WebSocketHandler)), ...(server ? httpHandlers(server, url) : []));
  network.enable();
  const letSocketsBe = interceptSockets(...sockets);
  return () => {
    network.disable();
    letSocketsBe();
  };
}

function listed(msw: MswParameters): Handler[] {
  const handlers: Handlers = isList(msw) ? msw : (msw.handlers ?? []);
  return (isList(handlers) ? handlers : Object.values(handlers)).flatMap((one) => one ?? []);
}

function isList<T>(value: T): value is T & readonly Handler[] {
  return Array.isArray(value);
}
