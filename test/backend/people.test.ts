// Who is typing and who is here, over both transports from the mock server; and what such frames may not do.

import { expect, it, vi } from 'vitest';
import fc from 'fast-check';
import { ROOMS_TOPIC, roomTopic } from '../../src/backend/model.js';
import { httpSource } from '../../src/backend/http-source.js';
import { phoenixSource } from '../../src/backend/phoenix-source.js';
import { encodeConnections, Here, PEOPLE_EVENTS } from '../../src/backend/wire-people.js';
import { inProcessFetch, inProcessTransport } from '../../src/mock/in-process.js';
import { ServerHost } from '../../src/mock/server-host.js';
import { SourceError, type Channel, type Passing, type Row, type Source } from '../../src/sync/protocol.js';

const ROOM = roomTopic('weekend-plans');

interface Client {
  heard: Passing[];
  channel: Channel<Row>;
  close(): void;
}

type Open = (host: ServerHost, user: string) => Source;

const TRANSPORTS: [string, Open][] = [
  ['Phoenix', (host, token) => phoenixSource({ url: 'ws://test/socket', token, transport: inProcessTransport(host), random: () => 0 })],
  ['HTTP', (host, token) => httpSource({ url: '', token, fetch: inProcessFetch(host), random: () => 0 })],
];

function joining(source: Source, topic: string): Promise<Client> {
  const heard: Passing[] = [];
  return new Promise((resolve) => {
    const channel: Channel<Row> = source.channel<Row>(topic, {
      joined: () => resolve({ heard, channel, close: () => source.close() }),
      op: () => undefined,
      passing: (passing) => heard.push(passing),
      down: () => undefined,
      error: () => undefined,
    });
  });
}

const here = ({ heard }: Client): readonly string[] => {
  const last = heard.findLast(({ kind }) => kind === 'here');
  return last?.kind === 'here' ? last.users.toSorted() : [];
};

describe.each(TRANSPORTS)('people over %s', (_, open) => {
  const join = (host: ServerHost, user: string, topic: string): Promise<Client> => joining(open(host, user), topic);

  it('hear that somebody is typing, and has left off', async () => {
    const host = new ServerHost({ storage: 'memory' });
    const [ana, ben] = [await join(host, 'ana', ROOM), await join(host, 'ben', ROOM)];
    ana.channel.typing!(true);
    await vi.waitFor(() => expect(ben.heard).toEqual([{ kind: 'typing', user: { id: 'ana', name: 'Ana Sousa' }, typing: true }]));
    ben.channel.typing!(false);
    await vi.waitFor(() => expect(ana.heard.at(-1)).toEqual({ kind: 'typing', user: { id: 'ben', name: 'Ben Okafor' }, typing: false }));
    await host.close();
  });

  it('see who is here, until the last connection of somebody has gone', async () => {
    const host = new ServerHost({ storage: 'memory' });
    const ana = await join(host, 'ana', ROOMS_TOPIC);
    await vi.waitFor(() => expect(here(ana)).toEqual(['ana']));
    const [one, two] = [await join(host, 'ben', ROOMS_TOPIC), await join(host, 'ben', ROOMS_TOPIC)];
    await vi.waitFor(() => expect(here(ana)).toEqual(['ana', 'ben']));
    await vi.waitFor(() => expect(here(two)).toEqual(['ana', 'ben']));
    one.close();
    const eva = await join(host, 'eva', ROOMS_TOPIC);
    await vi.waitFor(() => expect(here(ana)).toEqual(['ana', 'ben', 'eva']));
    two.close();
    await vi.waitFor(() => expect(here(ana)).toEqual(['ana', 'eva']));
    eva.close();
    await host.close();
  });

  it('are known to whoever asks late on the same socket', async () => {
    const host = new ServerHost({ storage: 'memory' });
    const source = open(host, 'ana');
    const nothing = { joined: () => undefined, op: () => undefined, down: () => undefined, error: () => undefined };
    let first: Passing | undefined;
    source.channel<Row>(ROOMS_TOPIC, { ...nothing, passing: (passing) => (first = passing) });
    await vi.waitFor(() => expect(first).toEqual({ kind: 'here', users: ['ana'] }));
    let late: Passing | undefined;
    source.channel<Row>(ROOMS_TOPIC, { ...nothing, passing: (passing) => (late = passing) });
    await vi.waitFor(() => expect(late).toEqual({ kind: 'here', users: ['ana'] }));
    source.close();
    await host.close();
  });

  it('stay here while other rooms are opened, and hear who is typing in each', async () => {
    const host = new ServerHost({ storage: 'memory' });
    const source = open(host, 'ana');
    const ben = await join(host, 'ben', ROOMS_TOPIC);
    const rooms = await joining(source, ROOMS_TOPIC);
    await vi.waitFor(() => expect(here(ben)).toEqual(['ana', 'ben']));
    const from = ben.heard.length;
    const room = await joining(source, ROOM);
    await vi.waitFor(() => expect(here(rooms)).toEqual(['ana', 'ben']));
    host.typing('eva', ROOM);
    await vi.waitFor(() => expect(room.heard.filter(({ kind }) => kind === 'typing')).toHaveLength(1));
    expect(rooms.heard.filter(({ kind }) => kind === 'typing')).toEqual([]);
    for (const passing of ben.heard.slice(from)) expect(passing).toMatchObject({ users: expect.arrayContaining(['ana']) as unknown });
    source.close();
    await vi.waitFor(() => expect(here(ben)).toEqual(['ben']));
    await host.close();
  });
});

