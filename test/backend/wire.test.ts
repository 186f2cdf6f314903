// The border: what one side writes the other reads back unchanged, and nothing else gets through, whatever it is.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_CONTENT, MAX_EXCERPT, roomTopic } from '../../src/backend/model.js';
import type { Message, Room } from '../../src/backend/model.js';
import * as wire from '../../src/backend/wire.js';
import { SourceError } from '../../src/sync/protocol.js';
import type { Reason } from '../../src/sync/protocol.js';

const ROOM = 'r1';
const TOPIC = roomTopic(ROOM);

const number = fc.nat(Number.MAX_SAFE_INTEGER);
const id = fc.oneof(fc.uuid(), fc.constantFrom('__proto__', 'constructor', 'toString', 'a b', '"<>', '😀', ' '));
const time = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-30'), noInvalidDate: true }).map((date) => date.toISOString());
const name = fc.string({ maxLength: 100 });
const core = { id, seq: number, version: number, deleted: fc.constant(false) };
const sender = fc.record({ id, name, email: fc.emailAddress(), avatarUrl: fc.webUrl() }, { requiredKeys: ['id', 'name'] });
const replyTo = fc.record({ id, name, excerpt: fc.string({ maxLength: MAX_EXCERPT }) });
const emojis = ['👍', '👨‍👩‍👧‍👦', '❤️', 'é'];
const users = fc.uniqueArray(fc.record({ id, name }), { selector: (user) => user.id, minLength: 1, maxLength: 4 });
const reactions = fc.uniqueArray(fc.record({ emoji: fc.constantFrom(...emojis), users }), { selector: ({ emoji }) => emoji, minLength: 1 });
const message: fc.Arbitrary<Message> = fc.oneof(
  fc.record({
    ...core,
    mutationId: id,
    roomId: fc.constant(ROOM),
    sender,
    content: fc.string({ unit: 'binary' }),
    insertedAt: time,
    updatedAt: time,
  }),
  fc.record({ ...core, roomId: fc.constant(ROOM), sender, content: fc.string(), insertedAt: time, updatedAt: time, replyTo }),
  fc.record({ ...core, roomId: fc.constant(ROOM), sender, content: fc.string(), insertedAt: time, updatedAt: time, reactions }),
  fc.record({
    ...core,
    deleted: fc.constant(true),
    roomId: fc.constant(ROOM),
    sender,
    content: fc.constant(''),
    insertedAt: time,
    updatedAt: time,
  }),
);
const room: fc.Arbitrary<Room> = fc.record({ ...core, name, description: fc.string() });

