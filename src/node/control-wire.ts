// What a test in any language reads of a mock server and tells it, by the names of the wire: those of rows, and of rules of faults.

import { encodePut } from '../backend/wire.js';
import type { FaultRule } from '../mock/faults.js';
import type { Commit } from '../mock/protocol-server.js';
import type { ClientRequest } from '../mock/server-host.js';

type Fields = Readonly<Record<string, unknown>>;

/** The names that differ. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['jitterMs', 'jitter_ms'],
  ['retryAfterMs', 'retry_after_ms'],
]);

/** Reads a rule from JSON. Whether it can be taken is seen where it is put in force. */
export function parseRule(json: string): FaultRule {
  const said = JSON.parse(json) as unknown;
  if (typeof said !== 'object' || said === null || Array.isArray(said)) return said as FaultRule;
  const ours = Object.fromEntries([...NAMES].map(([name, wire]) => [wire, name]));
  return Object.fromEntries(
    Object.entries(said).map(([name, value]) => {
      if (NAMES.has(name)) throw new TypeError(`fault: here it is called ${NAMES.get(name)}`);
      return [ours[name] ?? name, value as unknown];
    }),
  ) as unknown as FaultRule;
}

export function encodeRule(rule: FaultRule): Fields {
  return Object.fromEntries(Object.entries(rule).map(([name, value]) => [NAMES.get(name) ?? name, value as unknown]));
}

/** What is said of a rule, by the names of the wire. */
export function inWire(text: string): string {
  return [...NAMES].reduce((said, [name, wire]) => said.replaceAll(name, wire), text);
}

export function encodeRequest({ userId, topic, event, payload }: ClientRequest): Fields {
  return { user_id: userId, topic, event, payload };
}

export function encodeCommit({ topic, author, mutationId, reply, changed, at }: Commit): Fields {
  return { topic, author, mutation_id: mutationId, reply: encodePut(reply), changed, ...(at === undefined ? {} : { at }) };
}