describe('presence', () => {
  it('after any joins and leaves is who has a connection left', () => {
    const step = fc.record({
      join: fc.boolean(),
      id: fc.constantFrom('a', 'b', '__proto__', 'constructor'),
      ref: fc.constantFrom('1', '2', '3'),
    });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const read = new Here();
        read.read(PEOPLE_EVENTS.state, {});
        const truth = new Map<string, Set<string>>();
        for (const { join: joins, id, ref } of steps) {
          const refs = truth.get(id) ?? new Set();
          truth.set(id, refs);
          if (joins) refs.add(ref);
          else refs.delete(ref);
          const told = JSON.parse(
            JSON.stringify({ [joins ? 'joins' : 'leaves']: Object.fromEntries([[id, { metas: [{ phx_ref: ref }] }]]) }),
          ) as object;
          read.read(PEOPLE_EVENTS.diff, told);
        }
        const left = [...truth].filter(([, refs]) => refs.size > 0).map(([id]) => id);
        expect(read.passing).toEqual({ kind: 'here', users: expect.any(Array) as string[] });
        expect(read.passing.kind === 'here' && read.passing.users.toSorted()).toEqual(left.toSorted());
      }),
    );
  });

  it('counts the first ten thousand of more, and goes on hearing of them', () => {
    const read = new Here();
    const all = Array.from({ length: 10_001 }, (_, n) => [`u${n}`, `r${n}`] as const);
    const count = (): number | undefined => (read.passing.kind === 'here' ? read.passing.users.length : undefined);
    read.read(PEOPLE_EVENTS.state, encodeConnections(all));
    expect(count()).toBe(10_000);
    read.read(PEOPLE_EVENTS.diff, { leaves: encodeConnections(all.slice(0, 3)) });
    expect(count()).toBe(9_997);
  });

  it('has no name that turns the text around it', () => {
    const said = { user: { id: 'eve', name: 'Eve\u202e' } };
    expect(new Here().read(PEOPLE_EVENTS.typing, said)).toEqual({ kind: 'typing', user: { id: 'eve', name: 'Eve\ufffd' }, typing: true });
  });

  it('refuses what is malformed, and names it', () => {
    const read = new Here();
    for (const [event, payload] of [
      [PEOPLE_EVENTS.typing, { user: { id: 7, name: 'x' } }],
      [PEOPLE_EVENTS.typing, 'ana'],
      [PEOPLE_EVENTS.state, { ana: {} }],
      [PEOPLE_EVENTS.diff, { joins: { ana: { metas: [{}] } } }],
    ] as const) {
      expect(() => read.read(event, payload)).toThrow(SourceError);
    }
    expect(read.known).toBe(false);
    expect(
      encodeConnections([
        ['a', '1'],
        ['a', '2'],
      ]),
    ).toEqual({ a: { metas: [{ phx_ref: '1' }, { phx_ref: '2' }] } });
  });
});
