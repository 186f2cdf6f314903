// The server's promises, on random histories: gapless heads, same answers for the same mutation, catch-up and pages without holes.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_CONTENT, roomTopic } from '../../src/backend/model.js';
import type { Message } from '../../src/backend/model.js';
import { encodeSync, MAX_FRAME } from '../../src/backend/wire.js';
import { ProtocolServer } from '../../src/mock/protocol-server.js';
import type { Commit, ServerRow } from '../../src/mock/protocol-server.js';
import { createSeed, SEED_USERS } from '../../src/mock/seed.js';
import { SourceError } from '../../src/sync/protocol.js';
import type { Mutation, PutReply, Reason } from '../../src/sync/protocol.js';

const TOPIC = roomTopic('quiet-corner');
const AT = '2026-03-10T09:00:00.000Z';

function freshServer(): ProtocolServer {
  return new ProtocolServer({ epoch: 'e1', ...createSeed() });
}

/** Puts and, when granted, commits: what a host does. */
function put(server: ProtocolServer, user: string, mutation: Mutation, topic = TOPIC): PutReply<ServerRow> {
  const { reply, commit } = server.put(user, topic, mutation, AT);
  if (commit) server.apply(commit);
  return reply;
}

function create(id: string, content = 'hello', mutationId = `create-${id}`): Mutation {
  return { mutationId, kind: 'create', id, body: { content } };
}

function edit(id: string, content: string, mutationId = `edit-${id}`): Mutation {
  return { mutationId, kind: 'edit', id, body: { content } };
}

function remove(id: string, mutationId = `delete-${id}`): Mutation {
  return { mutationId, kind: 'delete', id, body: {} };
}

