// Users who write by themselves: when, who, how often, and once, however many tabs have them write.

import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ROOMS_TOPIC, type Message } from '../../src/backend/model.js';
import { Here } from '../../src/backend/wire-people.js';
import type { HostOptions } from '../../src/mock/index.js';
import { ServerHost } from '../../src/mock/server-host.js';

const hosts: ServerHost[] = [];
let run = 0;

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] }));
afterEach(async () => {
  vi.useRealTimers();
  for (const host of hosts.splice(0)) await host.close();
  run += 1;
});

/** A server, and what somebody who listens there is told. */
function start(options: HostOptions = {}, listener = 'ana'): { host: ServerHost; told: string[]; listen(): void; leave(): void } {
  const host = new ServerHost({ name: `chatter-${run}`, storage: 'memory', now: () => new Date(), ...options });
  hosts.push(host);
  const told: string[] = [];
  const connection = {
    userId: listener,
    broadcast: ({ topic, reply }: { topic: string; reply: { row?: unknown } }) => {
      if (topic === ROOMS_TOPIC) return;
      const { sender, content } = reply.row as Message;
      told.push(`${topic} ${sender.id}: ${content}`);
    },
    typing: (topic: string, { user, typing }: Record<string, unknown>) =>
      told.push(`${topic} ${(user as { id: string }).id} ${typing === false ? 'rests' : 'types'}`),
    close: () => undefined,
    closed: () => undefined,
  };
  host.listen(connection);
  return { host, told, listen: () => host.listen(connection), leave: () => host.disconnected(connection) };
}

const said = (told: readonly string[]): string[] => told.filter((line) => line.includes(': '));

