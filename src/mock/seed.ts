// The people and rooms a fresh server begins with. The same seed gives the same bytes: users, rooms, messages and times. Pure.

import { ROOMS_TOPIC, roomTopic } from '../backend/model.js';
import type { User } from '../backend/model.js';
import { generateHistory } from './generated-history.js';
import type { GeneratedHistory } from './generated-history.js';
import { ProtocolServer } from './protocol-server.js';
import type { Commit } from './protocol-server.js';
import { seededRandom } from './random.js';
import { ANSWERED, SRE_SENTENCES, WEEKEND_SENTENCES } from './seed-sentences.js';

/** What a server starts from: who may sign in, and the journal of what they said. */
export interface Seed {
  /** Who may sign in; ten unless others are given. */
  users: readonly User[];
  /** What the journal begins with: rooms made, and messages written. */
  commits: readonly Commit[];
  /** What was said before them in rooms with a long past. */
  histories?: readonly GeneratedHistory[];
}

const NAMES = [
  'Ana Sousa',
  'Ben Okafor',
  'Chloe Martin',
  'Dmitri Petrov',
  'Eva Lind',
  'Farid Haddad',
  'Grace Kim',
  'Hiro Tanaka',
  'Ines Moreau',
  'Jonas Weber',
];
const ROOMS = [
  { id: 'weekend-plans', name: 'weekend-plans', description: 'Who is doing what when the laptops are closed' },
  { id: 'sre-team', name: 'sre-team', description: 'Deploys, pages, and the calm in between' },
  { id: 'quiet-corner', name: 'quiet-corner', description: 'Nobody has said anything here yet' },
];
/** The ids of the rooms every seed has. */
export const SEED_ROOMS: readonly string[] = ROOMS.map(({ id }) => id);
const MESSAGES = 100;
const MINUTE = 60_000;
const FIRST_MORNING = Date.UTC(2026, 2, 2, 8, 12);
const SEEDED_AT = new Date(FIRST_MORNING).toISOString();

/** The users every seed has; a user's id is also the token the mock server knows them by. */
export const SEED_USERS: readonly User[] = NAMES.map((name) => {
  const id = name.split(' ')[0]!.toLowerCase();
  return { id, name, email: `${id}@streamchat.io` };
});

/** The room that has as many messages as one asks for. */
const ARCHIVE = { id: 'archive', name: 'archive', description: 'All that was ever said' };

/** Ten users or those given, two rooms with a hundred messages between them, and an empty room; with `archived`, a fourth room with that many. */
export function createSeed(
  seed: string | number = 1,
  { archived = 0, users = SEED_USERS }: { archived?: number; users?: readonly User[] } = {},
): Seed {
  const [founder] = users;
  if (!founder) throw new RangeError('a server needs users');
  const random = seededRandom(seed);
  const server = new ProtocolServer({ epoch: 'seed', users });
  const commits: Commit[] = [];
  const create = (author: string, topic: string, id: string, body: Record<string, unknown>, at: string): void => {
    const { commit } = server.put(author, topic, { mutationId: `seed-${id}`, kind: 'create', id, body }, at);
    server.apply(commit!);
    commits.push(commit!);
  };

  for (const { id, ...body } of archived > 0 ? [...ROOMS, ARCHIVE] : ROOMS) create(founder.id, ROOMS_TOPIC, id, body, SEEDED_AT);

  const share = MESSAGES / 2 - 6 + Math.floor(random() * 13);
  for (const [roomId, sentences, count] of [
    ['weekend-plans', WEEKEND_SENTENCES, share],
    ['sre-team', SRE_SENTENCES, MESSAGES - share],
  ] as const) {
    let at = FIRST_MORNING + Math.floor(random() * 90) * MINUTE;
    let author = '';
    const said = new Map<string, string>();
    for (const [index, content] of shuffled(sentences, random).slice(0, count).entries()) {
      // People often say a second thing right after the first: those rows are shown as one group.
      const goesOn = author !== '' && random() < 0.25;
      if (!goesOn) author = users[Math.floor(random() * users.length)]!.id;
      at = awake(at + (goesOn ? 4_000 + random() * 40_000 : pause(random) * MINUTE));
      const id = `${roomId}-${index + 1}`;
      const answered = said.get(ANSWERED.get(content) ?? '');
      const body = { content, ...(answered === undefined ? {} : { replyTo: { id: answered } }) };
      create(author, roomTopic(roomId), id, body, new Date(at).toISOString());
      said.set(content, id);
    }
  }
  return {
    users,
    commits,
    ...(archived > 0 ? { histories: [generateHistory(seed, ARCHIVE.id, archived, users)] } : {}),
  };
}

/** Minutes of silence: mostly short, sometimes an hour, now and then half a day. */
function pause(random: () => number): number {
  const kind = random();
  if (kind < 0.6) return 1 + random() * 7;
  if (kind < 0.9) return 10 + random() * 60;
  return 180 + random() * 240;
}

/** The same instant, or if that is at night, as long after seven in the morning. */
function awake(at: number): number {
  const hour = new Date(at).getUTCHours();
  return Math.floor(hour >= 22 ? at + 9 * 60 * MINUTE : hour < 7 ? at + 7 * 60 * MINUTE : at);
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const pick = Math.floor(random() * (last + 1));
    [result[last], result[pick]] = [result[pick]!, result[last]!];
  }
  return result;
}
