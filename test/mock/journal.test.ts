// The server's memory: two hosts on one journal are one server, and what was granted survives all of them.

import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { roomTopic } from '../../src/backend/model.js';
import { fold, unfold } from '../../src/mock/folding.js';
import { ProtocolServer } from '../../src/mock/protocol-server.js';
import { createSeed } from '../../src/mock/seed.js';
import { ServerHost } from '../../src/mock/server-host.js';
import type { Mutation } from '../../src/sync/protocol.js';

const TOPIC = roomTopic('quiet-corner');
const hosts: ServerHost[] = [];
let run = 0;
let name = 'journal-0';

afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
  name = `journal-${++run}`;
});

function start(options: ConstructorParameters<typeof ServerHost>[0] = {}): ServerHost {
  const host = new ServerHost({ name, ...options });
  hosts.push(host);
  return host;
}

function create(id: string, content = id): Mutation {
  return { mutationId: `m-${id}`, kind: 'create', id, body: { content } };
}

async function contents(host: ServerHost): Promise<string[]> {
  const server = await host.current();
  return server.page('ana', TOPIC, { before: 10_000, limit: 500 }).rows.map((row) => ('content' in row ? row.content : ''));
}

describe('what was granted', () => {
  it('is there after a reload, with the same history and the same answers', async () => {
    const before = start();
    const reply = await before.put('ana', TOPIC, create('a'));
    const { epoch } = (await before.current()).join('ana', TOPIC);
    await before.close();

    const after = start();
    expect(await contents(after)).toEqual(['a']);
    expect((await after.current()).join('ana', TOPIC)).toEqual({ epoch, head: 1 });
    expect(await after.put('ana', TOPIC, create('a', 'changed my mind'))).toEqual(reply);
  });

  it('gets gapless numbers, however many tabs write at once', async () => {
    const tabs = [start(), start(), start()];
    const replies = await Promise.all(Array.from({ length: 60 }, (_, n) => tabs[n % 3]!.put('ana', TOPIC, create(`m${n}`))));
    expect(replies.map((reply) => reply.seq).sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, n) => n + 1));
    const all = await Promise.all(tabs.map(contents));
    expect(all[0]).toHaveLength(60);
    expect(all[1]).toEqual(all[0]);
    expect(all[2]).toEqual(all[0]);
  });

  it('is read once, however many ask at the same time', async () => {
    const [here, there] = [start(), start()];
    await there.current();
    for (let n = 1; n <= 3; n++) await here.put('ana', TOPIC, create(`m${n}`));
    const answers = await Promise.all([there.current(), there.current(), there.put('ben', TOPIC, create('b')), there.current()]);
    expect(answers[2].seq).toBe(4);
    expect(await contents(there)).toEqual(['m1', 'm2', 'm3', 'b']);
  });

  it('is granted once when two tabs send the same mutation at the same time', async () => {
    const tabs = [start(), start()];
    const [one, two] = await Promise.all(tabs.map((tab) => tab.put('ana', TOPIC, create('a'))));
    expect(two).toEqual(one);
    expect(await contents(tabs[0]!)).toEqual(['a']);
  });

  it('reaches clients in the other tabs, in order', async () => {
    const [here, there] = [start(), start()];
    const frames: unknown[][] = [];
    const connection = there.connect(
      { send: (data) => frames.push(JSON.parse(data) as unknown[]), close: () => undefined },
      `base64url.bearer.phx.${btoa('ben')}`,
    );
    connection.receive(JSON.stringify(['1', '1', TOPIC, 'phx_join', { v: 1 }]));
    await vi.waitFor(() => expect(frames).toHaveLength(1));
    for (let n = 1; n <= 5; n++) await here.put('ana', TOPIC, create(`m${n}`));
    await vi.waitFor(() => expect(frames).toHaveLength(6));
    expect(frames.slice(1).map(([, , , event, payload]) => [event, (payload as { seq: number }).seq])).toEqual(
      [1, 2, 3, 4, 5].map((seq) => ['op', seq]),
    );
  });

  it('is forgotten by a reset, in all tabs, as another history', async () => {
    const [here, there] = [start(), start()];
    await here.put('ana', TOPIC, create('a'));
    const { epoch } = (await there.current()).join('ana', TOPIC);
    const hungUp = vi.fn<() => void>();
    there.connect({ send: () => undefined, close: hungUp }, undefined);
    await here.reset();
    expect(await contents(here)).toEqual([]);
    await vi.waitFor(() => expect(hungUp).toHaveBeenCalledOnce());
    expect((await there.current()).join('ana', TOPIC)).toEqual({ epoch: expect.not.stringMatching(epoch) as unknown, head: 0 });
    expect(await there.put('ana', TOPIC, create('b'))).toMatchObject({ seq: 1 });
    expect(await contents(here)).toEqual(['b']);
  });

  it('is not granted when it was refused, and the next one still is', async () => {
    const host = start();
    await expect(host.put('ana', TOPIC, create('a', ' '))).rejects.toMatchObject({ reason: 'invalid' });
    expect(await host.put('ana', TOPIC, create('b'))).toMatchObject({ seq: 1 });
  });

  it('belongs to one seed: another one is another server', async () => {
    await start({ seed: 1 }).put('ana', TOPIC, create('a'));
    expect(await contents(start({ seed: 2 }))).toEqual([]);
  });
});