describe('users who write by themselves', () => {
  it('do not, unless asked', async () => {
    const { told } = start();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(told).toEqual([]);
  });

  it('are seen to type, say one thing, and rest, every few seconds', async () => {
    const { told } = start({ chatter: 5_000 });
    await vi.advanceTimersByTimeAsync(1_999);
    expect(told).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(told).toEqual([expect.stringMatching(/^room:[a-z-]+ \w+ types$/)]);
    await vi.advanceTimersByTimeAsync(3_000);
    const [room, user] = told[0]!.split(' ') as [string, string];
    expect(told).toHaveLength(3);
    expect(told).toContain(`${room} ${user} rests`);
    expect(said(told)[0]).toMatch(new RegExp(`^${room} ${user}: \\S`));
    await vi.advanceTimersByTimeAsync(45_000);
    expect(said(told)).toHaveLength(10);
  });

  it('take the time they are given', async () => {
    const { told } = start({ chatter: [2_000, 6_000] });
    const gaps: number[] = [];
    let before = 0;
    for (let ms = 0; ms < 120_000; ms += 100) {
      await vi.advanceTimersByTimeAsync(100);
      if (said(told).length > gaps.length) {
        gaps.push(ms - before);
        before = ms;
      }
    }
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1_800);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(6_200);
    expect(new Set(gaps).size).toBeGreaterThan(5);
  });

  it('say the same for the same seed, and other things for another', async () => {
    const [one, same, other] = [start({ chatter: 1_000 }), start({ chatter: 1_000 }), start({ chatter: 1_000, seed: 2 })];
    await vi.advanceTimersByTimeAsync(30_000);
    expect(one.told.length).toBeGreaterThan(80);
    expect(same.told).toEqual(one.told);
    expect(other.told).not.toEqual(one.told);
  });

  it('are others than whoever is there', async () => {
    const users = [
      { id: 'mia', name: 'Mia' },
      { id: 'noah', name: 'Noah' },
    ];
    const { host, told } = start({ chatter: 1_000, users }, 'mia');
    await vi.advanceTimersByTimeAsync(20_000);
    expect(said(told)).toHaveLength(20);
    expect(said(told).every((line) => / noah: /.test(line))).toBe(true);
    host.listen({ userId: 'noah', broadcast: () => undefined, typing: () => undefined, close: () => undefined, closed: () => undefined });
    await vi.advanceTimersByTimeAsync(20_000);
    expect(said(told)).toHaveLength(20);
  });

  it('come before they write, are here until three others have written, and go when they are told to rest', async () => {
    const { host } = start({ chatter: 1_000 });
    const here = new Here();
    const seen: string[][] = [];
    const end = { userId: 'ana', tell: (_: string, event: string, payload: unknown) => void here.read(event, payload) };
    host.people.joined(end, ROOMS_TOPIC);
    const present = (): string[] => (here.passing.kind === 'here' ? here.passing.users : []).filter((id) => id !== 'ana').toSorted();
    const writers: string[] = [];
    host.listen({
      userId: 'ana',
      broadcast: () => undefined,
      typing: (_, { user, typing }) => {
        if (typing === false) return;
        writers.push((user as { id: string }).id);
        seen.push(present());
      },
      close: () => undefined,
      closed: () => undefined,
    });
    await vi.advanceTimersByTimeAsync(30_000);
    expect(writers.length).toBeGreaterThan(25);
    for (const [n, there] of seen.entries()) {
      const last = [...new Set(writers.slice(0, n + 1).toReversed())].slice(0, 3);
      expect(there).toEqual(last.toSorted());
    }
    host.chatter = 0;
    expect(present()).toEqual([]);
  });

  it('write in rooms that are there, new ones too', async () => {
    const { host, told } = start({ chatter: 1_000 });
    await host.put('ana', ROOMS_TOPIC, { mutationId: 'm', kind: 'create', id: 'lunch', body: { name: 'lunch' } });
    await host.put('ana', ROOMS_TOPIC, { mutationId: 'd', kind: 'delete', id: 'sre-team', body: {} });
    told.length = 0;
    await vi.advanceTimersByTimeAsync(60_000);
    const rooms = new Set(said(told).map((line) => line.split(' ')[0]));
    expect(rooms).toEqual(new Set(['room:lunch', 'room:quiet-corner', 'room:weekend-plans']));
  });

  it('stop when told to, and go on where they left off', async () => {
    const [whole, parted] = [start({ chatter: 1_000 }), start({ chatter: 1_000 })];
    await vi.advanceTimersByTimeAsync(20_000);
    whole.host.chatter = 0;
    parted.host.chatter = 0;
    const { length } = parted.told;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(parted.told).toHaveLength(length);
    expect(parted.host.chatter).toBe(0);
    parted.host.chatter = [1_000, 1_000];
    whole.host.chatter = 1_000;
    await vi.advanceTimersByTimeAsync(20_000);
    expect(said(parted.told)).toHaveLength(40);
    expect(new Set(said(parted.told)).size).toBeGreaterThan(20);
    expect(said(parted.told)).toEqual(said(whole.told));
  });

  it('wait while the server is paused, and are let through step by step', async () => {
    const { host, told } = start({ chatter: 1_000 });
    host.pause();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(told).toEqual([]);
    expect(host.step()).toBe(1);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(told.map((line) => line.split(' ')[2])).toEqual(['types', 'rests']);
    expect(host.step()).toBe(1);
    await vi.advanceTimersByTimeAsync(0);
    expect(said(told)).toHaveLength(1);
    host.resume();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(said(told).length).toBeGreaterThanOrEqual(5);
  });

  it('leave nothing in the queue of a paused server once their turn is over', async () => {
    const { host, told } = start({ chatter: 1_000 });
    host.pause();
    const turns = async (): Promise<unknown[]> => {
      await vi.advanceTimersByTimeAsync(10_000);
      return host.held.map(({ userId, event, payload }) => [userId === '' ? 'begins' : 'writes', event, payload]);
    };
    // Twice: as they would begin to type, and as they would write.
    for (const what of ['begins', 'writes']) {
      expect(await turns()).toEqual([[what, 'chatter', { turn: 1 }]]);
      host.chatter = 0;
      expect([host.held, host.step()]).toEqual([[], 0]);
      host.chatter = 1_000;
      expect(await turns()).toEqual([['begins', 'chatter', { turn: 1 }]]);
      expect(host.step()).toBe(1);
    }
    expect(said(told)).toEqual([]);
    expect(await turns()).toEqual([['writes', 'chatter', { turn: 1 }]]);
    expect(host.step()).toBe(1);
    await vi.advanceTimersByTimeAsync(0);
    expect(said(told)).toHaveLength(1);
  });

  it('talk to nobody', async () => {
    const { host, told, leave } = start({ chatter: 1_000 });
    await vi.advanceTimersByTimeAsync(5_000);
    leave();
    const before = (await host.current()).join('ana', 'room:weekend-plans').head;
    const { length } = told;
    await vi.advanceTimersByTimeAsync(60_000);
    expect((await host.current()).join('ana', 'room:weekend-plans').head).toBe(before);
    expect(told).toHaveLength(length);
  });

  // The last is longer than any timer runs: it would end at once.
  it.each([-1, Number.NaN, Infinity, [5, 1], [Number.NaN, 1], '4000', 1e10] as const)('refuse a pace of %s', (chatter) => {
    const { host } = start({ chatter: 5_000 });
    for (const set of [
      () => void start({ chatter: chatter as number }),
      () => void start({ latency: chatter as number }),
      () => (host.chatter = chatter as number),
      () => (host.latency = chatter as number),
    ])
      expect(set).toThrow(TypeError);
    expect(() => (host.chatter = chatter as number)).toThrow('server.chatter is milliseconds, or [least, most] of them, not ');
    expect([host.chatter, host.latency]).toEqual([5_000, 0]);
  });
});

