#!/usr/bin/env node
// Stands between Playwright and the Firefox that is installed (`LSK_FIREFOX` names its program): Playwright speaks the WebDriver BiDi of
// the newest one, and an older one, such as Debian's, refuses what it does not know yet. What no walk needs is answered here.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { WebSocket, WebSocketServer } from 'ws';

const NOT_NEEDED = new Set(['emulation.setMediaFeaturesOverride']);

const firefox = spawn(process.env.LSK_FIREFOX, process.argv.slice(2), { stdio: ['ignore', 'inherit', 'pipe'] });
firefox.once('exit', (code) => process.exit(code ?? 0));

createInterface(firefox.stderr).on('line', (line) => {
  const [, address] = /WebDriver BiDi listening on (\S+)/.exec(line) ?? [];
  if (!address) return console.error(line);
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  server.on('listening', () => console.error(`WebDriver BiDi listening on ws://127.0.0.1:${server.address().port}`));
  server.on('connection', (near, { url }) => bridge(near, new WebSocket(`${address}${url}`)));
});

function bridge(near, far) {
  const opened = new Promise((resolve) => far.once('open', resolve));
  near.on('message', async (data) => {
    const { id, method } = JSON.parse(data);
    if (NOT_NEEDED.has(method)) return near.send(JSON.stringify({ type: 'success', id, result: {} }));
    await opened;
    far.send(`${data}`);
  });
  far.on('message', (data) => near.send(`${data}`));
  far.once('close', () => near.close()).once('error', () => near.close());
  near.once('close', () => far.close());
}
