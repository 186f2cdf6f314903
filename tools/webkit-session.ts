// A WebKitGTK that is driven: its own driver, spoken to over HTTP, on a screen that comes and goes with it. It keeps nothing: the browser
// that the driver starts is a private one.

import { spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endGroup } from './end-group.ts';

const START = `Xvfb -displayfd 3 -screen 0 1280x1100x24 -nolisten tcp 3>"$0/display" &
until [ -s "$0/display" ]; do sleep 0.05; done
DISPLAY=:$(cat "$0/display") exec WebKitWebDriver --port="$1"`;

export interface WebKitSession {
  /** A command of https://www.w3.org/TR/webdriver2/; `path` is what follows the session. */
  send(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<unknown>;
  end(): void;
}

interface Answer {
  value: { sessionId?: string; message?: string } | null;
}

export async function startWebKit(program: string): Promise<WebKitSession> {
  const folder = mkdtempSync(join(tmpdir(), 'lsk-webkit-'));
  const port = await freePort();
  const running = spawn('sh', ['-c', START, folder, String(port)], { detached: true, stdio: 'ignore' });
  await new Promise((resolve, reject) => running.once('spawn', resolve).once('error', reject));
  const send = async (method: string, path: string, body?: object): Promise<Answer['value']> => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
    const { value } = (await answer.json()) as Answer;
    if (!answer.ok) throw new Error(`${path}: ${value?.message}`);
    return value;
  };
  for (let tries = 0; ; tries++) {
    const ready = await send('GET', '/status').then(Boolean, () => false);
    if (ready) break;
    if (tries > 200) throw new Error('WebKitWebDriver does not answer');
    await new Promise((done) => setTimeout(done, 50));
  }
  const browser = { binary: program, args: ['--automation', '--private', '--autoplay-policy=allow'] };
  const capabilities = { alwaysMatch: { 'webkitgtk:browserOptions': browser, pageLoadStrategy: 'none' } };
  const session = `/session/${(await send('POST', '/session', { capabilities }))?.sessionId}`;
  return {
    send: (method, path, body) => send(method, session + path, body),
    end() {
      endGroup(running);
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** The driver does not tell which it took. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
