// The server of the page over HTTP: MSW hands over the requests that would have gone to its address, and no others. In a file of
// its own, because a page that speaks Phoenix keeps its own `fetch`.

import { FetchInterceptor } from '@mswjs/interceptors/fetch';
import { defineNetwork, InterceptorSource } from 'msw/experimental';
import { http } from 'msw/http';
import type { MockServer } from './mock-server.js';

/** Where the mock server answers HTTP unless told otherwise. The name is reserved: were mocking not on, nobody would be reached. */
export const MOCK_HTTP_URL = 'https://live-stream-kit.invalid/api';

/** Handlers for an MSW of the page's own, as `setupWorker(...httpHandlers(server, '/api'))`. */
export function httpHandlers(server: MockServer, url: string = MOCK_HTTP_URL): ReturnType<typeof http.all>[] {
  const base = new URL(url, location.href);
  return [
    http.all(`${base.origin}${base.pathname}/*`, async ({ request }) => {
      const { method, headers, signal } = request;
      const body = method === 'GET' || method === 'DELETE' ? {} : { body: await request.arrayBuffer() };
      return server.fetch(request.url.slice(base.href.length), { method, headers, signal, ...body }).catch(() => Response.error());
    }),
  ];
}

/** Answers this page's requests to `url`, without a service worker. The function it gives back ends that. */
export function interceptHttp(server: MockServer, url: string = MOCK_HTTP_URL): () => void {
  const network = defineNetwork({
    sources: [new InterceptorSource({ interceptors: [new FetchInterceptor()] })],
    onUnhandledFrame: 'bypass',
    context: { quiet: true },
  });
  network.resetHandlers(...httpHandlers(server, url));
  network.enable();
  return () => network.disable();
}