function refusal(act: () => unknown): SourceError {
  try {
    act();
  } catch (error) {
    if (error instanceof SourceError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

function reason(act: () => unknown): Reason {
  return refusal(act).reason;
}

/** Few users, ids and mutation ids, so that they collide all the time. */
const anyPut = fc.record({
  user: fc.constantFrom('ana', 'ben', 'eva'),
  mutationId: fc.integer({ min: 0, max: 30 }).map((n) => `m${n}`),
  kind: fc.constantFrom<Mutation['kind']>('create', 'create', 'edit', 'delete', 'react', 'react'),
  id: fc.integer({ min: 0, max: 12 }).map((n) => `id${n}`),
  content: fc.constantFrom('one', 'two', 'three', ' '),
  emoji: fc.constantFrom('👍', '👍🏽', '❤️', '👨‍👩‍👧', 'no'),
  on: fc.boolean(),
});
const history = fc.array(anyPut, { maxLength: 80, size: 'max' });
type AnyPut = typeof anyPut extends fc.Arbitrary<infer T> ? T : never;

interface Played {
  server: ProtocolServer;
  commits: Commit[];
  /** The state after each head, as only the commits tell it. */
  states: Map<string, ServerRow>[];
}

function play(history: readonly AnyPut[]): Played {
  const server = freshServer();
  const commits: Commit[] = [];
  const states = [new Map<string, ServerRow>()];
  for (const { user, mutationId, kind, id, content, emoji, on } of history) {
    try {
      const mutation: Mutation = { mutationId, kind, id, body: kind === 'delete' ? {} : kind === 'react' ? { emoji, on } : { content } };
      const { commit } = server.put(user, TOPIC, mutation, AT);
      if (!commit) continue;
      server.apply(commit);
      commits.push(commit);
      const { row } = commit.reply;
      if (commit.changed && row) states.push(new Map(states.at(-1)).set(row.id, row));
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
    }
  }
  return { server, commits, states };
}

describe('any history of puts', () => {
  it('counts each person once per emoji, in the order of first use, and none on a deleted message', () => {
    fc.assert(
      fc.property(history, (puts) => {
        const { states, commits } = play(puts);
        const wished = new Map<string, string[]>();
        for (const { author, changed, reply } of commits)
          if (changed && reply.row) wished.set(reply.row.id, [...(wished.get(reply.row.id) ?? []), author]);
        for (const row of states.at(-1)!.values()) {
          const { reactions = [], deleted } = row as Message;
          expect(new Set(reactions.map(({ emoji }) => emoji)).size).toBe(reactions.length);
          for (const { users } of reactions) {
            expect(users.length).toBeGreaterThan(0);
            expect(new Set(users.map(({ id }) => id)).size).toBe(users.length);
            for (const { id } of users) expect(wished.get(row.id)).toContain(id);
          }
          if (deleted) expect(reactions).toEqual([]);
        }
        for (const row of states.at(-1)!.values()) {
          const first = states.find((state) => state.has(row.id))!.get(row.id) as Message;
          expect([row.seq, (row as Message).sender]).toEqual([first.seq, first.sender]);
        }
      }),
    );
  });

  it('raises the head by one with every change', () => {
    fc.assert(
      fc.property(history, (puts) => {
        const { server, commits } = play(puts);
        const changes = commits.filter((commit) => commit.changed).map((commit) => commit.reply);
        expect(changes.map((reply) => reply.seq)).toEqual(changes.map((_, index) => index + 1));
        expect(changes.every((reply) => reply.row!.version === reply.seq)).toBe(true);
        expect(server.join('ana', TOPIC).head).toBe(changes.length);
      }),
    );
  });

  it('gives a repeated mutation the answer it gave first, and changes nothing', () => {
    fc.assert(
      fc.property(history, history, anyPut, (before, after, one) => {
        const { server } = play(before);
        const mutation: Mutation = { mutationId: 'the-one', kind: one.kind, id: one.id, body: { content: 'x' } };
        let first: PutReply<ServerRow>;
        try {
          first = put(server, one.user, mutation);
        } catch {
          return;
        }
        for (const { user, mutationId, kind, id, content } of after) {
          try {
            put(server, user, { mutationId: `later-${mutationId}`, kind, id, body: { content } });
          } catch (error) {
            if (!(error instanceof SourceError)) throw error;
          }
        }
        const decision = server.put(one.user, TOPIC, mutation, AT);
        expect(decision.reply).toEqual(first);
        expect(decision.commit).toBeUndefined();
      }),
    );
  });

  it('is told in full by catching up from any number, in pieces of any size', () => {
    fc.assert(
      fc.property(history, fc.nat(80), fc.integer({ min: 1, max: 7 }), (puts, start, limit) => {
        const { server, states } = play(puts);
        const from = Math.min(start, states.length - 1);
        const state = new Map(states[from]);
        for (let after = from; ;) {
          const reply = server.sync('ana', TOPIC, { after, limit });
          if (reply.reset) throw new Error('a reset was not due');
          expect(reply.after).toBe(after);
          expect(reply.rows.length).toBeLessThanOrEqual(limit);
          let last = after;
          for (const row of reply.rows) {
            expect(row.version).toBeGreaterThan(last);
            last = row.version;
            expect(row.version).toBeLessThanOrEqual(reply.upTo);
            state.set(row.id, row);
          }
          after = reply.upTo;
          if (!reply.more) break;
        }
        expect(sorted(state)).toEqual(sorted(states.at(-1)!));
      }),
    );
  });

  it('is reached by pages from the end to the beginning, nothing lost, nothing twice', () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 1, max: 7 }), (puts, limit) => {
        const { server, states } = play(puts);
        const live = sorted(states.at(-1)!).filter((row) => !row.deleted);
        const paged: ServerRow[] = [];
        for (let before = Number.MAX_SAFE_INTEGER; before > 0;) {
          const page = server.page('ana', TOPIC, { before, limit });
          expect(page.rows.every((row) => row.seq < before && row.seq >= page.floor)).toBe(true);
          paged.unshift(...page.rows);
          before = page.floor;
        }
        expect(paged).toEqual(live);
      }),
    );
  });

  it('never brings a deleted row back', () => {
    fc.assert(
      fc.property(history, (puts) => {
        const gone = new Set<string>();
        for (const {
          changed,
          reply: { row },
        } of play(puts).commits) {
          if (!changed || !row) continue;
          expect(gone.has(row.id)).toBe(false);
          if (row.deleted) gone.add(row.id);
        }
      }),
    );
  });

  it('makes an equal server when its journal is replayed', () => {
    fc.assert(
      fc.property(history, (puts) => {
        const { server, commits } = play(puts);
        const replayed = freshServer();
        for (const commit of commits) replayed.apply(structuredClone(commit));
        const all = { after: 0, limit: 500 };
        expect(replayed.sync('ana', TOPIC, all)).toEqual(server.sync('ana', TOPIC, all));
        for (const { author, mutationId } of commits) {
          const again: Mutation = { mutationId, kind: 'create', id: 'new', body: {} };
          expect(replayed.put(author, TOPIC, again, AT)).toEqual(server.put(author, TOPIC, again, AT));
        }
      }),
    );
  });
});

