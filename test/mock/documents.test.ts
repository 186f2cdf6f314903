// The documents of the contract say what the server does: every route is in them and answers, and whatever it sends fits its schema.

import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { eventsCall, pageCall, putCall, ROUTES, syncCall, typingCall } from '../../src/backend/http-wire.js';
import { MAX_CONTENT } from '../../src/backend/model.js';
import { chunkPath, UPLOAD_ROUTES } from '../../src/backend/upload-wire.js';
import { EVENTS, REASONS } from '../../src/backend/wire.js';
import { PEOPLE_EVENTS } from '../../src/backend/wire-people.js';
import { EventStreamReader } from '../../src/live-stream/event-stream.js';
import { httpHandler } from '../../src/mock/http-handler.js';
import { ServerHost } from '../../src/mock/server-host.js';

interface Json {
  [name: string]: Json;
}

const openapi = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as Json;
const asyncapi = JSON.parse(readFileSync('docs/asyncapi.json', 'utf8')) as Json;
/** Every route, of rows and of files. */
const ALL_ROUTES = [...ROUTES, ...UPLOAD_ROUTES];
const METHODS = ['get', 'put', 'patch', 'delete', 'post'];

/** Schemas that take nothing they do not name: a field that is sent and not documented is a fault of the document. */
const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true });
ajv.addFormat('date-time', (text: string) => new Date(text).toISOString() === text);
for (const keyword of ['openapi', 'info', 'servers', 'security', 'paths', 'components']) ajv.addKeyword(keyword);
for (const keyword of ['asyncapi', 'channels', 'operations']) ajv.addKeyword(keyword);
ajv.addSchema(closed(openapi), 'http://docs/openapi.json');
ajv.addSchema(closed(asyncapi), 'http://docs/asyncapi.json');

/** A validator of what lies at this place of a document. */
function schemaAt(document: 'openapi' | 'asyncapi', ...path: string[]): ValidateFunction {
  const pointer = path.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/');
  return ajv.getSchema(`http://docs/${document}.json#/${pointer}`)!;
}

function closed(value: unknown): Json {
  if (Array.isArray(value)) return value.map(closed) as unknown as Json;
  if (typeof value !== 'object' || value === null) return value as Json;
  const copy: Json = Object.fromEntries(Object.entries(value).map(([name, part]) => [name, closed(part)]));
  const isObject = (copy as unknown as { type?: string }).type === 'object' && copy['properties'] !== undefined;
  return isObject ? { ...copy, additionalProperties: false as unknown as Json } : copy;
}

function fits(validate: ValidateFunction, value: unknown, what: string): void {
  expect(validate, what).toBeTypeOf('function');
  validate(value);
  expect([what, validate.errors ?? []]).toEqual([what, []]);
}

/** Operations of the document by route. */
const operations = new Map<string, Json>(
  Object.entries(openapi['paths']!).flatMap(([path, item]) =>
    METHODS.flatMap((method) => (item[method] ? [[`${method.toUpperCase()} ${path}`, item[method]] as const] : [])),
  ),
);

const ROOM = '/rooms/quiet-corner';

