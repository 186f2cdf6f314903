// A page with a network life of its own, and the server it talks to. What the page asks and how is written down, to be compared
// before and after something else was put into it.

import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';

export interface HostPage {
  /** Where it is; ends in a slash. */
  readonly url: string;
  /** All that was asked since last time, as the server saw it. */
  asked(): string[];
  close(): Promise<void>;
}

/** Keeps hold of what the page may use to reach others, and can use each. */
const OWN = `
  const names = ['fetch', 'WebSocket', 'XMLHttpRequest', 'EventSource', 'Request', 'Response', 'BroadcastChannel', 'indexedDB'];
  const proto = { WebSocket: ['send', 'close'], XMLHttpRequest: ['open', 'send'], EventSource: ['close'], Navigator: ['sendBeacon'] };
  const shape = () => [
    ...names.map((name) => [name, Object.getOwnPropertyDescriptor(window, name)]),
    ...Object.entries(proto).flatMap(([owner, methods]) => methods.map((name) => [owner + '.' + name, Object.getOwnPropertyDescriptor(window[owner].prototype, name)])),
  ];
  const before = shape();
  const globals = new Set(Object.getOwnPropertyNames(window));
  /** Names of what is no longer the very same. */
  window.replaced = () => shape().filter(([, now], i) => ['value', 'get', 'set', 'writable', 'configurable', 'enumerable'].some((key) => now?.[key] !== before[i][1]?.[key])).map(([name]) => name);
  /** Names that the window did not have. */
  window.added = () => Object.getOwnPropertyNames(window).filter((name) => !globals.has(name) && !['replaced', 'added', 'talk'].includes(name));
  /** One request of each kind; gives all answers. */
  window.talk = async () => {
    const answers = [await (await fetch('api/fetch', { method: 'POST', body: 'words', headers: { 'x-own': '1' } })).text()];
    answers.push(await new Promise((resolve) => { const xhr = new XMLHttpRequest(); xhr.open('GET', 'api/xhr'); xhr.onload = () => resolve(xhr.responseText); xhr.send(); }));
    answers.push(await new Promise((resolve) => { const events = new EventSource('api/events'); events.onmessage = ({ data }) => { events.close(); resolve(data); }; }));
    answers.push(await new Promise((resolve) => { const socket = new WebSocket(location.href.replace(/^http/, 'ws') + 'api/socket', 'own'); socket.onmessage = ({ data }) => { socket.close(); resolve(socket.protocol + ' ' + data); }; }));
    return answers;
  };`;

/** Serves the page and, under `cdn/`, the files of a folder. */
export async function serveHostPage(folder: string): Promise<HostPage> {
  const log: string[] = [];
  const sockets = new Set<Duplex>();
  const note = ({ method, url, headers }: IncomingMessage, body = ''): void => {
    const { 'x-own': own = '', 'sec-websocket-protocol': protocol = '', accept = '' } = headers;
    log.push([method, url, own, protocol, accept, body].join(' '));
  };
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { url = '/' } = request;
      note(request, Buffer.concat(parts).toString());
      if (url.startsWith('/cdn/')) response.setHeader('content-type', 'text/javascript').end(readFileSync(join(folder, url)));
      else if (url === '/api/events') response.setHeader('content-type', 'text/event-stream').end('data: an event\n\n');
      else if (url.startsWith('/api/')) response.setHeader('content-type', 'text/plain').end(`answer to ${url}`);
      else response.setHeader('content-type', 'text/html').end(`<!doctype html><link rel="icon" href="data:," /><script>${OWN}</script>`);
    });
  });
  server.on('upgrade', (request, socket) => {
    note(request);
    const key = createHash('sha1').update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
    const head = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade', `Sec-WebSocket-Accept: ${key}`];
    sockets.add(socket.on('error', () => undefined));
    socket.write(`${[...head, 'Sec-WebSocket-Protocol: own'].join('\r\n')}\r\n\r\n`);
    socket.write(Buffer.from([0x81, 2, ...Buffer.from('hi')]));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    asked: () => log.splice(0),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