describe('catching up', () => {
  it('starts afresh with the newest fifty rows from an unknown number', () => {
    const server = freshServer();
    for (let n = 1; n <= 60; n++) put(server, 'ana', create(`m${n}`));
    put(server, 'ana', remove('m60'));
    for (const after of [-1, 62, Number.MAX_SAFE_INTEGER]) {
      const reply = server.sync('ana', TOPIC, { after, limit: 500 });
      if (!reply.reset) throw new Error('a reset was due');
      expect(reply.rows.map((row) => row.id)).toEqual(Array.from({ length: 50 }, (_, n) => `m${n + 10}`));
      expect(reply).toMatchObject({ epoch: 'e1', asOf: 61, floor: 10 });
    }
  });

  it('starts afresh when more than a thousand behind, and not before', () => {
    const server = freshServer();
    for (let n = 1; n <= 1001; n++) put(server, 'ana', create(`m${n}`));
    expect(server.sync('ana', TOPIC, { after: 0, limit: 500 })).toMatchObject({ reset: true });
    expect(server.sync('ana', TOPIC, { after: 1, limit: 500 })).toMatchObject({ reset: false, more: true, upTo: 501 });
  });

  it('comes in smaller pieces when the messages are long, so that no frame is too long to be read', () => {
    const server = freshServer();
    const worst = '\u0001'.repeat(MAX_CONTENT);
    for (let n = 1; n <= 60; n++) put(server, 'ana', create(`m${n}`, worst));
    const ids: string[] = [];
    for (let after = 0, more = true; more;) {
      const reply = server.sync('ana', TOPIC, { after, limit: 500 });
      if (reply.reset) throw new Error('a reset was not due');
      expect(JSON.stringify(encodeSync(reply)).length).toBeLessThan(MAX_FRAME - 1000);
      ids.push(...reply.rows.map((row) => row.id));
      ({ upTo: after, more } = reply);
    }
    expect(ids).toEqual(Array.from({ length: 60 }, (_, n) => `m${n + 1}`));
    const fresh = server.sync('ana', TOPIC, { after: -1, limit: 500 });
    expect(JSON.stringify(encodeSync(fresh)).length).toBeLessThan(MAX_FRAME - 1000);
    expect(fresh.rows.at(-1)!.id).toBe('m60');
  });

  it('reaches the beginning of an empty room at once', () => {
    const server = freshServer();
    expect(server.sync('ana', TOPIC, { after: -1, limit: 500 })).toEqual({ reset: true, epoch: 'e1', asOf: 0, rows: [], floor: 0 });
    expect(server.page('ana', TOPIC, { before: 10, limit: 50 })).toEqual({ asOf: 0, before: 10, rows: [], floor: 0 });
  });
});