/** A server over HTTP, each of whose answers is held against the document. */
function documented(): { host: ServerHost; seen: Set<string>; ask(this: void, method: string, path: string, more?: Ask): Promise<Json> } {
  const host = new ServerHost({ storage: 'memory' });
  const handle = httpHandler(host);
  const seen = new Set<string>();
  return {
    host,
    seen,
    async ask(method, path, { user = 'ana', key, body } = {}) {
      const headers = { Authorization: `Bearer ${user}`, ...(key === undefined ? {} : { 'Idempotency-Key': key }) };
      const init = { method, headers, ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }) };
      const response = await handle(new Request(`http://localhost${path}`, init));
      const route = routeOf(method, path.split('?')[0]!);
      seen.add(`${route} ${response.status}`);
      const operation = operations.get(route)!;
      const answer = operation['responses']![response.status]!;
      expect(answer, `${route} ${response.status} is documented`).toBeDefined();
      if (response.status === 200 && body !== undefined && method === 'PATCH' && path.startsWith('/uploads')) {
        expect(operation['requestBody']!['content']).toHaveProperty('application/octet-stream');
      } else if (response.status === 200 && body !== undefined) {
        const name = refOf(operation['requestBody']!['content']!['application/json']!['schema']!);
        fits(schemaAt('openapi', 'components', 'schemas', name), body, `the body of ${route}`);
      }
      const [type = ''] = response.headers.get('Content-Type')?.split(';') ?? [];
      const types = Object.keys(answer['content'] ?? { 'application/json': {} });
      expect([route, type, types.some((one) => one === type || one === '*/*')]).toEqual([route, type, true]);
      if (route === 'GET /uploads/{upload}' && response.status === 200) return {};
      const said = (await response.json()) as Json;
      const schema =
        response.status === 200
          ? schemaAt(
              'openapi',
              'paths',
              route.split(' ')[1]!,
              method.toLowerCase(),
              'responses',
              '200',
              'content',
              'application/json',
              'schema',
            )
          : schemaAt('openapi', 'components', 'responses', String(response.status), 'content', 'application/json', 'schema');
      fits(schema, said, `${route} ${response.status}`);
      return said;
    },
  };
}

interface Ask {
  user?: string;
  key?: string;
  body?: unknown;
}

function routeOf(method: string, path: string): string {
  const [, template] = ALL_ROUTES.find(
    ([its, template]) => its === method && new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(path),
  )!;
  return `${method} ${template}`;
}

function refOf(schema: Json): string {
  return (schema['$ref'] as unknown as string).split('/').at(-1)!;
}

