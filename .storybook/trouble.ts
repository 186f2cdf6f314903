// The trouble of the toolbar: what goes wrong with a story's server as long as it is chosen there, or named by the story's `globals`.

import type { FaultRule, MockServer } from '../src/mock/index.js';

const ROOM = 'weekend-plans';
const SAID = ['Is anybody here?', 'I am on my way.', 'Two minutes.', 'Here we are.', 'Who has the tickets?'];

/** What can be chosen, by name; each begins its trouble and gives the way to end it. */
const TROUBLES: Record<string, (server: MockServer) => () => void> = {
  offline: (server) => {
    server.online = false;
    return () => void (server.online = true);
  },
  slow: (server) => {
    const before = server.latency;
    server.latency = [800, 2_500];
    return () => void (server.latency = before);
  },
  'lost replies': rules({ do: 'commit-then-drop-reply', match: { event: 'put' } }),
  'server errors': rules({ do: '500', match: { event: 'put' } }),
  duplicates: rules({ do: 'duplicate-op' }, { do: 'duplicate-reply' }),
  // Where nobody writes, nothing comes in another order.
  'other order': (server) => both(rules({ do: 'reorder-ops', count: 2 })(server), somebodyWrites(server, 700)),
  'second user': (server) => somebodyWrites(server, 2_000),
};

/** What the toolbar offers. */
export const TROUBLE_ITEMS = [{ value: 'none', title: 'no trouble' }, ...Object.keys(TROUBLES).map((value) => ({ value, title: value }))];

const inForce = new WeakMap<MockServer, { name: string; end: () => void }>();

/** Makes the trouble of this name, and no other, be in force. */
export function makeTrouble(server: MockServer, name: string): void {
  const now = inForce.get(server);
  if ((now?.name ?? 'none') === name) return;
  now?.end();
  inForce.delete(server);
  const end = TROUBLES[name]?.(server);
  if (end) inForce.set(server, { name, end });
}

function rules(...added: FaultRule[]): (server: MockServer) => () => void {
  return ({ faults }) => both(...added.map((rule) => faults.add(rule)));
}

function both(...ends: (() => void)[]): () => void {
  return () => ends.forEach((end) => end());
}

/** Ben writes a message every so many milliseconds, and is seen to. */
function somebodyWrites(server: MockServer, ms: number): () => void {
  let count = 0;
  let timer: ReturnType<typeof setTimeout>;
  const type = (): void => {
    server.typing('ben', ROOM);
    timer = setTimeout(say, ms / 2);
  };
  const say = (): void => {
    const words = SAID[count % SAID.length]!;
    count += 1;
    server.typing('ben', ROOM, false);
    server.post('ben', ROOM, words).catch(() => undefined); // the server may have stopped
    timer = setTimeout(type, ms / 2);
  };
  type();
  return () => clearTimeout(timer);
}
