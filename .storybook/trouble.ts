// The trouble of the toolbar: what goes wrong with a story's server as long as it is chosen there, or named by the story's `globals`.

import type { FaultRule, MockServer } from '../src/mock/index.js';

/** The first of every list. */
const FIRST_ROOM = 'weekend-plans';
/** So many tries to send. */
const TRIES = 100;
const SAID = ['Is anybody here?', 'I am on my way.', 'Two minutes.', 'Here we are.', 'Who has the tickets?'];

/** Begins its trouble, where a story is shown, and gives the way to end it. */
type Trouble = (server: MockServer, canvas: HTMLElement) => () => void;

/** What can be chosen, by name. */
const TROUBLES: Record<string, Trouble> = {
  offline: (server) => {
    server.online = false;
    return () => void (server.online = true);
  },
  slow: (server) => {
    const before = server.latency;
    server.latency = [800, 2_500];
    return () => void (server.latency = before);
  },
  // Every other one; and with the broadcast, which would say as much.
  'lost replies': rules(
    { do: 'skip-op' },
    ...Array.from({ length: TRIES / 2 }, (_, n): FaultRule => ({ do: 'commit-then-drop-reply', match: { event: 'put', nth: 2 * n + 1 } })),
  ),
  'server errors': rules({ do: '500', match: { event: 'put' } }),
  duplicates: rules({ do: 'duplicate-op' }, { do: 'duplicate-reply' }),
  // Where nobody writes, nothing comes in another order.
  'other order': (...shown) => both(rules({ do: 'reorder-ops', count: 2 })(...shown), somebodyWrites(...shown, 700)),
  'second user': (...shown) => somebodyWrites(...shown, 2_000),
};

/** What the toolbar offers. */
export const TROUBLE_ITEMS = [{ value: 'none', title: 'no trouble' }, ...Object.keys(TROUBLES).map((value) => ({ value, title: value }))];

const inForce = new WeakMap<MockServer, { name: string; end: () => void }>();

/** Makes the trouble of this name, and no other, be in force. */
export function makeTrouble(server: MockServer, canvas: HTMLElement, name: string): void {
  const now = inForce.get(server);
  if ((now?.name ?? 'none') === name) return;
  now?.end();
  inForce.delete(server);
  const end = TROUBLES[name]?.(server, canvas);
  if (end) inForce.set(server, { name, end });
}

function rules(...added: FaultRule[]): Trouble {
  return ({ faults }) => both(...added.map((rule) => faults.add(rule)));
}

function both(...ends: (() => void)[]): () => void {
  return () => ends.forEach((end) => end());
}

/** Ben writes a message every so many milliseconds, and is seen to: in the room that the story shows, or the first of its list. */
function somebodyWrites(server: MockServer, canvas: HTMLElement, ms: number): () => void {
  let count = 0;
  let timer: ReturnType<typeof setTimeout>;
  let room: string;
  const type = (): void => {
    const shown = canvas.querySelector<HTMLElement & { room?: string }>('chat-app, chat-room, room-list');
    room = shown?.room || FIRST_ROOM;
    if (shown) server.typing('ben', room);
    timer = shown ? setTimeout(say, ms / 2) : setTimeout(type, 100); // the story is not there yet
  };
  const say = (): void => {
    const words = SAID[count % SAID.length]!;
    count += 1;
    server.typing('ben', room, false);
    server.post('ben', room, words).catch(() => undefined); // the server may have stopped
    timer = setTimeout(type, ms / 2);
  };
  type();
  return () => clearTimeout(timer);
}