describe('the document of HTTP', () => {
  it('has every route the server answers, and no other', () => {
    expect([...operations.keys()].sort()).toEqual(ALL_ROUTES.map(([method, path]) => `${method} ${path}`).sort());
  });

  it('has every parameter the client sends, and the server every one of the document', () => {
    const named = (route: string): string[] =>
      (operations.get(route)!['parameters'] as unknown as { name: string; in: string }[])
        .filter((one) => one.in === 'query')
        .map(({ name }) => name);
    const sent = (...calls: { path: string }[]): string[] => [
      ...new Set(calls.flatMap(({ path }) => [...new URL(path, 'http://x').searchParams.keys()])),
    ];
    const [at, seq, id] = [{ at: '2026-03-02T08:00:00.000Z' }, { seq: 1 }, { id: 'a' }];
    const pages = [{ before: 1 }, { after: 1 }, { around: at }, { around: seq }, { around: id }].map((query) => ({ ...query, limit: 1 }));
    for (const [topic, path] of [
      ['rooms', '/rooms'],
      ['room:r', '/rooms/{room}/messages'],
    ] as const) {
      expect(sent(...pages.map((query) => pageCall(topic, query))).sort()).toEqual(named(`GET ${path}`).sort());
      expect(sent(syncCall(topic, 'e', { after: 1, limit: 1 })).sort()).toEqual(
        named(`GET ${path.replace(/\/messages$/, '')}/sync`).sort(),
      );
      expect(sent(putCall(topic, { kind: 'delete', mutationId: 'm', id: 'a', body: {}, base: 1 }))).toEqual(named(`DELETE ${path}/{id}`));
    }
  });

  it('has what is said of streams', () => {
    const named = (route: string): string[] =>
      (operations.get(route)!['parameters'] as unknown as { name: string; in: string }[])
        .filter((one) => one.in === 'query')
        .map(({ name }) => name);
    const sent = (topics: string[]): string[] => [...new Set(new URL(eventsCall(topics, 1).path, 'http://x').searchParams.keys())];
    expect(sent(['rooms'])).toEqual(named('GET /rooms/events'));
    expect(sent(['room:r'])).toEqual(named('GET /rooms/{room}/events'));
    expect(sent(['rooms', 'room:r', 'room:s'])).toEqual(named('GET /events'));
  });

  it('has what is said of typing', () => {
    const [parameter] = (operations.get('POST /rooms/{room}/typing')!['parameters'] as unknown as { name: string; in: string }[]).slice(-1);
    expect([typingCall('room:r', true).path, typingCall('room:r', false).path]).toEqual([
      '/rooms/r/typing',
      `/rooms/r/typing?${parameter!.name}=false`,
    ]);
  });

  it('names every reason', () => {
    const reasons = openapi['components']!['schemas']!['Refusal']!['properties']!['reason']!['enum'] as unknown as string[];
    expect(reasons.toSorted()).toEqual([...REASONS.keys()].sort());
  });

  it('fits what the server answers, on every route and with every status', async () => {
    const { host, seen, ask } = documented();
    for (const [items, body] of [
      ['/rooms', { name: 'A room', description: 'For a while' }],
      [`${ROOM}/messages`, { content: 'hello' }],
    ] as const) {
      const key = `k${items.length}`;
      await ask('PUT', `${items}/a`, { key: `${key}1`, body });
      await ask('PATCH', `${items}/a?base=1`, { key: `${key}2`, body });
      await ask('PATCH', `${items}/a`, { user: 'ben', key: `${key}3`, body });
      await ask('PUT', `${items}/b`, { key: `${key}4`, body: {} });
      await ask('PUT', `${items}/b`, { body });
      await ask('PUT', `${items}/b`, { user: 'nobody', key: `${key}5`, body });
      await ask('PATCH', `${items}/never`, { key: `${key}6`, body });
      await ask('DELETE', `${items}/never`, { key: `${key}7` });
      await ask('DELETE', `${items}/a`, { key: `${key}8` });
      await ask('PATCH', `${items}/a`, { key: `${key}9`, body });
      await ask('PUT', `${items}/c`, { key: `${key}10`, body });
      for (const query of [
        '',
        '?before=2',
        '?after=0&limit=1',
        '?around=c',
        '?around_seq=1',
        '?around_at=2026-03-02T08:00:00.000Z',
        '?limit=x',
      ])
        await ask('GET', `${items}${query}`);
      const topic = items.replace(/\/messages$/, '');
      for (const query of ['', '?after=0', '?after=0&limit=1', '?after=0&epoch=another', '?after=x'])
        await ask('GET', `${topic}/sync${query}`);
      host.faults.add({ do: '429', retryAfterMs: 900, times: 1 });
      await ask('GET', items);
      host.faults.add({ do: '500', times: 1 });
      await ask('GET', items);
      await ask('GET', `${topic}/events?v=2`);
    }
    const reactions = `${ROOM}/messages/c/reactions`;
    for (const [key, user] of Object.entries({ r1: 'ana', r2: 'ben', r3: 'ben' }))
      await ask('PUT', `${reactions}/${encodeURIComponent('👍🏽')}`, { user, key });
    await ask('DELETE', `${reactions}/${encodeURIComponent('👍🏽')}`, { key: 'r4' });
    await ask('PUT', `${reactions}/nonsense`, { key: 'r5' });
    await ask('PUT', `${ROOM}/messages/a/reactions/%F0%9F%91%8D`, { key: 'r6' });
    await ask('PUT', `${ROOM}/messages/never/reactions/%F0%9F%91%8D`, { key: 'r7' });
    await ask('GET', `${ROOM}/messages`);
    await ask('PUT', `${ROOM}/messages/d`, { key: 'long', body: { content: 'x'.repeat(MAX_CONTENT + 1) } });
    await ask('POST', `${ROOM}/typing`);
    await ask('POST', `${ROOM}/typing?typing=false`);
    await ask('GET', '/rooms/nowhere/sync');
    const file = { name: 'a.txt', type: 'text/plain', size: 4, width: 3, height: 2 };
    await ask('PUT', '/uploads/f', { body: file });
    await ask('PUT', '/uploads/f', { user: 'ben', body: file });
    await ask('PUT', '/uploads/f', { body: { ...file, size: 5 } });
    await ask('PUT', '/uploads/huge', { body: { ...file, size: 8_000_001 } });
    await ask('PUT', '/uploads/g', { body: { name: 1 } });
    await ask('PUT', '/uploads/g', { user: 'nobody', body: file });
    await ask('GET', '/uploads/f');
    await ask('PATCH', '/uploads/none?offset=0', { body: 'ab' });
    for (const offset of ['0', '2', 'x', '9']) await ask('PATCH', chunkPath('f', 0).replace('=0', `=${offset}`), { body: 'ab' });
    await ask('GET', '/uploads/f');
    await ask('DELETE', '/uploads/f');
    await ask('PUT', `${ROOM}/messages/e`, { key: 'files', body: { content: '', attachments: ['f'] } });
    await ask('PUT', `${ROOM}/messages/e2`, { key: 'files2', body: { content: '', attachments: ['none'] } });
    await ask('GET', `${ROOM}/messages`);
    for (const query of ['', '?topic=rooms&v=2']) await ask('GET', `/events${query}`);
    await ask('GET', '/events?topic=rooms', { user: 'nobody' });
    const statuses = new Set([...seen].map((one) => one.split(' ').at(-1)));
    expect(statuses).toEqual(new Set([...Object.keys(openapi['components']!['responses']!), '200']));
    const answered = [...seen].filter((one) => one.endsWith(' 200')).map((one) => one.replace(/ 200$/, ''));
    expect([...operations.keys()].filter((route) => !answered.includes(route)).sort()).toEqual([
      'GET /events',
      'GET /rooms/events',
      'GET /rooms/{room}/events',
    ]);
    await host.close();
  });
});

