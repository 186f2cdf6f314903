// What tests in any language do to a mock server is written down: each answer fits the document, and speaks the names of the wire alone.

import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FAULT_EVENTS, OP_FAULTS, REQUEST_FAULTS } from '../../src/mock/faults.js';
import { startMockServer } from '../../src/node/mock-server.js';
import type { NodeMockServer } from '../../src/node/mock-server.js';

interface Json {
  [name: string]: Json;
}

const read = (name: string): Json => JSON.parse(readFileSync(`docs/${name}.json`, 'utf8')) as Json;
const document = read('mock-openapi');
const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addFormat('date-time', (text: string) => new Date(text).toISOString() === text);
ajv.addSchema(read('openapi'), 'http://docs/openapi.json');
ajv.addSchema(closed(document), 'http://docs/mock-openapi.json');

/** With schemas that take nothing they do not name: a field that is sent and not documented is a fault of the document. */
function closed(value: unknown): Json {
  if (Array.isArray(value)) return value.map(closed) as unknown as Json;
  if (typeof value !== 'object' || value === null) return value as Json;
  const copy = Object.fromEntries(Object.entries(value).map(([name, part]) => [name, closed(part)]));
  return copy['properties'] ? { ...copy, additionalProperties: false as unknown as Json } : copy;
}

const seen = new Set<string>();
let server: NodeMockServer;
beforeAll(async () => {
  server = await startMockServer({ port: 0, record: true });
});
afterAll(() => server.stop());

/** Says something over one of the routes, and holds both it and the answer against the document. */
async function say(method: string, route: string, body?: unknown, query = ''): Promise<Json> {
  const init = { method: method.toUpperCase(), ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  const response = await fetch(`${server.url}${route}${query}`, init);
  seen.add(`${method} ${route}`);
  const operation = document['paths']![route]![method]!;
  expect(operation['responses']![response.status], `${method} ${route} ${response.status}`).toBeDefined();
  const place = response.status === 200 ? ['paths', route, method, 'responses', '200'] : ['components', 'responses', `${response.status}`];
  const said = (await response.json()) as Json;
  fits([...place, 'content', 'application/json', 'schema'], said);
  if (body !== undefined && response.status === 200) fits(['components', 'schemas', 'FaultRule'], body);
  expect(JSON.stringify(said)).not.toMatch(/"[a-z]+[A-Z]\w*":/);
  return said;
}

function fits(place: string[], value: unknown): void {
  const pointer = place.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/');
  const validate = ajv.getSchema(`http://docs/mock-openapi.json#/${pointer}`)!;
  expect(validate, pointer).toBeTypeOf('function');
  void validate(value);
  expect([pointer, validate.errors ?? []]).toEqual([pointer, []]);
}

const ask = (method: string, path: string, key: string, body?: string): Promise<Response> =>
  fetch(`${server.url}/rooms/${path}`, { method, headers: { Authorization: 'Bearer ana', 'Idempotency-Key': key }, body: body ?? null });

it('names every fault and every event of a server', () => {
  const { FaultRule } = document['components']!['schemas']!;
  const enumOf = (schema: Json | undefined): unknown => schema?.['enum'];
  expect(enumOf(FaultRule!['properties']!['do'])).toEqual([...REQUEST_FAULTS, ...OP_FAULTS]);
  expect(enumOf(FaultRule!['properties']!['match']!['properties']!['event'])).toEqual([...FAULT_EVENTS]);
});

it('says what each route takes and gives', async () => {
  const rule = { do: '429', retry_after_ms: 5, match: { event: 'put' }, times: 1 };
  expect(await say('post', '/mock/faults', rule)).toEqual({ rules: [rule], struck: {} });
  expect((await ask('PUT', 'quiet-corner/messages/a', 'a', '{"content":"a"}')).headers.get('Retry-After')).toBe('1');
  expect((await say('get', '/mock/faults'))['struck']).toEqual({ 429: 1 });
  await say('delete', '/mock/faults');
  for (const [wrong, why] of [
    [{ do: '429', retryAfterMs: 5 }, 'fault: here it is called retry_after_ms'],
    [{ do: 'delay', jitter_ms: -1 }, 'fault.jitter_ms is a number from 0'],
    [{ do: 'delay', jitter: 1 }, 'fault has no "jitter"; there are: do, ms, jitter_ms, retry_after_ms'],
    [null, 'fault is an object'],
  ] as const)
    expect((await say('post', '/mock/faults', wrong))['message']).toContain(why);
  expect(await say('post', '/mock/faults', { do: 'delay', ms: 0, jitter_ms: 1 })).toMatchObject({ rules: [{ jitter_ms: 1 }] });
  await say('post', '/mock/pause');
  const done = ask('PUT', 'quiet-corner/messages/a', 'a', '{"content":"a"}');
  await expect.poll(() => say('get', '/mock/held')).toMatchObject({ held: [{ user_id: 'ana', event: 'put', payload: { mid: 'a' } }] });
  expect(await say('post', '/mock/step', undefined, '?count=2')).toEqual({ passed: 1 });
  await say('post', '/mock/step', undefined, '?count=0');
  await done;
  await say('post', '/mock/resume');
  await ask('PUT', 'quiet-corner/messages/a/reactions/%F0%9F%91%8D', 'r');
  await ask('PUT', 'new', 'n', '{"name":"New","description":""}');
  await ask('GET', 'quiet-corner/messages?around=a', '');
  await ask('DELETE', 'quiet-corner/messages/a', 'd');
  await ask('DELETE', 'quiet-corner/messages/a', 'd2');
  await fetch(`${server.url}/uploads/u1`, {
    method: 'PUT',
    headers: { Authorization: 'Bearer ana' },
    body: '{"name":"a.txt","type":"text/plain","size":3}',
  });
  const { requests, commits } = await say('get', '/mock/journal');
  expect((requests as unknown as Json[]).map(({ event }) => event)).toEqual(['put', 'put', 'put', 'put', 'page', 'put', 'put', 'upload']);
  expect(commits).toMatchObject([{ mutation_id: 'a', reply: { seq: 1, row: { room_id: 'quiet-corner' } } }, {}, { topic: 'rooms' }, {}]);
  expect(await say('post', '/mock/reset')).toEqual({});
  const routes = Object.entries(document['paths']!).flatMap(([path, item]) => Object.keys(item).map((method) => `${method} ${path}`));
  expect([...seen].sort()).toEqual(routes.sort());
});