describe('who may do what', () => {
  it('refuses strangers and unknown topics', () => {
    const server = freshServer();
    expect(reason(() => server.join('nobody', TOPIC))).toBe('unauthorized');
    for (const topic of ['room:nowhere', 'room:', 'elsewhere', '__proto__', 'room:__proto__'])
      expect(reason(() => server.join('ana', topic))).toBe('not-found');
  });

  it("refuses to touch another's message, or to take its id", () => {
    const server = freshServer();
    put(server, 'ana', create('a'));
    expect(reason(() => put(server, 'ben', edit('a', 'mine now')))).toBe('forbidden');
    expect(reason(() => put(server, 'ben', remove('a')))).toBe('forbidden');
    expect(reason(() => put(server, 'ben', create('a')))).toBe('forbidden');
  });

  it("does not let one user's mutation id swallow another's message", () => {
    const server = freshServer();
    put(server, 'ben', create('b', 'first', 'same'));
    expect(put(server, 'ana', create('a', 'second', 'same')).row).toMatchObject({ id: 'a', content: 'second' });
  });

  it('names the field of a blank or missing text, and the limit of a long one', () => {
    const server = freshServer();
    for (const content of ['', ' \n', undefined, 5]) {
      const mutation: Mutation = { mutationId: 'm', kind: 'create', id: 'a', body: { content } };
      expect(refusal(() => put(server, 'ana', mutation))).toMatchObject({ reason: 'invalid', fields: { content: "can't be blank" } });
    }
    expect(refusal(() => put(server, 'ana', create('a', 'x'.repeat(MAX_CONTENT + 1)))).message).toContain('16384');
    expect(reason(() => put(server, 'ana', create('a', 'x'.repeat(MAX_CONTENT + 1))))).toBe('too-large');
    expect(put(server, 'ana', create('a', 'x'.repeat(MAX_CONTENT))).row).toMatchObject({ id: 'a' });
  });
});

describe('edits and deletes', () => {
  it('edits keep place, author and first time, and raise the version', () => {
    const server = freshServer();
    put(server, 'ana', create('a'));
    put(server, 'ben', create('b'));
    const { commit } = server.put('ana', TOPIC, edit('a', 'better'), '2026-03-11T00:00:00.000Z');
    expect(commit!.reply.row).toMatchObject({
      seq: 1,
      version: 3,
      content: 'better',
      sender: { id: 'ana' },
      insertedAt: AT,
      updatedAt: '2026-03-11T00:00:00.000Z',
    });
  });

  it('never create a row', () => {
    const server = freshServer();
    expect(reason(() => put(server, 'ana', edit('ghost', 'boo')))).toBe('not-found');
    expect(server.join('ana', TOPIC).head).toBe(0);
  });

  it('answer gone for an edit of a deleted row, and ok for deleting it again', () => {
    const server = freshServer();
    put(server, 'ana', create('a'));
    const first = put(server, 'ana', remove('a'));
    expect(first.row).toMatchObject({ deleted: true, content: '', version: 2 });
    expect(reason(() => put(server, 'ana', edit('a', 'x')))).toBe('gone');
    expect(put(server, 'ana', remove('a', 'again'))).toEqual(first);
    expect(server.join('ana', TOPIC).head).toBe(2);
  });

  it('of a message take its words out of the answers to it, and leave those as old as they were', () => {
    const server = freshServer();
    put(server, 'ana', create('asked', 'Tea?'));
    const answer = put(server, 'ben', { ...create('answer', 'Yes'), body: { content: 'Yes', replyTo: { id: 'asked' } } }).row as Message;
    expect(answer.replyTo).toMatchObject({ id: 'asked', excerpt: 'Tea?' });
    put(server, 'ana', remove('asked'));
    const told = { ...answer, replyTo: { id: 'asked', name: '', excerpt: '' } };
    expect(server.page('eva', TOPIC, { before: 100, limit: 1 }).rows).toEqual([told]);
    expect(server.sync('eva', TOPIC, { after: 1, limit: 9 }).rows).toContainEqual(told);
    expect(put(server, 'ben', edit('answer', 'No')).row).toMatchObject({ replyTo: told.replyTo, content: 'No' });
  });

  it('accept deleting what never was, and remember it', () => {
    const server = freshServer();
    expect(put(server, 'ana', remove('a', 'early'))).toEqual({ seq: 0 });
    put(server, 'ana', create('a'));
    expect(put(server, 'ana', remove('a', 'early'))).toEqual({ seq: 0 });
    expect(server.page('ana', TOPIC, { before: 99, limit: 5 }).rows).toHaveLength(1);
  });
});

