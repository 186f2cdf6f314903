// The contract as any transport must keep it, on any host of the server: joins, requests, refusals, losses, faults. Run over
// Phoenix and HTTP, against the server in process, in Node and in the page.

import { afterEach, describe, expect, it, vi } from 'vitest';
import { MAX_CONTENT, roomTopic } from '../../src/backend/model.js';
import type { Message, Room } from '../../src/backend/model.js';
import type { Faults } from '../../src/mock/faults.js';
import type { Channel, Joined, Mutation, Row, ServerOp, Source, SourceError } from '../../src/sync/protocol.js';

const TOPIC = roomTopic('quiet-corner');

/** One server, and the way to it. */
export interface World {
  readonly faults: Faults;
  open(options: { token?: string | (() => string); timeoutMs?: number }): Source;
  post(userId: string, roomId: string, content: string): Promise<unknown>;
  /** Hangs up on everybody, who may come again at once. */
  hangUp(): void;
  setOnline(online: boolean): void;
  stop(): Promise<void>;
}

export class Listener<R extends Row = Message> {
  joins: Joined[] = [];
  ops: ServerOp<R>[] = [];
  errors: SourceError[] = [];
  downs = 0;

  joined(joined: Joined): void {
    this.joins.push(joined);
  }
  op(op: ServerOp<R>): void {
    this.ops.push(op);
  }
  error(error: SourceError): void {
    this.errors.push(error);
  }
  down(): void {
    this.downs += 1;
  }
}

const create = (id: string, content = 'hello'): Mutation => ({ mutationId: `m-${id}`, kind: 'create', id, body: { content } });
const edit = (id: string, content: string): Mutation => ({ mutationId: `e-${id}-${content}`, kind: 'edit', id, body: { content } });
const remove = (id: string): Mutation => ({ mutationId: `d-${id}`, kind: 'delete', id, body: {} });