describe('the document of events', () => {
  const messages = asyncapi['components']!['messages']!;
  const payload = (name: string): ValidateFunction => schemaAt('asyncapi', 'components', 'messages', name, 'payload');
  /** Which message answers which push. */
  const REPLIES: Record<string, [push: string, reply: string]> = {
    phx_join: ['join', 'joinReply'],
    sync: ['sync', 'syncReply'],
    page: ['page', 'pageReply'],
    put: ['put', 'putReply'],
    typing: ['typingPush', 'typingReply'],
  };

  it('has references that lead somewhere, and only these', () => {
    const found: string[] = [];
    const look = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      const { $ref } = value as { $ref?: string };
      if ($ref !== undefined) found.push($ref);
      Object.values(value).forEach(look);
    };
    look([openapi, asyncapi]);
    expect(found.length).toBeGreaterThan(100);
    const at = (document: Json, pointer: string): unknown =>
      pointer
        .split('/')
        .slice(1)
        .reduce<Json | undefined>((place, part) => place?.[part], document);
    for (const reference of found) {
      const [file, pointer] = reference.split('#') as [string, string];
      const target = file === '' ? (at(openapi, pointer) ?? at(asyncapi, pointer)) : at(openapi, pointer);
      expect(target, reference).toBeDefined();
    }
    const own = [
      EVENTS.join,
      EVENTS.reply,
      EVENTS.sync,
      EVENTS.page,
      EVENTS.put,
      EVENTS.op,
      'joined',
      'refused',
      ...Object.values(PEOPLE_EVENTS),
    ];
    expect(new Set(Object.values(messages).map(({ name }) => name as unknown as string))).toEqual(new Set(own));
  });

  it.each(['rooms', 'room:quiet-corner'])('fits every frame of %s over Phoenix', async (topic) => {
    const host = new ServerHost({ storage: 'memory' });
    const frames: [string | null, string | null, string, string, Json][] = [];
    const socket = host.connect({ send: (data) => frames.push(JSON.parse(data) as never), close: () => undefined }, [
      `base64url.bearer.phx.${btoa('ana')}`,
    ]);
    const body = topic === 'rooms' ? { name: 'A room' } : { content: 'hello' };
    const pushes: [string, Record<string, unknown>, 'ok' | 'error'][] = [
      ['phx_join', { v: 1 }, 'ok'],
      ['sync', { after: -1, limit: 10 }, 'ok'],
      ['put', { mid: 'm1', kind: 'create', id: 'a', body }, 'ok'],
      ['put', { mid: 'm2', kind: 'edit', id: 'a', body, base: 1 }, 'ok'],
      ['sync', { after: 0, limit: 10 }, 'ok'],
      ['page', { before: 9, limit: 10 }, 'ok'],
      ['page', { limit: 10 }, 'ok'],
      ['page', { around: { id: 'a' }, limit: 10 }, 'ok'],
      ['put', { mid: 'm5', kind: 'react', id: 'a', body: { emoji: '❤️', on: true } }, topic === 'rooms' ? 'error' : 'ok'],
      ['put', { mid: 'm3', kind: 'delete', id: 'a', body: {} }, 'ok'],
      ['put', { mid: 'm4', kind: 'create', id: 'b', body: {} }, 'error'],
      ['typing', {}, 'ok'],
      ['typing', { typing: false }, 'ok'],
    ];
    for (const [index, [event, push, status]] of pushes.entries()) {
      fits(payload(REPLIES[event]![0]), push, `the push ${event}`);
      socket.receive(JSON.stringify(['1', String(index), topic, event, push]));
      await expect.poll(() => frames.find(([, ref]) => ref === String(index))).toBeDefined();
      const reply = frames.find(([, ref]) => ref === String(index))![4];
      expect(reply['status']).toBe(status);
      fits(payload(status === 'ok' ? REPLIES[event]![1] : 'refusal'), reply['response'], `the reply to ${event}`);
    }
    const told = frames.filter(([, ref]) => ref === null);
    const people = topic === 'rooms' ? ['presence_state', 'presence_diff'] : [];
    const ops = topic === 'rooms' ? ['op', 'op', 'op'] : ['op', 'op', 'op', 'op'];
    expect(told.map(([, , , event]) => event)).toEqual([...people, ...ops, 'typing', 'typing']);
    const named = (event: string): string =>
      Object.keys(messages).find((key) => (messages[key]!['name'] as unknown) === event && key !== 'typingPush')!;
    for (const [, , , event, said] of told) fits(payload(named(event)), said, event);
    await host.close();
  });

  it.each([
    [`${ROOM}/events`, 'roomEvents', ['joined', 'op', 'typing']],
    ['/rooms/events', 'roomsEvents', ['joined', 'op', 'presence_diff', 'presence_state', 'typing']],
    [
      '/events?topic=rooms&topic=room:quiet-corner&topic=room:nowhere',
      'events',
      ['joined', 'op', 'presence_diff', 'presence_state', 'refused', 'typing'],
    ],
  ])('fits every event of %s, and the server sends each', async (path, channel, names) => {
    const host = new ServerHost({ storage: 'memory' });
    const response = await httpHandler(host)(new Request(`http://localhost${path}`, { headers: { Authorization: 'Bearer ben' } }));
    const pieces = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    await host.post('ana', 'quiet-corner', 'hello');
    await host.put('ana', 'rooms', { mutationId: 'r', kind: 'create', id: 'r', body: { name: 'A room' } });
    for (const topic of ['rooms', 'room:quiet-corner']) host.typing('ana', topic);
    const reader = new EventStreamReader();
    const events: { event: string; data: string }[] = [];
    while (events.at(-1)?.event !== 'typing') events.push(...reader.read((await pieces.read()).value!));
    expect([...new Set(events.map(({ event }) => event))].sort()).toEqual(names);
    const documented = asyncapi['channels']![channel]!['messages']!;
    for (const { event, data } of events) {
      const key = Object.keys(documented).find((one) => (messages[`${one}Event`]!['name'] as unknown) === event)!;
      fits(payload(`${key}Event`), JSON.parse(data), event);
    }
    expect(Object.keys(documented)).toHaveLength(names.length);
    await pieces.cancel();
    await host.close();
  });

  it('would notice a field that is not in it, and one that is missing', () => {
    const room = { id: 'r', cseq: 1, ver: 1, deleted: false, name: 'n', description: '' };
    const check = schemaAt('openapi', 'components', 'schemas', 'Room');
    expect(check(room)).toBe(true);
    expect(check({ ...room, extra: 1 })).toBe(false);
    expect(check({ ...room, ver: undefined })).toBe(false);
    expect(check({ ...room, cseq: -1 })).toBe(false);
  });
});
