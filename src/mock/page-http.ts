// The server of the page over HTTP: MSW hands over the requests that would have gone to its address, and no others. In a file of
// its own, because a page that speaks Phoenix keeps its own `fetch`.

import { FetchInterceptor } from '@mswjs/interceptors/fetch';
import { defineNetwork, InterceptorSource } from 'msw/experimental';
import { http } from 'msw/http';
import { destination } from '../backend/http-wire.js';
import type { MockServer } from './mock-server.js';
import { isAddress } from './required-options.js';

/** Where the mock server answers HTTP unless told otherwise. The name is reserved: were mocking not on, nobody would be reached. */
export const MOCK_HTTP_URL = 'https://live-stream-kit.invalid/api';

/**
 * Handlers for an MSW of the page's own, as `setupWorker(...httpHandlers(server, '/api'))`. Where the server has a whole host (`/`), what
 * is no route of the contract is left to others.
 */
export function httpHandlers(server: MockServer, url: string = MOCK_HTTP_URL): ReturnType<typeof http.all>[] {
  if (!isAddress(url)) throw new TypeError(`httpHandlers: the url is an address of http: or https:, or a path, not "${url}"`);
  const { origin, pathname } = new URL(url, location.href);
  const base = pathname.replace(/\/+$/, '');
  return [
    http.all(`${origin}${base}/*`, async ({ request }) => {
      const { method, headers, signal } = request;
      if (base === '' && !isRoute(method, new URL(request.url).pathname)) return undefined;
      const body = ['GET', 'HEAD', 'DELETE'].includes(method) ? {} : { body: await request.arrayBuffer() };
      // The whole address: it is that of the files, too.
      return server.fetch(request.url, { method, headers, signal, ...body }, base).catch(() => Response.error());
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

function isRoute(method: string, path: string): boolean {
  return path.startsWith('/uploads/') || !('allowed' in destination(method, path));
}