describe('a long journal', () => {
  const COUNT = 2_100;
  /** Messages, of which each seventh is edited, each eleventh deleted, and one reacted to; then the host is closed. */
  async function write(host: ServerHost): Promise<void> {
    for (let n = 1; n <= COUNT; n += 1) {
      const [kind, id] = n % 11 === 0 ? (['delete', n - 1] as const) : n % 7 === 0 ? (['edit', n - 2] as const) : (['create', n] as const);
      const body = kind === 'delete' ? {} : { content: `text ${n} \ud800 of ${id}` };
      await host.put('ana', TOPIC, { mutationId: `m${n}`, kind, id: `id${id}`, body }).catch(() => undefined);
    }
  }
  /** All that a server knows of the room: heads, rows, changes, and what repeats are answered. */
  async function knowledge(host: ServerHost): Promise<unknown> {
    const server = await host.current();
    const { epoch, head } = server.join('ana', TOPIC);
    const changes: unknown[] = [];
    for (let after = Math.max(0, head - 1_000); after < head;) {
      const reply = server.sync('ana', TOPIC, { after, limit: 500 });
      if (reply.reset) throw new Error('a reset');
      changes.push(...reply.rows);
      after = reply.upTo;
    }
    const pages = [head + 1, 900, 300].map((before) => server.page('ana', TOPIC, { before, limit: 500 }));
    const repeats = [1, 7, 500, 999, 1_000, 1_001, 2_000, COUNT].map((n) => {
      try {
        return server.put(
          'ana',
          TOPIC,
          { mutationId: `m${n}`, kind: 'create', id: 'other', body: { content: 'other' } },
          '2030-01-01T00:00:00Z',
        ).reply;
      } catch (error) {
        return (error as Error).message;
      }
    });
    return { epoch, head, changes, pages, repeats };
  }
  async function records(): Promise<number> {
    const database = await openDB(`ls-mock:${name}:1`);
    const count = await database.count('journal');
    database.close();
    return count;
  }

  it('is a few records, however long, and the same server after a reload and in a tab that was behind', async () => {
    const [host, behind] = [start(), start()];
    const before = await behind.current();
    expect(before.join('ana', TOPIC).head).toBe(0);
    await write(host);
    expect(await records()).toBeLessThan(1_000);
    const known = await knowledge(host);
    expect(await knowledge(behind)).toEqual(known);
    expect(await knowledge(start())).toEqual(known);
  });

  it('is read from what was put together as it was written, whatever the entries are', () => {
    const server = new ProtocolServer({ epoch: 'e', ...createSeed() });
    const commits = [...createSeed().commits];
    const put = (userId: string, topic: string, mutation: Mutation): void => {
      const { commit } = server.put(userId, topic, mutation, `2026-05-0${(commits.length % 9) + 1}T08:00:00.000Z`);
      server.apply(commit!);
      commits.push(commit!);
    };
    put('ana', TOPIC, create('a'));
    put('ben', TOPIC, { mutationId: 'r', kind: 'react', id: 'a', body: { emoji: '👍', on: true } });
    put('ben', TOPIC, { mutationId: 'b', kind: 'create', id: 'b', body: { content: 'b \ud800', replyTo: { id: 'a' } } });
    put('ana', TOPIC, { mutationId: 'e', kind: 'edit', id: 'a', body: { content: 'changed' } });
    put('ana', TOPIC, { mutationId: 'd', kind: 'delete', id: 'a', body: {} });
    put('ana', TOPIC, { mutationId: 'd2', kind: 'delete', id: 'a', body: {} });
    put('ana', TOPIC, { mutationId: 'd3', kind: 'delete', id: 'nothing', body: {} });
    put('ana', 'rooms', { mutationId: 'room', kind: 'create', id: 'room', body: { name: 'room' } });
    const entries = commits.map((commit, index) => ({ ...commit, n: index + 1 }));
    const folded = fold(entries);
    expect(unfold(folded)).toEqual(entries);
    expect(unfold(fold(entries.slice(40)))).toEqual(entries.slice(40));
    expect(folded.folded.length).toBeLessThan(JSON.stringify(entries).length / 2);
  });

  it('goes back to a backup in the middle of what was put together, and on from there', async () => {
    const host = start();
    await write(host);
    const { head } = (await host.current()).join('ana', TOPIC);
    const lost = 700;
    host.restore(lost);
    await vi.waitFor(async () => expect((await host.current()).join('ana', TOPIC).head).toBeLessThan(head));
    const known = await knowledge(host);
    expect(await knowledge(start())).toEqual(known);
    await write(host);
    expect(await knowledge(start())).toEqual(await knowledge(host));
    expect(await records()).toBeLessThan(1_000);
  });

  it('of single records, as earlier ones were, is put together by whoever opens it', async () => {
    const host = start();
    await host.put('ana', TOPIC, create('id0'));
    await host.close();
    const database = await openDB(`ls-mock:${name}:1`);
    const first = (await database.get('journal', 1)) as { reply: { row: object } };
    const transaction = database.transaction('journal', 'readwrite');
    for (let n = 2; n <= COUNT; n += 1) {
      const row = { ...first.reply.row, id: `id${n}`, mutationId: `m${n}`, seq: n, version: n };
      void transaction.store.add({ ...first, n, mutationId: `m${n}`, reply: { seq: n, row } });
    }
    await transaction.done;
    database.close();
    const known = await knowledge(start());
    expect(await records()).toBe(102);
    expect(await knowledge(start())).toEqual(known);
  });
});