/** What arrives is what JSON leaves of it. */
function sent(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

describe('what one side writes, the other reads', () => {
  it('messages and rooms in every reply', () => {
    for (const [topic, row] of [
      [TOPIC, message],
      ['rooms', room],
    ] as const) {
      const rows = fc.array<Room | Message>(row, { maxLength: 5 });
      fc.assert(
        fc.property(rows, row, number, number, number, id, fc.boolean(), (rows, row, a, b, c, epoch, more) => {
          const resync = { reset: false as const, after: a, upTo: b, rows, more };
          const fresh = { reset: true as const, epoch, asOf: a, rows, floor: c };
          expect(wire.parseSync(topic, sent(wire.encodeSync(resync)))).toEqual(resync);
          expect(wire.parseSync(topic, sent(wire.encodeSync(fresh)))).toEqual(fresh);
          expect(wire.parsePage(topic, sent(wire.encodePage({ asOf: a, before: b, rows, floor: c })))).toEqual({
            asOf: a,
            before: b,
            rows,
            floor: c,
          });
          expect(wire.parseOp(topic, sent(wire.encodeOp({ seq: a, row })))).toEqual({ seq: a, row });
          expect(wire.parseOp(topic, sent(wire.encodeOp({ seq: a })))).toEqual({ seq: a });
          expect(wire.parsePut(topic, sent(wire.encodePut({ seq: a, row })))).toEqual({ seq: a, row });
          expect(wire.parsePut(topic, sent(wire.encodePut({ seq: a })))).toEqual({ seq: a });
          expect(wire.parseJoined(sent(wire.encodeJoined({ epoch, head: a })))).toEqual({ epoch, head: a });
        }),
      );
    }
  });

  it('mutations, with only the fields a wish may set', () => {
    fc.assert(
      fc.property(
        id,
        id,
        fc.constantFrom<'create' | 'edit' | 'delete'>('create', 'edit', 'delete'),
        fc.string(),
        number,
        (mutationId, id, kind, content, base) => {
          const wish = { mutationId, kind, id, base };
          const body = { content, sender: { id: 'forged' }, insertedAt: 'long ago', roomId: 'elsewhere' };
          expect(wire.parseMutation(sent(wire.encodeMutation({ ...wish, body })))).toEqual({ ...wish, body: { content } });
        },
      ),
    );
  });

  it('words with half a character in them as what is shown in its place: servers hang up on halves', () => {
    const wish = { mutationId: 'm', kind: 'create' as const, id: 'x' };
    const halves = { content: 'a\ud83d 😀\ude00', name: '\udc00', description: '\ud800' };
    const whole = { content: 'a\ufffd 😀\ufffd', name: '\ufffd', description: '\ufffd' };
    expect(wire.encodeMutation({ ...wish, body: halves })['body']).toEqual(whole);
  });

  it('the wish to react, without a name: whose it is the server knows', () => {
    for (const on of [true, false]) {
      const wish = { mutationId: 'm', kind: 'react' as const, id: 'x' };
      const sentWish = sent(wire.encodeMutation({ ...wish, body: { emoji: '👍🏽', on, by: { id: 'ana', name: 'Ana' }, content: 'x' } }));
      expect(sentWish).toEqual({ mid: 'm', kind: 'react', id: 'x', body: { emoji: '👍🏽', on } });
      expect(wire.parseMutation(sentWish)).toEqual({ ...wish, body: { emoji: '👍🏽', on } });
    }
    for (const body of [{}, { emoji: 5, on: true }, { emoji: '👍' }, { emoji: '👍', on: 'yes' }])
      expect(() => wire.parseMutation({ mid: 'm', kind: 'react', id: 'x', body })).toThrow(/put: body\.(emoji|on) must be/);
  });

  it('of what a message answers only the id is wished: whose words they are the server says', () => {
    fc.assert(
      fc.property(replyTo, (replyTo) => {
        const wish = { mutationId: 'm', kind: 'create' as const, id: 'x' };
        const sentWish = sent(wire.encodeMutation({ ...wish, body: { content: 'yes', replyTo } }));
        expect(sentWish).toMatchObject({ body: { content: 'yes', reply_to: replyTo.id } });
        expect(wire.parseMutation(sentWish)).toEqual({ ...wish, body: { content: 'yes', replyTo: { id: replyTo.id } } });
      }),
    );
    for (const reply_to of ['', 7, {}, 'x'.repeat(129), 'a\nb'])
      expect(() => wire.parseMutation({ mid: 'm', kind: 'create', id: 'x', body: { content: 'yes', reply_to } })).toThrow(
        /reply_to must be/,
      );
  });

  it('queries', () => {
    fc.assert(
      fc.property(number, fc.integer({ min: 1, max: 500 }), (from, limit) => {
        expect(wire.parseSyncQuery(sent(wire.encodeQuery({ after: from, limit })))).toEqual({ after: from, limit });
        expect(wire.parsePageQuery(sent(wire.encodeQuery({ before: from, limit })))).toEqual({ before: from, limit });
      }),
    );
    expect(wire.parseSyncQuery({ after: -1, limit: 5 })).toEqual({ after: -1, limit: 5 });
    expect(wire.parseSyncQuery({ after: 0, limit: 501 })).toEqual({ after: 0, limit: 500 });
    expect(() => wire.parsePageQuery({ before: 1, limit: 0 })).toThrow('limit must be a whole number of 1 or more, not 0');
  });

  it('refusals', () => {
    const reasons: Reason[] = ['server', 'rate-limited', 'unauthorized', 'forbidden', 'invalid', 'too-large', 'gone', 'not-found'];
    for (const reason of reasons) {
      const error = new SourceError(reason, 'because', { retryAfterMs: 5, fields: { content: 'no' } });
      expect(wire.parseRefusal(sent(wire.encodeRefusal(error)))).toMatchObject({
        reason,
        message: 'because',
        retryAfterMs: 5,
        fields: { content: 'no' },
      });
    }
  });

  it('frames', () => {
    fc.assert(
      fc.property(
        fc.option(id),
        fc.option(id),
        id,
        id,
        fc.dictionary(fc.string(), fc.jsonValue()),
        (join_ref, ref, topic, event, dictionary) => {
          const payload = sent(dictionary) as Record<string, unknown>;
          const frame = { join_ref, ref, topic, event, payload };
          expect(wire.parseFrame(wire.encodeFrame(frame))).toEqual(frame);
        },
      ),
    );
  });
});

describe('anything else', () => {
  const parsers: [string, (value: unknown) => unknown][] = [
    ['join', wire.parseJoined],
    ['sync', (value) => wire.parseSync(TOPIC, value)],
    ['sync of rooms', (value) => wire.parseSync('rooms', value)],
    ['page', (value) => wire.parsePage(TOPIC, value)],
    ['op', (value) => wire.parseOp(TOPIC, value)],
    ['op of rooms', (value) => wire.parseOp('rooms', value)],
    ['put', (value) => wire.parsePut(TOPIC, value)],
    ['mutation', wire.parseMutation],
    ['query', (value) => wire.parseSyncQuery(value)],
    ['frame', wire.parseFrame],
    ['refusal', wire.parseRefusal],
  ];
  const key = fc.constantFrom(
    'reset',
    'epoch',
    'head',
    'seq',
    'row',
    'rows',
    'after',
    'up_to',
    'as_of',
    'before',
    'floor',
    'more',
    'mid',
    'kind',
    'id',
    'body',
    'reason',
    'errors',
    '__proto__',
    'constructor',
    'cseq',
    'ver',
    'sender',
    'content',
  );
  const odd = fc.oneof(
    fc.constantFrom(
      NaN,
      Infinity,
      -Infinity,
      1e300,
      -0,
      -1,
      1.5,
      '5',
      null,
      undefined,
      '__proto__',
      [],
      {},
      true,
      '\u0000',
      'x'.repeat(200),
    ),
    fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withSparseArray: true }),
  );
  const hostile = fc.oneof(
    odd,
    fc.dictionary(key, fc.oneof(odd, fc.dictionary(key, odd), fc.array(fc.dictionary(key, odd), { maxLength: 3 }))),
    fc.json(),
  );

  it('is a fresh object or a SourceError that says malformed or outdated, and no prototype changes', () => {
    const prototypes = [Object.prototype, Array.prototype, String.prototype, Function.prototype];
    const before = prototypes.map((prototype) => Object.getOwnPropertyNames(prototype).join());
    fc.assert(
      fc.property(hostile, (value) => {
        for (const [, parse] of parsers) {
          try {
            const read = parse(value);
            expect(read).not.toBe(value);
            expect(read).toBeTypeOf('object');
          } catch (error) {
            if (!(error instanceof SourceError)) throw error;
            expect(['malformed', 'outdated']).toContain(error.reason);
            expect(error.message.length).toBeLessThan(300);
          }
        }
      }),
      { numRuns: 3000 },
    );
    expect(prototypes.map((prototype) => Object.getOwnPropertyNames(prototype).join())).toEqual(before);
  });

  /** What each parser reads, as its own opposite writes it. */
  const row = fc.oneof(message, room);
  const [kind, mid] = [fc.constantFrom('create', 'edit', 'delete', 'react'), id];
  const topicOf = (value: Message | Room): string => ('roomId' in value ? TOPIC : 'rooms');
  const written: [string, fc.Arbitrary<{ good: unknown; parse: (value: unknown) => unknown }>][] = [
    ['join', fc.record({ epoch: id, head: number }).map((joined) => ({ good: wire.encodeJoined(joined), parse: wire.parseJoined }))],
    [
      'sync',
      fc.tuple(row, fc.boolean(), number).map(([one, reset, n]) => ({
        good: wire.encodeSync(
          reset ? { reset, epoch: 'e', asOf: n, rows: [one], floor: n } : { reset, after: n, upTo: n, rows: [one], more: true },
        ),
        parse: (value) => wire.parseSync(topicOf(one), value),
      })),
    ],
    [
      'page',
      fc.tuple(row, number).map(([one, n]) => ({
        good: wire.encodePage({ asOf: n, before: n, rows: [one], floor: n, place: n }),
        parse: (value) => wire.parsePage(topicOf(one), value),
      })),
    ],
    [
      'op',
      fc.tuple(row, number).map(([one, seq]) => ({
        good: wire.encodeOp({ seq, row: one }),
        parse: (value) => wire.parseOp(topicOf(one), value),
      })),
    ],
    [
      'put',
      fc.tuple(row, number).map(([one, seq]) => ({
        good: wire.encodePut({ seq, row: one }),
        parse: (value) => wire.parsePut(topicOf(one), value),
      })),
    ],
    [
      'mutation',
      fc
        .record({ mid, kind, id, body: fc.constant({ content: 'hi', reply_to: 'm0', emoji: '👍', on: true }), base: number })
        .map((good) => ({
          good,
          parse: wire.parseMutation,
        })),
    ],
    ['sync query', fc.record({ after: number, limit: fc.integer({ min: 1 }) }).map((good) => ({ good, parse: wire.parseSyncQuery }))],
    [
      'page query',
      fc
        .oneof(
          fc.record({ before: number }),
          fc.record({ after: number }),
          fc.record({ around: fc.record({ id }) }),
          fc.record({ around: fc.record({ at: time }) }),
        )
        .map((query) => ({ good: { ...query, limit: 5 }, parse: wire.parsePageQuery })),
    ],
    [
      'frame',
      fc.record({ join_ref: id, ref: id, topic: id, event: fc.constantFrom('phx_reply', 'op') }).map((frame) => ({
        good: JSON.parse(wire.encodeFrame({ ...frame, payload: { status: 'ok', response: {} } })) as unknown,
        parse: (value) => wire.parseFrame(asJson(value)),
      })),
    ],
    [
      'refusal',
      fc.constant({
        good: wire.encodeRefusal(new SourceError('invalid', 'no', { retryAfterMs: 5, fields: { content: 'blank' } })),
        parse: wire.parseRefusal,
      }),
    ],
  ];

  /** What cannot be written comes as it is. */
  function asJson(value: unknown): unknown {
    try {
      return JSON.stringify(value);
    } catch {
      return value;
    }
  }

  /** Every place in a value, as the way to it. */
  function places(value: unknown, way: (string | number)[] = []): (string | number)[][] {
    if (typeof value !== 'object' || value === null) return [way];
    const names: (string | number)[] = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
    return [way, ...names.flatMap((name) => places((value as Record<string | number, unknown>)[name], [...way, name]))];
  }

  function withBad(value: unknown, [name, ...rest]: (string | number)[], bad: unknown): unknown {
    if (name === undefined) return bad;
    const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<string | number, unknown>;
    copy[name] = withBad(copy[name], rest, bad);
    return copy;
  }

  it.each(written)('is one value gone bad in a good %s: it is read without it, or refused', (what, each) => {
    const came = { read: 0, refused: 0 };
    fc.assert(
      fc.property(each, fc.nat(), odd, ({ good, parse }, pick, bad) => {
        const plain = sent(good);
        expect(parse(plain)).toBeTypeOf('object');
        const ways = places(plain);
        try {
          const read = parse(withBad(plain, ways[pick % ways.length]!, bad));
          expect(read).toBeTypeOf('object');
          came.read += 1;
        } catch (error) {
          if (!(error instanceof SourceError)) throw error;
          expect(['malformed', 'outdated']).toContain(error.reason);
          expect(error.message.length).toBeLessThan(300);
          came.refused += 1;
        }
      }),
      { numRuns: 1000 },
    );
    // A generator whose values all end at the first check says nothing of the others.
    if (what !== 'refusal') expect(came.refused).toBeGreaterThan(50);
    // Few come through where each of few places must be right.
    expect(came.read).toBeGreaterThan(0);
  });

  it('survives a good reply with one value gone bad', () => {
    fc.assert(
      fc.property(message, fc.nat(), odd, (row, pick, bad) => {
        const good = sent(wire.encodeSync({ reset: false, after: 1, upTo: 2, rows: [row], more: false })) as {
          rows: Record<string, unknown>[];
        };
        const wireRow = good.rows[0]!;
        const names = Object.keys(wireRow);
        wireRow[names[pick % names.length]!] = bad;
        try {
          const [read] = wire.parseSync(TOPIC, good).rows as Message[];
          expect(Object.keys(read!)).toEqual(
            expect.arrayContaining(['id', 'seq', 'version', 'deleted', 'roomId', 'sender', 'content', 'insertedAt', 'updatedAt']),
          );
          expect(read!.content.length).toBeLessThanOrEqual(MAX_CONTENT);
        } catch (error) {
          if (!(error instanceof SourceError)) throw error;
          expect(['id', 'cseq', 'ver']).toContain(names[pick % names.length]);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('is named by field and value', () => {
    expect(() => wire.parseOp(TOPIC, { seq: '5', row: {} })).toThrow('op: seq must be a whole number of 0 or more, not "5"');
    expect(() => wire.parseJoined({ v: 2, epoch: 'e', head: 1 })).toThrow('join reply: v must be 1, not 2');
    expect(wire.parseJoined({ epoch: 'e', head: 1 })).toEqual({ epoch: 'e', head: 1 });
    expect(() => wire.parseJoined({ epoch: 'e', head: NaN })).toThrow('join reply: head must be a whole number of 0 or more, not NaN');
    expect(() => wire.parseJoined({ head: 1 })).toThrow(
      'join reply: epoch must be a text of 1 to 128 characters without control characters or halves of characters, not missing',
    );
  });

  it('has one zero', () => {
    expect(Object.is(wire.parseJoined(JSON.parse('{"epoch":"e","head":-0}')).head, 0)).toBe(true);
  });

  it('cannot be a list of more than 500 rows, nor a frame of more than a mebibyte', () => {
    const row = wire.encodeRow({ id: 'a', seq: 1, version: 1, deleted: false, name: 'n', description: '' });
    const page = (count: number): unknown => ({ as_of: 1, before: 2, floor: 0, rows: Array(count).fill(row) });
    expect(wire.parsePage('rooms', page(500)).rows).toHaveLength(500);
    expect(() => wire.parsePage('rooms', page(501))).toThrow('page reply: rows must be a list of at most 500');
    expect(() => wire.parseFrame(JSON.stringify([null, null, 't', 'e', { x: 'x'.repeat(wire.MAX_FRAME) }]))).toThrow('frame must be');
    expect(() => wire.parseFrame('['.repeat(100_000))).toThrow('frame must be JSON');
    expect(() => wire.parseFrame('["1","1","t","phx_reply",{"status":"maybe"}]')).toThrow('reply status');
  });
});

describe('a broken row', () => {
  const good = {
    id: 'm1',
    cseq: 3,
    ver: 4,
    room_id: ROOM,
    sender: { id: 'ana', name: 'Ana' },
    content: 'hi',
    inserted_at: '2026-03-02T08:00:00Z',
    updated_at: '2026-03-02T08:00:00Z',
  };
  const read = (change: object): Message => wire.parseOp(TOPIC, { seq: 4, row: { ...good, ...change } }).row as Message;

  it('keeps its place as a placeholder, with whatever of it can be read', () => {
    for (const change of [
      { content: 5 },
      { sender: null },
      { sender: { id: 'ana' } },
      { inserted_at: 'yesterday' },
      { room_id: 'another' },
    ]) {
      expect(read(change)).toMatchObject({ id: 'm1', seq: 3, version: 4, roomId: ROOM, content: wire.CANNOT_BE_SHOWN });
    }
    expect(read({ content: 5 })).toMatchObject({ sender: { id: 'ana' }, insertedAt: '2026-03-02T08:00:00.000Z' });
  });

  it('is refused when even its place cannot be read', () => {
    for (const change of [{ id: '' }, { id: 'a\u0000b' }, { id: 'x'.repeat(129) }, { cseq: -1 }, { ver: 1.5 }, { ver: '4' }])
      expect(() => read(change)).toThrow(SourceError);
  });

  it('is left out of an answer where somebody is told of it, once for all of its like', () => {
    const rows = [good, { ...good, id: '' }, { ...good, id: 'm2' }, 7];
    const [sync, page] = [
      { after: 0, up_to: 9, rows },
      { as_of: 9, before: 10, floor: 0, rows },
    ];
    const said: string[] = [];
    const unread = ({ reason, message }: SourceError): void => void said.push(`${reason}: ${message}`);
    for (const reply of [wire.parseSync(TOPIC, sync, unread), wire.parsePage(TOPIC, page, unread)])
      expect(reply.rows.map(({ id }) => id)).toEqual(['m1', 'm2']);
    expect(said).toEqual([0, 1].map(() => expect.stringContaining(`malformed: ${TOPIC}: 2 of 4 rows cannot be read`) as unknown));
    expect(() => wire.parseSync(TOPIC, sync)).toThrow('row.id must be');
    expect(() => wire.parsePage(TOPIC, page)).toThrow('row.id must be');
  });

  it('is not needed to know that a row was deleted', () => {
    expect(wire.parseOp(TOPIC, { seq: 4, row: { id: 'm1', cseq: 3, ver: 4, deleted: true } }).row).toMatchObject({
      deleted: true,
      content: '',
    });
  });

  it('may be too long: then it is cut between characters, and says so', () => {
    const { content } = read({ content: '😀'.repeat(MAX_CONTENT) });
    expect(content.length).toBeLessThanOrEqual(MAX_CONTENT);
    expect(content).toMatch(/^(😀)+…$/u);
  });

  it('has the reactions that can be read, each emoji and each person once', () => {
    const ana = { id: 'ana', name: 'Ana\u202egnp' };
    const said = [
      { emoji: '👍', users: [ana, { ...ana, name: 'again' }, { id: '' }, null, { id: 'ben', name: 'Ben', email: 'x' }] },
      { emoji: '👍', users: [{ id: 'eva', name: 'Eva' }] },
      ...['', 'no', '\u202e', 5, undefined].map((emoji) => ({ emoji, users: [ana] })),
      { emoji: '🎉', users: [] },
      { emoji: '😮', users: 'all' },
      null,
    ];
    const users = [
      { id: 'ana', name: 'again' },
      { id: 'ben', name: 'Ben' },
    ];
    expect(read({ reactions: said }).reactions).toEqual([{ emoji: '👍', users }]);
    expect(read({ reactions: [{ emoji: '👍', users: [ana] }] }).reactions?.[0]?.users[0]?.name).toBe('Ana\ufffdgnp');
    for (const reactions of [5, 'x', {}, null, [], [{ emoji: '🎉', users: [] }]])
      expect(read({ reactions })).not.toHaveProperty('reactions');
    const many = Array.from({ length: 5_000 }, (_, n) => ({ id: `u${n}`, name: 'x' }));
    expect(read({ reactions: [{ emoji: '👍', users: many }] }).reactions?.[0]?.users).toHaveLength(1_000);
    expect(read({ reactions: many.map((_, n) => ({ emoji: String.fromCodePoint(0x4e00 + n), users: [ana] })) }).reactions).toHaveLength(20);
    expect(read({ deleted: true, reactions: [{ emoji: '👍', users: [ana] }] })).not.toHaveProperty('reactions');
  });

  it('cannot turn the text around a name', () => {
    expect(read({ sender: { id: 'a', name: 'Ana\u202egnp.exe\u0007' } }).sender.name).toBe('Ana\ufffdgnp.exe\ufffd');
  });

  it('has its times read as UTC when they name no zone', () => {
    expect(read({ inserted_at: '2023-03-02T01:27:10', updated_at: '2023-03-02 01:27:10.123456' })).toMatchObject({
      insertedAt: '2023-03-02T01:27:10.000Z',
      updatedAt: '2023-03-02T01:27:10.123Z',
    });
  });
});

describe('a refusal', () => {
  it('of a kind nobody knows leaves the outcome unknown', () => {
    for (const value of [null, 'no', {}, { reason: 'toString' }, { reason: 5 }, { reason: 'unmatched topic' }]) {
      expect(wire.parseRefusal(value)).toMatchObject({ reason: 'server', refused: false });
    }
  });

  it('takes field errors as Phoenix lists them, of known fields alone', () => {
    expect(
      wire.parseRefusal({ reason: 'invalid', errors: { content: ["can't be blank", 'x'], __proto__: { a: 1 }, other: 'y' } }).fields,
    ).toEqual({ content: "can't be blank" });
  });
});
