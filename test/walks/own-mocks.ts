// The mocks of a page that has its own: whatever is asked by fetch, XMLHttpRequest or WebSocket, of whomever, is answered here.

import { FetchInterceptor } from '@mswjs/interceptors/fetch';
import { WebSocketInterceptor } from '@mswjs/interceptors/WebSocket';
import { XMLHttpRequestInterceptor } from '@mswjs/interceptors/XMLHttpRequest';
import { defineNetwork, InterceptorSource } from 'msw/experimental';
import { http } from 'msw/http';
import { ws } from 'msw/ws';

const seen: string[] = [];
Object.assign(window, { seen });

defineNetwork({
  sources: [new InterceptorSource({ interceptors: [new FetchInterceptor(), new XMLHttpRequestInterceptor(), new WebSocketInterceptor()] })],
  handlers: [
    http.all('*', ({ request }) => {
      seen.push(request.url);
      return new Response(`mocked ${new URL(request.url).pathname}`);
    }),
    ws.link(/.*/).addEventListener('connection', ({ client }) => {
      seen.push(String(client.url));
      client.send('mocked socket');
    }),
  ],
  onUnhandledFrame: 'bypass',
  context: { quiet: true },
}).enable();