describe('a journal that cannot be used', () => {
  it('because IndexedDB is refused is kept in memory, and says so', async () => {
    const refused = vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw new DOMException('not here', 'SecurityError');
    });
    try {
      const host = start();
      await host.put('ana', TOPIC, create('a'));
      expect(host.storage).toBe('memory');
      expect(await contents(host)).toEqual(['a']);
    } finally {
      refused.mockRestore();
    }
  });

  it('because the disk stumbled is tried again, and stays on disk', async () => {
    const host = start();
    const stumbled = vi.spyOn(indexedDB, 'open').mockImplementationOnce(() => {
      throw new DOMException('Internal error opening backing store', 'UnknownError');
    });
    try {
      await expect(host.put('ana', TOPIC, create('a'))).rejects.toThrow('backing store');
      await host.put('ana', TOPIC, create('a'));
      expect(host.storage).toBe('disk');
      expect(await contents(start())).toEqual(['a']);
    } finally {
      stumbled.mockRestore();
    }
  });

  it('because the disk never once answered is kept in memory', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const silent = vi.spyOn(indexedDB, 'open').mockImplementation(() => Reflect.construct(IDBOpenDBRequest, []));
    try {
      const host = start();
      for (let tries = 0; tries < 3; tries += 1) {
        const written = host.put('ana', TOPIC, create('a')).catch(() => undefined);
        await vi.advanceTimersByTimeAsync(3_000);
        await written;
      }
      expect([host.storage, await contents(host)]).toEqual(['memory', ['a']]);
    } finally {
      silent.mockRestore();
      vi.useRealTimers();
    }
  });

  it('because the disk never once opened is kept in memory after some tries', async () => {
    const broken = vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw new DOMException('Internal error opening backing store', 'UnknownError');
    });
    try {
      const host = start();
      for (let tries = 0; tries < 2; tries += 1) await expect(host.put('ana', TOPIC, create('a'))).rejects.toThrow('backing store');
      await host.put('ana', TOPIC, create('a'));
      expect([host.storage, await contents(host)]).toEqual(['memory', ['a']]);
    } finally {
      broken.mockRestore();
    }
  });

  it('because IndexedDB is null is kept in memory', async () => {
    vi.stubGlobal('indexedDB', null);
    try {
      const host = start();
      await host.put('ana', TOPIC, create('a'));
      expect([host.storage, await contents(host)]).toEqual(['memory', ['a']]);
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it('because its numbers do not fit the seed begins anew', async () => {
    await start().put('ana', TOPIC, create('a'));
    await hosts.pop()!.close();
    const database = await openDB(`ls-mock:${name}:1`);
    const entry = (await database.get('journal', 1)) as { reply: { row: { version: number } } };
    entry.reply.row.version = 7;
    await database.put('journal', entry);
    database.close();

    const host = start();
    expect(await contents(host)).toEqual([]);
    expect(await host.put('ana', TOPIC, create('b'))).toMatchObject({ seq: 1 });
  });

  it('because it was deleted under us begins anew', async () => {
    const host = start();
    await host.put('ana', TOPIC, create('a'));
    await new Promise((resolve) => (indexedDB.deleteDatabase(`ls-mock:${name}:1`).onsuccess = resolve));
    expect(await host.put('ana', TOPIC, create('b'))).toBeDefined();
    expect(host.storage).toBe('disk');
  });

  it('because it was deleted under us is another history, in all tabs, and keeps what was granted after', async () => {
    const [here, there] = [start(), start()];
    await here.put('ana', TOPIC, create('one'));
    const { epoch } = (await there.current()).join('ana', TOPIC);
    const hungUp = vi.fn<() => void>();
    here.connect({ send: () => undefined, close: hungUp }, undefined);
    await new Promise((resolve) => (indexedDB.deleteDatabase(`ls-mock:${name}:1`).onsuccess = resolve));
    await here.put('ana', TOPIC, create('two'));
    await there.put('ana', TOPIC, create('three'));
    expect(hungUp).toHaveBeenCalledOnce();
    const after = start();
    for (const host of [here, there, after]) expect(await contents(host)).toEqual(['two', 'three']);
    expect((await after.current()).join('ana', TOPIC)).toEqual({ epoch: expect.not.stringMatching(epoch) as unknown, head: 2 });
  });

  it('does not hold on to its files where somebody deletes them, and takes more', async () => {
    const host = start();
    const send = async (id: string): Promise<unknown> => {
      await host.uploads.begin('ana', id, { name: 'a.txt', type: 'text/plain', size: 1 }, '/a');
      return host.uploads.write('ana', id, 0, new Uint8Array([65]));
    };
    await send('before');
    const deleting = indexedDB.deleteDatabase(`ls-mock:${name}:1:files`);
    await new Promise((resolve, reject) => {
      deleting.onsuccess = resolve;
      deleting.onblocked = reject;
    });
    expect(await send('after')).toMatchObject({ attachment: { id: 'after' } });
    await expect(start().uploads.file('before')).rejects.toMatchObject({ reason: 'not-found' });
    expect(await start().uploads.file('after')).toMatchObject({ owner: 'ana' });
  });

  it('because the server has stopped refuses', async () => {
    const host = start();
    await host.close();
    await expect(host.post('ana', 'quiet-corner', 'hello?')).rejects.toMatchObject({ reason: 'closed' });
  });
});