describe('rooms', () => {
  it('open their topic when made and close it when deleted', () => {
    const server = freshServer();
    const room: Mutation = {
      mutationId: 'r',
      kind: 'create',
      id: 'book-club',
      body: { name: 'book-club', description: 'One chapter a week' },
    };
    expect(reason(() => server.join('ben', roomTopic('book-club')))).toBe('not-found');
    put(server, 'ben', room, 'rooms');
    expect(put(server, 'eva', create('x'), roomTopic('book-club')).row).toMatchObject({ roomId: 'book-club' } satisfies Partial<Message>);
    put(server, 'ben', remove('book-club'), 'rooms');
    expect(reason(() => server.join('ben', roomTopic('book-club')))).toBe('not-found');
  });

  it('need a name', () => {
    expect(
      refusal(() => put(freshServer(), 'ben', { mutationId: 'r', kind: 'create', id: 'r', body: { name: ' ' } }, 'rooms')).fields,
    ).toEqual({ name: "can't be blank" });
  });
});

describe('the seed', () => {
  it('gives the same bytes for the same seed, and others for another', async () => {
    const bytes = JSON.stringify(createSeed('demo'));
    expect(JSON.stringify(createSeed('demo'))).toBe(bytes);
    expect(JSON.stringify(createSeed('other'))).not.toBe(bytes);
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify(createSeed(1))));
    expect(Buffer.from(digest).toString('hex').slice(0, 16)).toMatchInlineSnapshot(`"ea802f521673996e"`);
  });

  it('has ten users, a hundred messages in two rooms, and an empty room', () => {
    fc.assert(
      fc.property(fc.string(), (seed) => {
        const { users, commits } = createSeed(seed);
        const messages = commits.filter((commit) => commit.topic !== 'rooms').map((commit) => commit.reply.row as Message);
        expect(users.map((user) => user.email)).toEqual(SEED_USERS.map((user) => `${user.id}@streamchat.io`));
        expect(commits.length - messages.length).toBe(3);
        expect(messages).toHaveLength(100);
        expect(new Set(messages.map((message) => message.roomId))).toEqual(new Set(['weekend-plans', 'sre-team']));
        expect(new Set(messages.map((message) => message.content)).size).toBe(100);
        for (const roomId of ['weekend-plans', 'sre-team']) {
          const times = messages.filter((message) => message.roomId === roomId).map((message) => message.insertedAt);
          expect(times.length).toBeGreaterThan(40);
          expect(times).toEqual([...times].sort());
        }
      }),
      { numRuns: 20 },
    );
  });
});

function sorted(state: ReadonlyMap<string, ServerRow>): ServerRow[] {
  return [...state.values()].sort((a, b) => a.seq - b.seq);
}