describe('two tabs of one server', () => {
  const ROOMS = ['weekend-plans', 'sre-team', 'quiet-corner'];
  /** The numbers of all that was said, in the order of saying. */
  async function turns(host: ServerHost): Promise<number[]> {
    const server = await host.current();
    const rows = ROOMS.flatMap((room) => server.page('ana', `room:${room}`, { before: 10_000, limit: 500 }).rows);
    return rows
      .flatMap(({ id }) => /^chatter-(\d+)$/.exec(id)?.[1] ?? [])
      .map(Number)
      .toSorted((a, b) => a - b);
  }

  it('show those who write as here in both, and let them write in either all the same', async () => {
    vi.useRealTimers();
    const [one, other] = [start({ storage: 'disk' }), start({ storage: 'disk' })];
    for (const { host } of [one, other]) await host.current();
    const here = new Here();
    other.host.people.joined({ userId: 'ana', tell: (_, event, payload) => void here.read(event, payload) }, ROOMS_TOPIC);
    one.listen();
    one.host.chatter = 40;
    const present = (): readonly string[] => (here.passing.kind === 'here' ? here.passing.users : []);
    await vi.waitFor(() => expect(present().length).toBeGreaterThan(2));
    expect(present().filter((id) => id !== 'ana' && other.host.isHere(id))).toEqual([]);
    one.host.chatter = 0;
    await vi.waitFor(() => expect(present()).toEqual(['ana']));
  });

  it('have each thing said once, and go on with the next after a reload', async () => {
    vi.useRealTimers();
    // Learning which history it is hangs up, as at every start: those who listen come after that.
    const tabs = [start({ storage: 'disk' }), start({ storage: 'disk' })] as const;
    for (const { host } of tabs) await host.current();
    for (const { host, listen } of tabs) {
      listen();
      host.chatter = 30;
    }
    await vi.waitFor(() => expect(said(tabs[0].told).length).toBeGreaterThan(15), { timeout: 20_000 });
    for (const { host } of tabs) host.chatter = 0;
    const numbers = async (): Promise<number[][]> => Promise.all(tabs.map(({ host }) => turns(host)));
    const [here, there] = await numbers();
    expect(there).toEqual(here);
    expect(here).toEqual(Array.from(here!, (_, index) => index + 1));
    expect(said(tabs[0].told)).toHaveLength(here!.length);
    expect(said(tabs[1].told)).toEqual(said(tabs[0].told));
    for (const { host } of tabs) await host.close();

    const { host, listen } = start({ storage: 'disk' });
    await host.current();
    listen();
    host.chatter = 30;
    await vi.waitFor(async () => expect((await turns(host)).length).toBeGreaterThan(here!.length), { timeout: 20_000 });
    host.chatter = 0;
    const later = await turns(host);
    expect(later).toEqual(Array.from(later, (_, index) => index + 1));
  });
});
