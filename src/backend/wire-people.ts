// People on the wire: who is typing, and who is here in the form of Phoenix' Presence. Nothing of it is ever stored. Pure.

import type { Passing } from '../sync/protocol.js';
import { asFields, asId, asList, asName } from './checks.js';
import type { Fields } from './checks.js';

/** `typing` is pushed by a client and broadcast to the others; the others are those of Phoenix' Presence. */
export const PEOPLE_EVENTS = { typing: 'typing', state: 'presence_state', diff: 'presence_diff' } as const;

/** More people than this are not counted, nor more connections of one. */
const MOST = 10_000;

/** Reads what a client says of itself. */
export function parseTyping(value: unknown): boolean {
  return asFields(value, 'typing')['typing'] !== false;
}

/** Presence of one topic: users by id, each with the references of their connections. */
export class Here {
  readonly #connections = new Map<string, Set<string>>();
  /** Whether the server has said who is here. */
  known = false;

  get passing(): Passing {
    return { kind: 'here', users: [...this.#connections.keys()] };
  }

  /** Reads an event about people; undefined where it says nothing yet. Throws a `SourceError` when it is malformed. */
  read(event: string, payload: unknown): Passing | undefined {
    const of = asFields(payload, event);
    if (event === PEOPLE_EVENTS.typing) {
      const user = asFields(of['user'], 'typing: user');
      const name = asName(user['name'], 'typing: user.name');
      return { kind: 'typing', user: { id: asId(user['id'], 'typing: user.id'), name }, typing: of['typing'] !== false };
    }
    if (event === PEOPLE_EVENTS.state) {
      const state = parseConnections(of, event);
      this.#connections.clear();
      for (const [id, refs] of state) this.#of(id, refs);
      this.known = true;
      return this.passing;
    }
    const [left, came] = [parseConnections(of['leaves'] ?? {}, `${event}: leaves`), parseConnections(of['joins'] ?? {}, `${event}: joins`)];
    for (const [id, refs] of came) this.#of(id, refs);
    for (const [id, refs] of left) {
      const known = this.#connections.get(id);
      for (const ref of refs) known?.delete(ref);
      if (known?.size === 0) this.#connections.delete(id);
    }
    return this.known ? this.passing : undefined;
  }

  #of(id: string, refs: readonly string[]): void {
    const known = this.#connections.get(id);
    if (known) for (const ref of refs) known.add(ref);
    else if (this.#connections.size < MOST) this.#connections.set(id, new Set(refs));
  }
}

/** One user's connections: `{ metas: [{ phx_ref }] }` by id. */
function parseConnections(value: unknown, what: string): [string, string[]][] {
  return Object.entries(asFields(value, what)).map(([id, of]) => {
    const metas = asList(asFields(of, `${what}: ${id.slice(0, 40)}`)['metas'], `${what}: metas`, Infinity);
    return [
      asId(id, `${what}: id`),
      metas.slice(0, MOST).map((meta) => asId(asFields(meta, `${what}: meta`)['phx_ref'], `${what}: phx_ref`)),
    ];
  });
}

/** The opposite of what `Here` reads: users with the references of their connections. */
export function encodeConnections(connections: Iterable<readonly [id: string, ref: string]>): Fields {
  const of = new Map<string, { metas: { phx_ref: string }[] }>();
  for (const [id, ref] of connections) of.set(id, { metas: [...(of.get(id)?.metas ?? []), { phx_ref: ref }] });
  return Object.fromEntries(of);
}