describe('a reaction', () => {
  const react = (id: string, emoji: string, on = true, mutationId = `${id}${emoji}${on}`): Mutation => ({
    mutationId,
    kind: 'react',
    id,
    body: { emoji, on },
  });
  const seen = ({ row }: PutReply<ServerRow>): unknown =>
    (row as Message).reactions?.map(({ emoji, users }) => `${emoji} ${users.map(({ id }) => id).join(' ')}`);

  it('is a change by anybody that leaves words, times, place and owner alone', () => {
    const server = freshServer();
    const made = put(server, 'ana', create('a')).row as Message;
    const reply = put(server, 'ben', react('a', '👍'));
    const { reactions, ...row } = reply.row as Message;
    expect(reply.seq).toBe(2);
    expect(reactions).toEqual([{ emoji: '👍', users: [{ id: 'ben', name: SEED_USERS.find(({ id }) => id === 'ben')!.name }] }]);
    expect(row).toEqual({ ...made, version: 2, mutationId: reply.row!.mutationId });
    expect(reason(() => put(server, 'ben', edit('a', 'mine')))).toBe('forbidden');
    expect(seen(put(server, 'ana', edit('a', 'better')))).toEqual(['👍 ben']);
    expect(server.sync('ana', TOPIC, { after: 2, limit: 9 })).toMatchObject({ rows: [{ content: 'better', reactions }] });
  });

  it('is the same twice as once, on and off, whatever the mutation', () => {
    const server = freshServer();
    put(server, 'ana', create('a'));
    const first = put(server, 'ben', react('a', '👍'));
    expect(put(server, 'ben', react('a', '👍', true, 'again'))).toEqual({ ...first });
    put(server, 'ana', react('a', '🎉', true, 'x'));
    expect(seen(put(server, 'ana', react('a', '👍', true, 'y')))).toEqual(['👍 ben ana', '🎉 ana']);
    expect(seen(put(server, 'ben', react('a', '👍', false)))).toEqual(['👍 ana', '🎉 ana']);
    expect(put(server, 'ben', react('a', '👍', false, 'z')).seq).toBe(5);
    expect(seen(put(server, 'ana', react('a', '👍', false, 'w')))).toEqual(['🎉 ana']);
    expect(seen(put(server, 'ana', react('a', '🎉', false, 'v')))).toBeUndefined();
  });

  it('is one character that can be seen, of 20 different ones, on a message that is there', () => {
    const server = freshServer();
    put(server, 'ana', create('a'));
    for (const emoji of ['', ' ', 'no', '👍👍', '\u202e', '\u200f', '\ud83d', '\n', `e${'\u0301'.repeat(40)}`, 7, undefined])
      expect(refusal(() => put(server, 'ben', react('a', emoji as string))).fields, JSON.stringify(emoji)).toHaveProperty('emoji');
    const fine = ['👨‍👩‍👧‍👦', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '👩🏽‍❤️‍💋‍👨🏿', '1️⃣', '🇵🇱', '❤', ...Array.from({ length: 14 }, (_, n) => String.fromCodePoint(0x1f600 + n))];
    for (const emoji of fine) put(server, 'ben', react('a', emoji));
    expect(refusal(() => put(server, 'ana', react('a', '🎉'))).fields).toEqual({ emoji: 'one message has at most 20 different ones' });
    expect(seen(put(server, 'ana', react('a', '❤', true, 'known')))).toContain('❤ ben ana');
    expect(reason(() => put(server, 'ana', react('never', '🎉')))).toBe('not-found');
    expect(put(server, 'ana', remove('a')).row).not.toHaveProperty('reactions');
    expect(reason(() => put(server, 'ben', react('a', '🎉', true, 'late')))).toBe('gone');
    expect(reason(() => put(server, 'ana', react('quiet-corner', '🎉'), 'rooms'))).toBe('invalid');
  });

  it('counts for the rate limit when it was made, not when the message was', () => {
    const server = new ProtocolServer({ epoch: 'e', ...createSeed(), rateLimit: { changes: 2, withinMs: 1_000 } });
    const at = (ms: number): string => new Date(Date.parse(AT) + ms).toISOString();
    const act = (mutation: Mutation, ms: number): void => {
      const { commit } = server.put('ben', TOPIC, mutation, at(ms));
      if (commit) server.apply(commit);
    };
    act(create('a'), 0);
    act(react('a', '👍'), 60_000);
    act(react('a', '🎉'), 60_001);
    expect(reason(() => act(react('a', '😮'), 60_002))).toBe('rate-limited');
  });
});
