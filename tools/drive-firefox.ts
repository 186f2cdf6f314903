// Drives Firefox over WebDriver BiDi, which it speaks by itself, on a socket.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';
import { FOCUS_FRAME, type Driver } from './driver.ts';
import { endGroup } from './end-group.ts';
import { FIREFOX_PREFS } from './firefox-prefs.ts';

interface Answer {
  id?: number;
  error?: string;
  message?: string;
  result?: { context?: string };
}

export async function driveFirefox(program: string): Promise<Driver> {
  const profile = mkdtempSync(join(tmpdir(), 'lsk-firefox-'));
  const prefs = Object.entries(FIREFOX_PREFS).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`);
  writeFileSync(join(profile, 'user.js'), prefs.join('\n'));
  const args = ['--headless', '--no-remote', '--profile', profile, '--width', '1280', '--height', '1100', '--remote-debugging-port=0'];
  const running = spawn(program, args, {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, MOZ_DISABLE_CONTENT_SANDBOX: '1' },
  });
  const address = await new Promise<string>((resolve, reject) => {
    createInterface(running.stderr).on('line', (line) => {
      const said = /WebDriver BiDi listening on (\S+)/.exec(line)?.[1];
      if (said) resolve(said);
    });
    running.once('error', reject).once('exit', () => reject(new Error('Firefox ended before it could be driven')));
  });
  const socket = new WebSocket(`${address}/session`);
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  let count = 0;
  const waiting = new Map<number, (answer: Answer) => void>();
  socket.on('message', (data: Buffer) => {
    const answer = JSON.parse(data.toString()) as Answer;
    if (answer.id !== undefined) waiting.get(answer.id)?.(answer);
  });
  const send = (method: string, params: object): Promise<NonNullable<Answer['result']>> =>
    new Promise((resolve, reject) => {
      const id = ++count;
      waiting.set(id, (answer) => {
        waiting.delete(id);
        if (answer.error) reject(new Error(`${method}: ${answer.error}, ${answer.message}`));
        else resolve(answer.result ?? {});
      });
      socket.send(JSON.stringify({ id, method, params }));
    });
  await send('session.new', { capabilities: {} });
  // The tab that is there from the beginning never has focus.
  const { context } = await send('browsingContext.create', { type: 'tab' });
  return {
    async open(url) {
      await send('browsingContext.navigate', { context, url, wait: 'none' });
    },
    async perform(actions) {
      await send('input.performActions', { context, actions: [actions] });
    },
    async focus() {
      await send('script.evaluate', { expression: FOCUS_FRAME, target: { context }, awaitPromise: false });
    },
    end() {
      socket.terminate();
      endGroup(running);
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
