// A story's own handlers answer in each of the forms that MSW's addon takes, with a mock server beside them and without.

import { http } from 'msw/http';
import { ws } from 'msw/ws';
import { afterEach, expect, it } from 'vitest';
import { serve } from '../../.storybook/story-server.js';
import type { MockServer } from '../../src/mock/index.js';

const ends: ((() => Promise<void>) | undefined)[] = [];
let run = 0;

afterEach(async () => {
  for (const end of ends.splice(0)) await end?.();
});

/** Shows a story with these parameters; gives what is loaded for it. */
function show(parameters: Record<string, unknown>): Record<string, unknown> {
  const loaded: Record<string, unknown> = {};
  const canvasElement = document.createElement('div');
  ends.push(serve({ id: `story-handlers-${++run}`, canvasElement, parameters, globals: { trouble: 'none' }, loaded }));
  return loaded;
}

const says = (address: string, words: string): ReturnType<typeof http.all> => http.get(address, () => new Response(words));
const ask = async (address: string, init?: RequestInit): Promise<string> => (await fetch(address, init)).text();
/** What a socket is told first, or its end. */
const hear = (url: string, protocols?: string[]): Promise<unknown> =>
  new Promise((resolve) => {
    const socket = new WebSocket(url, protocols);
    socket.addEventListener('message', ({ data }) => (resolve(data), socket.close()));
    socket.addEventListener('open', () => socket.send('?'));
    socket.addEventListener('error', () => resolve('an error'));
  });

const A = 'https://a.invalid/it';
const B = 'https://b.invalid/it';

it.each([
  ['a list', { handlers: [says(A, 'a'), says(B, 'b')] }],
  ['lists by name', { handlers: { one: [says(A, 'a')], two: [says(B, 'b')] } }],
  ['one by name, and a name that is taken back', { handlers: { one: says(A, 'a'), two: [says(B, 'b')], three: null } }],
  ['a list in place of the parameter', [says(A, 'a'), says(B, 'b')]],
])('takes %s', async (_, msw) => {
  show({ msw, server: {} });
  expect([await ask(A), await ask(B)]).toEqual(['a', 'b']);
});

it('answers in a story that has no server', async () => {
  show({ msw: { handlers: [says(A, 'without')] } });
  expect(await ask(A)).toBe('without');
  await ends.pop()!();
  await expect(ask(A)).rejects.toThrow();
});

it('answers before the server, which answers the rest', async () => {
  const loaded = show({ msw: { handlers: { rooms: [http.get('*/rooms', () => new Response('mine'))] } }, server: {} });
  const headers = { Authorization: 'Bearer ana' };
  const url = String(loaded['httpUrl']);
  expect(await ask(`${url}/rooms`, { headers })).toBe('mine');
  expect(await ask(`${url}/rooms/weekend-plans/messages`, { headers })).toContain('"rows"');
});

it.each([
  ['without a server', {}],
  ['beside a server, whose own sockets it still answers', { server: {} }],
])('answers sockets %s', async (_, more) => {
  const link = ws.link('wss://own.invalid/socket');
  const loaded = show({
    msw: { handlers: [link.addEventListener('connection', ({ client }) => client.addEventListener('message', () => client.send('own')))] },
    ...more,
  });
  expect(await hear('wss://own.invalid/socket')).toBe('own');
  const server = loaded['server'] as MockServer | undefined;
  if (!server) return;
  const socket = new WebSocket(`${server.url}/websocket?vsn=2.0.0`, ['phoenix', `base64url.bearer.phx.${btoa('ana').replaceAll('=', '')}`]);
  const answer = new Promise((resolve) => socket.addEventListener('message', ({ data }) => resolve(data)));
  socket.addEventListener('open', () => socket.send(JSON.stringify(['1', '1', 'rooms', 'phx_join', { v: 1 }])));
  expect(await answer).toContain('"ok"');
  socket.close();
});