/** A transport and a host, named. */
export function contractSuite(name: string, start: () => Promise<World>): void {
  describe(name, () => {
    const cleanUp: (() => unknown)[] = [];
    afterEach(async () => {
      for (const act of cleanUp.splice(0).reverse()) await act();
    });

    async function startWorld(): Promise<World> {
      const world = await start();
      cleanUp.push(() => world.stop());
      return world;
    }

    function open(world: World, options: Parameters<World['open']>[0] = {}): Source {
      const source = world.open({ token: 'ana', ...options });
      cleanUp.push(() => source.close());
      return source;
    }

    async function join<R extends Row = Message>(source: Source, topic = TOPIC): Promise<{ channel: Channel<R>; heard: Listener<R> }> {
      const heard = new Listener<R>();
      const channel = source.channel<R>(topic, heard);
      await joined(channel);
      return { channel, heard };
    }

    const joined = (channel: { readonly joined: boolean }): Promise<void> =>
      vi.waitFor(() => expect(channel.joined).toBe(true), { timeout: 20_000 });

    it('tells which history a topic has and how far it reaches, then catches up from any number', async () => {
      const { channel, heard } = await join(open(await startWorld()), roomTopic('sre-team'));
      expect(heard.joins).toHaveLength(1);
      const { head, epoch } = heard.joins[0]!;
      expect(head).toBeGreaterThan(40);
      expect(await channel.sync({ after: head - 2, limit: 500 })).toMatchObject({
        reset: false,
        after: head - 2,
        upTo: head,
        more: false,
        rows: [{ version: head - 1 }, { version: head }],
      });
      expect(await channel.sync({ after: 1, limit: 3 })).toMatchObject({ upTo: 4, more: true });
      expect(await channel.sync({ after: -1, limit: 500 })).toMatchObject({ reset: true, asOf: head, epoch });
      expect(await channel.sync({ after: head + 1, limit: 500 })).toMatchObject({ reset: true, asOf: head });
    });

    it('pages below a place, above one, and around a row, a number and an instant', async () => {
      const { channel, heard } = await join(open(await startWorld()), roomTopic('sre-team'));
      const { head } = heard.joins[0]!;
      const seqs = async (query: Parameters<typeof channel.page>[0]): Promise<number[]> =>
        (await channel.page(query)).rows.map(({ seq }) => seq);
      expect(await channel.page({ before: 5, limit: 3 })).toMatchObject({ asOf: head, before: 5, floor: 2 });
      expect(await seqs({ before: 5, limit: 3 })).toEqual([2, 3, 4]);
      expect(await seqs({ after: 5, limit: 3 })).toEqual([6, 7, 8]);
      const [tenth] = (await channel.page({ before: 11, limit: 1 })).rows;
      for (const around of [{ id: tenth!.id }, { seq: 10 }, { at: tenth!.insertedAt }]) {
        expect(await channel.page({ around, limit: 4 })).toMatchObject({ place: 10, floor: 8, before: 12 });
      }
      await expect(channel.page({ around: { id: 'nobody' }, limit: 4 })).rejects.toMatchObject({ reason: 'not-found' });
    });

    it('lists rooms and makes them, each with its own topic', async () => {
      const source = open(await startWorld());
      const rooms = await join<Room>(source, 'rooms');
      expect((await rooms.channel.page({ before: 99, limit: 50 })).rows.map(({ id }) => id)).toContain('quiet-corner');
      const made = await rooms.channel.put({
        mutationId: 'r',
        kind: 'create',
        id: 'sync',
        body: { name: 'A room named sync', description: '' },
      });
      expect(made.row).toMatchObject({ name: 'A room named sync' });
      await vi.waitFor(() => expect(rooms.heard.ops).toEqual([{ seq: made.seq, row: made.row }]));
      const { channel } = await join(source, roomTopic('sync'));
      expect((await channel.put(create('a'))).row).toMatchObject({ roomId: 'sync', seq: 1 });
      await rooms.channel.put({ mutationId: 'r2', kind: 'edit', id: 'sync', body: { name: 'Renamed' } });
      await rooms.channel.put({ mutationId: 'r3', kind: 'delete', id: 'sync', body: {} });
      expect((await rooms.channel.sync({ after: made.seq, limit: 9 })).rows).toMatchObject([{ id: 'sync', deleted: true }]);
    });

    it('lets a message, its edit and its end reach everybody in the room, in order', async () => {
      const world = await startWorld();
      const ana = await join(open(world));
      const ben = await join(open(world, { token: 'ben' }));
      const reply = await ana.channel.put(create('a', 'hi Ben'));
      expect(reply).toMatchObject({ seq: 1, row: { id: 'a', content: 'hi Ben', sender: { id: 'ana' }, mutationId: 'm-a' } });
      await vi.waitFor(() => expect(ben.heard.ops).toEqual([{ seq: 1, row: reply.row }]));
      await ana.channel.put(edit('a', 'hello Ben'));
      await ana.channel.put(remove('a'));
      await world.post('eva', 'quiet-corner', 'hi both');
      await vi.waitFor(() => expect(ana.heard.ops).toHaveLength(4));
      await vi.waitFor(() => expect(ben.heard.ops).toEqual(ana.heard.ops));
      expect(ben.heard.ops.map(({ seq, row }) => [seq, row?.seq, row?.content, row?.deleted])).toEqual([
        [1, 1, 'hi Ben', false],
        [2, 1, 'hello Ben', false],
        [3, 1, '', true],
        [4, 4, 'hi both', false],
      ]);
    });

    it.each(['a/b?c=d#e', '%2F', '😀 żółw', '__proto__', '"<&>', ' ', 'x'.repeat(126)])('carries the id %s', async (id) => {
      const { channel, heard } = await join(open(await startWorld()));
      expect((await channel.put(create(id))).row).toMatchObject({ id, mutationId: `m-${id}` });
      await vi.waitFor(() => expect(heard.ops[0]?.row?.id).toBe(id));
      expect((await channel.page({ around: { id }, limit: 2 })).rows).toMatchObject([{ id }]);
      expect(await channel.put(remove(id))).toMatchObject({ row: { deleted: true } });
    });

    it.each(['👍', '👩🏽‍❤️‍💋‍👨🏿', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '#️⃣', '?', '/', '%'])('carries the reaction %s, its end, and both to everybody', async (emoji) => {
      const world = await startWorld();
      const ana = await join(open(world));
      const ben = await join(open(world, { token: 'ben' }));
      const made = await ana.channel.put(create('a/b'));
      const react = (on: boolean): Mutation => ({ mutationId: `r-${on}`, kind: 'react', id: 'a/b', body: { emoji, on } });
      const reply = await ben.channel.put(react(true));
      expect(reply).toEqual({
        seq: 2,
        row: { ...made.row, version: 2, mutationId: 'r-true', reactions: [{ emoji, users: [{ id: 'ben', name: 'Ben Okafor' }] }] },
      });
      expect(await ben.channel.put(react(true))).toEqual(reply);
      const back = await ben.channel.put(react(false));
      expect(back).toEqual({ seq: 3, row: { ...made.row, version: 3, mutationId: 'r-false' } });
      await vi.waitFor(() => expect(ana.heard.ops).toEqual([made, reply, back]));
      await expect(ben.channel.put({ ...react(true), mutationId: 'no', body: { emoji: 'no', on: true } })).rejects.toMatchObject({
        reason: 'invalid',
        fields: { emoji: 'must be one character of at most 32 units' },
      });
    });

    it('gives a repeated mutation the same answer, however often and however fast', async () => {
      const { channel } = await join(open(await startWorld()));
      const replies = await Promise.all(Array.from({ length: 10 }, () => channel.put(create('a'))));
      expect(new Set(replies.map((reply) => JSON.stringify(reply))).size).toBe(1);
      await channel.put(edit('a', 'changed'));
      expect(await channel.put(create('a'))).toEqual(replies[0]);
      expect(await channel.sync({ after: 0, limit: 9 })).toMatchObject({ upTo: 2, rows: [{ content: 'changed' }] });
    });

    it('passes on why the server refuses', async () => {
      const world = await startWorld();
      const ana = await join(open(world));
      const ben = await join(open(world, { token: 'ben' }));
      await ana.channel.put(create('a'));
      const refused = (reason: string): object => ({ reason, refused: true, name: 'SourceError' });
      await expect(ben.channel.put(edit('a', 'mine'))).rejects.toMatchObject(refused('forbidden'));
      await expect(ben.channel.put(remove('a'))).rejects.toMatchObject(refused('forbidden'));
      await expect(ana.channel.put(create('b', ' '))).rejects.toMatchObject({
        ...refused('invalid'),
        fields: { content: "can't be blank" },
      });
      await expect(ana.channel.put(create('c', 'x'.repeat(MAX_CONTENT + 1)))).rejects.toMatchObject(refused('too-large'));
      await expect(ana.channel.put(edit('nothing', 'x'))).rejects.toMatchObject(refused('not-found'));
      await ana.channel.put(remove('a'));
      await expect(ana.channel.put(edit('a', 'again'))).rejects.toMatchObject(refused('gone'));
      world.faults.add({ do: '429', retryAfterMs: 1500, match: { event: 'put' }, times: 1 });
      await expect(ana.channel.put(create('d'))).rejects.toMatchObject({ reason: 'rate-limited', refused: false, retryAfterMs: 1500 });
      world.faults.add({ do: '401', match: { event: 'put' }, times: 1 });
      await expect(ana.channel.put(create('d'))).rejects.toMatchObject({ reason: 'unauthorized', refused: false });
      world.faults.add({ do: '500', match: { event: 'put' }, times: 1 });
      await expect(ana.channel.put(create('d'))).rejects.toMatchObject({ reason: 'server', refused: false });
      await expect(ana.channel.put(create('d'))).resolves.toMatchObject({ seq: 3 });
    });

    it('is joined once for all who ask, told to whoever comes late, and left when the last one leaves', async () => {
      const source = open(await startWorld());
      const first = await join(source);
      await first.channel.put(create('a'));
      await vi.waitFor(() => expect(first.heard.ops).toHaveLength(1));
      const second = await join(source);
      expect(second.heard.joins).toEqual([{ ...first.heard.joins[0]!, head: 1 }]);
      expect(first.heard.joins).toHaveLength(1);
      first.channel.leave();
      first.channel.leave();
      expect(first.channel.joined).toBe(false);
      await expect(first.channel.sync({ after: 0, limit: 1 })).rejects.toMatchObject({ reason: 'closed' });
      await second.channel.put(create('b'));
      await vi.waitFor(() => expect(second.heard.ops.map((op) => op.row?.id)).toEqual(['b']));
      expect(first.heard.ops.map((op) => op.row?.id)).toEqual(['a']);
      second.channel.leave();
      const again = await join(source);
      expect(again.heard.joins).toMatchObject([{ head: 2 }]);
      await expect(again.channel.put(create('c'))).resolves.toMatchObject({ seq: 3 });
    });

    it('fails what is on its way when the connection is lost, then joins again', async () => {
      const world = await startWorld();
      const { channel, heard } = await join(open(world));
      world.faults.add({ do: 'drop-before-commit', match: { event: 'put' }, times: 1 });
      const outcome = channel.put(create('a')).catch((error: unknown) => error);
      await vi.waitFor(() => expect(world.faults.struck.get('drop-before-commit')).toBe(1));
      world.hangUp();
      expect(await outcome).toMatchObject({ reason: 'closed', refused: false });
      await vi.waitFor(() => expect(heard.joins).toHaveLength(2), { timeout: 20_000 });
      expect(heard).toMatchObject({ downs: 1, errors: [] });
      await expect(channel.put(create('a'))).resolves.toMatchObject({ seq: 1 });
    });

    it('takes the same mutation again when only the answer was lost, and makes nothing double', async () => {
      const world = await startWorld();
      const { channel } = await join(open(world, { timeoutMs: 2_000 }));
      world.faults.add({ do: 'commit-then-drop-reply', match: { event: 'put' }, times: 1 });
      await expect(channel.put(create('a'))).rejects.toMatchObject({ reason: 'timeout', refused: false });
      world.faults.add({ do: 'commit-then-500', match: { event: 'put' }, times: 1 });
      await expect(channel.put(create('b'))).rejects.toMatchObject({ reason: 'server', refused: false });
      const replies = [await channel.put(create('a')), await channel.put(create('b'))];
      expect(replies.map(({ seq }) => seq)).toEqual([1, 2]);
      expect((await channel.page({ before: 99, limit: 50 })).rows).toEqual(replies.map(({ row }) => row));
    });

    it('tries again until the network is back, and says once that there is none to who waits for the first join', async () => {
      const world = await startWorld();
      const source = open(world);
      const { channel, heard } = await join(source);
      world.setOnline(false);
      await vi.waitFor(() => expect(heard.downs).toBe(1), { timeout: 20_000 });
      await expect(channel.put(create('a'))).rejects.toMatchObject({ reason: 'closed' });
      const late = new Listener();
      const other = open(world, { token: 'ben' }).channel<Message>(TOPIC, late);
      expect(other.joined).toBe(false);
      await vi.waitFor(() => expect(late.errors).toMatchObject([{ reason: 'closed', refused: false }]), { timeout: 20_000 });
      world.setOnline(true);
      await joined(channel);
      await joined(other);
      expect(heard).toMatchObject({ downs: 1, errors: [] });
      expect(late).toMatchObject({ downs: 0, errors: [{}] });
    });

    it('tells another history from the one before, and lets whoever is behind start afresh', async () => {
      const world = await startWorld();
      const { channel, heard } = await join(open(world));
      for (const id of ['a', 'b', 'c']) await channel.put(create(id));
      world.faults.add({ do: 'restart-older', count: 2, match: { event: 'sync' }, times: 1 });
      await expect(channel.sync({ after: 3, limit: 9 })).rejects.toMatchObject({ refused: false });
      await vi.waitFor(() => expect(heard.joins).toHaveLength(2), { timeout: 20_000 });
      expect(heard.joins[1]).toMatchObject({ head: 1 });
      expect(heard.joins[1]!.epoch).not.toBe(heard.joins[0]!.epoch);
      await joined(channel);
      await channel.put(create('d'));
      world.faults.add({ do: 'truncate-log', match: { event: 'sync' }, times: 1 });
      expect(await channel.sync({ after: 1, limit: 9 })).toMatchObject({ reset: true, asOf: 2, epoch: heard.joins[1]!.epoch });
    });

    it('hears every change but those a fault takes, and each whole', async () => {
      const world = await startWorld();
      const { heard } = await join(open(world));
      const heardOf = (): number[] => heard.ops.map(({ seq }) => seq);
      world.faults.add({ do: 'skip-op', match: { nth: 2 }, times: 1 });
      world.faults.add({ do: 'duplicate-op', match: { nth: 3 }, times: 1 });
      world.faults.add({ do: 'reorder-ops', count: 2, match: { nth: 4 }, times: 1 });
      for (let n = 1; n <= 5; n++) await world.post('eva', 'quiet-corner', 'hello');
      await vi.waitFor(() => expect(heardOf()).toEqual([1, 3, 3, 5, 4]));
      expect(heard.ops.every(({ seq, row }) => row?.content === 'hello' && row?.version === seq)).toBe(true);
    });

    it('fails a request whose answer nobody can read, and goes on', async () => {
      const world = await startWorld();
      const { channel } = await join(open(world, { timeoutMs: 2_000 }));
      world.faults.add({ do: 'oversize', match: { event: 'page' }, times: 1 });
      await expect(channel.page({ before: 9, limit: 9 })).rejects.toMatchObject({ name: 'SourceError', refused: false });
      world.faults.add({ do: 'close-mid-frame', match: { event: 'page' }, times: 1 });
      await expect(channel.page({ before: 9, limit: 9 })).rejects.toMatchObject({ reason: 'closed' });
      await joined(channel);
      await expect(channel.put(create('a'))).resolves.toMatchObject({ seq: 1 });
    });

    it('listens to many topics at once: each hears its own, one that is not there harms none, and nobody is disturbed by others', async () => {
      const world = await startWorld();
      const source = open(world);
      const rooms = await join<Room>(source, 'rooms');
      const names = Array.from({ length: 8 }, (_, n) => `room-${n}`);
      for (const id of names) await rooms.channel.put({ mutationId: id, kind: 'create', id, body: { name: id } });
      await vi.waitFor(() => expect(rooms.heard.ops).toHaveLength(names.length));
      const all = await Promise.all(names.map((id) => join(source, roomTopic(id))));
      const nowhere = new Listener();
      source.channel<Message>('room:nowhere', nowhere);
      await vi.waitFor(() => expect(nowhere.errors).toMatchObject([{ reason: 'not-found', refused: true }]));
      for (const id of names) await world.post('eva', id, `to ${id}`);
      for (const [n, { heard }] of all.entries())
        await vi.waitFor(() => expect(heard.ops.map(({ row }) => row?.content)).toEqual([`to room-${n}`]));
      for (const { channel } of all.slice(0, 4)) channel.leave();
      const late = await join(source, roomTopic(names[0]!));
      expect(late.heard.joins).toMatchObject([{ head: 1 }]);
      for (const id of names) await world.post('eva', id, 'again');
      for (const { heard } of all.slice(4)) await vi.waitFor(() => expect(heard.ops.map(({ seq }) => seq)).toEqual([1, 2]));
      await vi.waitFor(() => expect(late.heard.ops.map(({ seq }) => seq)).toEqual([2]));
      for (const { heard } of all) expect(heard).toMatchObject({ joins: [{ head: 0 }], downs: 0, errors: [] });
      expect(all.slice(0, 4).map(({ heard }) => heard.ops.length)).toEqual([1, 1, 1, 1]);
      expect(rooms.heard).toMatchObject({ joins: [{}], downs: 0, errors: [] });
      await expect(all[5]!.channel.put(create('a'))).resolves.toMatchObject({ seq: 3 });
    });

    it('says that a room does not exist, and asks again only when somebody else wants it', async () => {
      const source = open(await startWorld());
      await join(source);
      const heard = new Listener();
      const channel = source.channel<Message>('room:nowhere', heard);
      await vi.waitFor(() => expect(heard.errors).toMatchObject([{ reason: 'not-found', refused: true }]));
      expect(channel.joined).toBe(false);
      await expect(channel.put(create('a'))).rejects.toMatchObject({ reason: 'closed' });
      expect(heard.errors).toHaveLength(1);
      // A second look at the same room asks the server again: it may exist by now. Whoever is there hears of it, too.
      const again = new Listener();
      source.channel('room:nowhere', again);
      await vi.waitFor(() => expect(again.errors).toHaveLength(1));
      expect(heard.errors).toHaveLength(2);
    });

    it('asks for a fresh token when the server does not know the user', async () => {
      const tokens = ['nobody', 'ana'];
      const { heard } = await join(open(await startWorld(), { token: () => tokens.shift() ?? 'ana' }));
      expect(heard.errors[0]).toMatchObject({ reason: 'unauthorized' });
    });

    it('is silent once closed', async () => {
      const world = await startWorld();
      const source = open(world);
      const { channel, heard } = await join(source);
      const other = await join(open(world, { token: 'ben' }));
      source.close();
      expect(channel.joined).toBe(false);
      await world.post('eva', 'quiet-corner', 'anybody?');
      await vi.waitFor(() => expect(other.heard.ops).toHaveLength(1));
      expect(heard.ops).toEqual([]);
      await expect(channel.put(create('a'))).rejects.toMatchObject({ reason: 'closed' });
    });
  });
}
