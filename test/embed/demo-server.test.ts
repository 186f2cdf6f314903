// Demos of one page that name the same users, seed and history are on one server, each over a line of its own.

import { afterEach, expect, it, vi } from 'vitest';
import { phoenixSource } from '../../src/backend/phoenix-source.js';
import { DemoLine, lendServer, type DemoServer } from '../../src/embed/demo-server.js';
import { readSettings, type DemoSettings } from '../../src/embed/demo-settings.js';

const settings = (attributes: Record<string, string>): DemoSettings =>
  readSettings(
    (name) => attributes[name] ?? null,
    () => undefined,
  );
const lent: DemoServer[] = [];
const lend = (attributes: Record<string, string> = {}): DemoServer => {
  const server = lendServer(settings(attributes));
  lent.push(server);
  return server;
};

afterEach(() => {
  for (const server of lent.splice(0)) server.release();
});

it('is one server where only the trouble differs, and another for other users, seeds and histories', () => {
  const { host } = lend();
  for (const same of [{ latency: '300' }, { loss: '0.5' }, { chatter: '4000' }]) expect(lend(same).host).toBe(host);
  for (const other of [{ users: '2' }, { seed: '2' }, { history: '10' }]) expect(lend(other).host).not.toBe(host);
});

it('keeps apart what is kept of servers whose users and seeds read alike, one behind the other', () => {
  expect(lend({ users: 'a:b', seed: 's' }).name).not.toBe(lend({ users: 'a', seed: 'b:s' }).name);
  expect(lend({ seed: 'half \ud800' }).name).not.toBe(lend({ seed: 'half \udbff' }).name);
});

it('is written in by others as long as one of its demos asks for it', () => {
  const { host } = lend();
  const chatty = lendServer(settings({ chatter: '4000' }));
  expect(host.chatter).toBe(4_000);
  chatty.release();
  expect(host.chatter).toBe(0);
});

it('has lines of which one may lose everything while another loses nothing', async () => {
  const { host } = lend();
  const [sound, broken] = [{}, { loss: '1' }].map((attributes) => new DemoLine(host, settings(attributes)));
  const init = { headers: { Authorization: 'Bearer ana' }, signal: AbortSignal.timeout(200) };
  await expect(broken!.fetch('/rooms', init)).rejects.toThrow('the connection was lost');
  expect((await sound!.fetch('/rooms', { ...init, signal: AbortSignal.timeout(5_000) })).status).toBe(200);
  const joined = vi.fn<() => void>();
  const listen = (line: DemoLine, heard: () => void): (() => void) => {
    const source = phoenixSource({ url: 'ws://demo/socket', token: 'ana', transport: line.transport });
    source.channel('rooms', { joined: heard, op: () => undefined, down: () => undefined, error: () => undefined });
    return () => source.close();
  };
  const neverJoined = vi.fn<() => void>();
  const leave = [listen(broken!, neverJoined), listen(sound!, joined)];
  await vi.waitFor(() => expect(joined).toHaveBeenCalled());
  expect(neverJoined).not.toHaveBeenCalled();
  for (const end of leave) end();
});
