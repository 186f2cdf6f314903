// A story's requests over HTTP, and handlers of its own before the server's, as with MSW everywhere: `parameters: { msw: { handlers } }`.

import { FetchInterceptor } from '@mswjs/interceptors/fetch';
import { defineNetwork, InterceptorSource } from 'msw/experimental';
import type { http } from 'msw/http';
import { httpHandlers, type MockServer } from '../src/mock/index.js';

/** Handlers as `http.get(…)` of `msw/http` makes them. The first that answers wins; those that answer nothing let the next one. */
export interface MswParameters {
  handlers: readonly ReturnType<typeof http.all>[];
}

/** Answers this page's requests by these handlers, and those to `url` that none of them answers by the server. */
export function answer(server: MockServer, url: string, { handlers }: MswParameters): () => void {
  const network = defineNetwork({
    sources: [new InterceptorSource({ interceptors: [new FetchInterceptor()] })],
    onUnhandledFrame: 'bypass',
    context: { quiet: true },
  });
  network.resetHandlers(...handlers, ...httpHandlers(server, url));
  network.enable();
  return () => network.disable();
}
