// Servers with one rule of the contract broken on purpose: what each conformance rule must find.

import { MAX_CONTENT } from '../../src/backend/model.js';
import type { Fetch } from '../../src/conformance/index.js';
import { isEventStream } from '../../src/conformance/overhearing.js';
import type { ProtocolServer } from '../../src/mock/protocol-server.js';
import type { ServerHost } from '../../src/mock/server-host.js';
import type { ServerRow } from '../../src/mock/topic-log.js';
import { SourceError } from '../../src/sync/protocol.js';
import type { Mutation, Place, PutReply } from '../../src/sync/protocol.js';

export interface Plant {
  /** The rule that must find it. */
  rule: string;
  does: string;
  plant(host: ServerHost): void;
  /** It is found only where rules make rooms of their own. */
  inOwnRooms?: boolean;
  /** How long that takes, where it takes time. */
  patienceMs?: number;
  /** What stands before it over HTTP, and changes what is asked or answered. */
  front?(this: void, own: Fetch, host: ServerHost): Fetch;
}

type Put = ServerHost['put'];
type Read = {
  [K in 'join' | 'sync' | 'page']?: (server: ProtocolServer, ...args: Parameters<ProtocolServer[K]>) => ReturnType<ProtocolServer[K]>;
};

let count = 0;
export const another = (): string => `x${(count += 1)}`;

/** Changes how wishes are granted. */
export function write(change: (own: Put, ...args: Parameters<Put>) => Promise<PutReply<ServerRow>>): Plant['plant'] {
  return (host) => {
    const own = host.put.bind(host);
    host.put = (...args) => change(own, ...args);
  };
}

/** Changes what is read. */
export function read(changes: Read): Plant['plant'] {
  return (host) => {
    const own = host.current.bind(host);
    host.current = async () => {
      const server = await own();
      return new Proxy(server, {
        get(target, name) {
          const change = (changes as Record<string | symbol, ((...args: unknown[]) => unknown) | undefined>)[name];
          if (change) return (...args: unknown[]) => change(target, ...args);
          const value = Reflect.get(target, name, target) as unknown;
          return typeof value === 'function' ? (value.bind(target) as unknown) : value;
        },
      });
    };
  };
}

/** Leaves the comments of a stream out, and says `more` after each event. */
const withoutComments =
  (more = ''): NonNullable<Plant['front']> =>
  (own) =>
  async (url, init) => {
    const response = await own(url, init);
    const { body, headers, status } = response;
    if (!body || !isEventStream(response)) return response;
    const silent = new TransformStream<Uint8Array, Uint8Array>({
      transform: (bytes, controller) => {
        if (bytes[0] === ':'.charCodeAt(0)) return;
        controller.enqueue(bytes);
        if (more) controller.enqueue(new TextEncoder().encode(more));
      },
    });
    return new Response(body.pipeThrough(silent), { headers, status });
  };

const isKnown = (init: RequestInit): boolean => /ana|ben/.test(new Headers(init.headers).get('Authorization') ?? '');

/** Asks as Ana whatever somebody unknown asks of this kind. */
const lettingIn =
  (isOpen: (method: string, path: string) => boolean): Plant['front'] =>
  (own) =>
  (url, init) => {
    const path = new URL(url).pathname;
    if (isKnown(init) || !isOpen(init.method ?? 'GET', path)) return own(url, init);
    return own(url, { ...init, headers: { ...Object.fromEntries(new Headers(init.headers)), Authorization: 'Bearer ana' } });
  };
const unchanged = (): void => undefined;

/** Is asked for something else. */
const taking =
  (asked: RegExp, instead: string): Plant['front'] =>
  (own) =>
  (url, init) =>
    own(url.replace(asked, instead), init);

/** Decides a wish anew, under another mutation id, where its answer is forgotten; it is told what has been answered since. */
function forgetful(isForgotten: (since: readonly Mutation[], mutation: Mutation) => boolean): Plant['plant'] {
  return (host) => {
    const answered: Mutation[] = [];
    write(async (own, user, topic, mutation) => {
      const at = answered.findIndex(({ mutationId }) => mutationId === mutation.mutationId);
      const isAgain = isRoom(topic) && at >= 0 && isForgotten(answered.slice(at), mutation);
      if (at < 0) answered.push(mutation);
      return own(user, topic, isAgain ? { ...mutation, mutationId: another() } : mutation);
    })(host);
  };
}

/** Of two changes at once the later is to be seen first. */
function racing(host: ServerHost): void {
  const underWay = new Set<string>();
  write(async (own, user, topic, mutation) => {
    const reply = await own(user, topic, mutation);
    const change = `${topic} ${reply.seq}`;
    underWay.add(change);
    if (isRoom(topic) && reply.seq % 2 === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    underWay.delete(change);
    return reply;
  })(host);
  read({
    sync: (server, user, topic, query) => {
      const reply = server.sync(user, topic, query);
      const rows = reply.rows.filter(({ version }) => !underWay.has(`${topic} ${version}`));
      return reply.reset || reply.more ? reply : { ...reply, rows, upTo: rows.at(-1)?.version ?? query.after };
    },
  })(host);
}

/** Takes a place for another. */
function around(change: (place: Place, head: number) => Place): Plant['plant'] {
  return read({
    page: (server, user, topic, query) =>
      server.page(user, topic, 'around' in query ? { ...query, around: change(query.around, server.join(user, topic).head) } : query),
  });
}

/** Does something else where the server would refuse for this reason. */
async function insteadOf(
  reason: string,
  act: () => Promise<PutReply<ServerRow>>,
  otherwise: () => Promise<PutReply<ServerRow>>,
): Promise<PutReply<ServerRow>> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof SourceError && error.reason === reason) return otherwise();
    throw error;
  }
}

const okWhereGone = write((own, ...wish) =>
  insteadOf(
    'gone',
    () => own(...wish),
    () => Promise.resolve({ seq: 1 }),
  ),
);
export const isRoom = (topic: string): boolean => topic !== 'rooms';
const withContent = (mutation: Mutation, content: string): Mutation => ({ ...mutation, mutationId: another(), body: { content } });

export const PLANTS: readonly Plant[] = [
  {
    rule: 'idempotency',
    does: 'forgets which mutations it has answered',
    plant: write((own, user, topic, mutation) => own(user, topic, { ...mutation, mutationId: another() })),
  },
  {
    rule: 'idempotency',
    does: 'does an edit again when it comes again',
    plant: write((own, user, topic, mutation) =>
      own(user, topic, mutation.kind === 'edit' ? { ...mutation, mutationId: another() } : mutation),
    ),
  },
  {
    rule: 'idempotency',
    does: 'puts other words under an id that is already there',
    plant: write(async (own, user, topic, mutation) => {
      const reply = await own(user, topic, mutation);
      const isLate = mutation.kind === 'create' && reply.row?.mutationId !== mutation.mutationId && isRoom(topic);
      return isLate ? own(user, topic, { ...mutation, mutationId: another(), kind: 'edit' }) : reply;
    }),
  },
  {
    rule: 'idempotency',
    does: 'remembers what it has refused',
    plant: (host) => {
      const refusals = new Map<string, unknown>();
      write(async (own, user, topic, mutation) => {
        if (refusals.has(mutation.mutationId)) throw refusals.get(mutation.mutationId);
        try {
          return await own(user, topic, mutation);
        } catch (error) {
          refusals.set(mutation.mutationId, error);
          throw error;
        }
      })(host);
    },
  },
  {
    rule: 'idempotency',
    does: 'remembers the last twenty answers',
    plant: forgetful((answered) => answered.length > 20),
  },
  {
    rule: 'idempotency',
    does: 'forgets its answers about deleted messages',
    plant: forgetful((answered, { id }) => answered.some((one) => one.id === id && one.kind === 'delete')),
  },
  {
    rule: 'idempotency',
    does: 'deletes again what is there again',
    plant: forgetful((_, { kind }) => kind === 'delete'),
  },
  {
    rule: 'edits',
    does: 'does not say when a message was edited',
    plant: write(async (own, user, topic, mutation) => {
      const reply = await own(user, topic, mutation);
      return reply.row && 'insertedAt' in reply.row ? { ...reply, row: { ...reply.row, updatedAt: reply.row.insertedAt } } : reply;
    }),
  },
  {
    rule: 'own mutations',
    does: 'takes everybody for the same user',
    plant: write(async (own, user, topic, mutation) => {
      const reply = await own(user, topic, mutation);
      return reply.row && 'sender' in reply.row ? { ...reply, row: { ...reply.row, sender: { id: 'ana', name: 'Ana' } } } : reply;
    }),
  },
  {
    rule: 'concurrency',
    does: 'looks for the mutation first and inserts later, with ids of its own',
    plant: (host) => {
      const answers = new Map<string, PutReply<ServerRow>>();
      write(async (own, user, topic, mutation) => {
        const known = answers.get(mutation.mutationId);
        if (known) return known;
        await new Promise((resolve) => setTimeout(resolve, 5));
        const reply = await own(user, topic, isRoom(topic) ? { ...mutation, mutationId: another(), id: another() } : mutation);
        answers.set(mutation.mutationId, reply);
        return reply;
      })(host);
    },
  },
  {
    rule: 'own mutations',
    does: 'knows mutations by their id alone',
    plant: (host) => {
      const answers = new Map<string, PutReply<ServerRow>>();
      write(async (own, user, topic, mutation) => {
        const reply = answers.get(mutation.mutationId) ?? (await own(user, topic, mutation));
        answers.set(mutation.mutationId, reply);
        return reply;
      })(host);
    },
  },
  {
    rule: 'permissions',
    does: 'lets anybody edit and delete',
    plant: write((own, user, topic, mutation) =>
      insteadOf(
        'forbidden',
        () => own(user, topic, mutation),
        () => own('ana', topic, mutation),
      ),
    ),
  },
  {
    rule: 'permissions',
    does: 'lets anybody edit and delete rooms',
    inOwnRooms: true,
    plant: write((own, user, topic, mutation) =>
      insteadOf(
        'forbidden',
        () => own(user, topic, mutation),
        () => own(isRoom(topic) ? user : 'ana', topic, mutation),
      ),
    ),
  },
  {
    rule: 'permissions',
    does: 'says ok to a create with the id of a message of somebody else',
    plant: write((own, user, topic, mutation) =>
      insteadOf(
        'forbidden',
        () => own(user, topic, mutation),
        () => (mutation.kind === 'create' ? Promise.resolve({ seq: 1 }) : own(user, topic, mutation)),
      ),
    ),
  },
  {
    rule: 'strangers',
    does: 'lets anybody in',
    plant: read({ join: (server, user, topic) => server.join(server.users.some(({ id }) => id === user) ? user : 'ana', topic) }),
  },
  {
    rule: 'strangers',
    does: 'opens rooms that are not there',
    plant: read({
      join: (server, user, topic) =>
        server.users.some(({ id }) => id === user) ? { epoch: server.epoch, head: 0 } : server.join(user, topic),
    }),
  },
  ...(
    [
      ['write whatever they like', (method, path) => method !== 'GET' && !path.endsWith('/typing')],
      ['read what they ask for', (method, path) => method === 'GET' && !path.endsWith('/events')],
      ['follow the rooms', (_, path) => path === '/rooms/events'],
      ['say that they are typing', (_, path) => path.endsWith('/typing')],
      ['react', (_, path) => path.includes('/reactions/')],
    ] as [string, (method: string, path: string) => boolean][]
  ).map(([what, isOpen]) => ({ rule: 'strangers', does: `lets strangers ${what}`, plant: unchanged, front: lettingIn(isOpen)! })),
  {
    rule: 'strangers',
    does: 'leaves deleted rooms open',
    inOwnRooms: true,
    plant: read({
      join: (server, user, topic) => {
        const { rows } = server.sync(user, 'rooms', { after: 0, limit: 500 });
        const isDeleted = rows.some(({ id, deleted }) => deleted && topic === `room:${id}`);
        return isDeleted ? { epoch: server.epoch, head: 0 } : server.join(user, topic);
      },
    }),
  },
  {
    rule: 'refusals',
    does: 'takes blank messages',
    plant: write((own, user, topic, mutation) =>
      own(user, topic, mutation.body['content'] === ' ' ? withContent(mutation, '(blank)') : mutation),
    ),
  },
  ...(['invalid', 'too-large'] as const).map((reason): Plant => ({
    rule: 'refusals',
    does: `refuses only new messages as ${reason}`,
    plant: write((own, user, topic, mutation) =>
      insteadOf(
        reason,
        () => own(user, topic, mutation),
        () => own(user, topic, mutation.kind === 'edit' ? withContent(mutation, 'something') : mutation),
      ),
    ),
  })),
  {
    rule: 'refusals',
    does: 'cuts long messages',
    plant: write((own, user, topic, mutation) => {
      const content = String(mutation.body['content'] ?? '');
      return own(user, topic, content.length > MAX_CONTENT ? withContent(mutation, content.slice(0, MAX_CONTENT)) : mutation);
    }),
  },
  {
    rule: 'refusals',
    does: 'does not say which field is blank',
    plant: write(async (own, user, topic, mutation) => {
      try {
        return await own(user, topic, mutation);
      } catch (error) {
        throw error instanceof SourceError ? new SourceError(error.reason, error.message) : error;
      }
    }),
  },
  {
    rule: 'tombstones',
    does: 'forgets deleted messages',
    plant: read({
      sync: (server, ...args) => {
        const reply = server.sync(...args);
        return { ...reply, rows: reply.rows.filter(({ deleted }) => !deleted) };
      },
    }),
  },
  {
    rule: 'tombstones',
    does: 'says ok to an edit of a deleted message',
    plant: okWhereGone,
  },
  {
    rule: 'tombstones',
    does: 'shows deleted messages in its pages',
    plant: read({
      page: (server, ...args) => {
        const reply = server.page(...args);
        const changes = server.sync(args[0], args[1], { after: 0, limit: 500 });
        return { ...reply, rows: [...reply.rows, ...changes.rows.filter(({ deleted }) => deleted)] };
      },
    }),
  },
  {
    rule: 'edits',
    does: 'makes a message of an edit that finds none',
    plant: write((own, user, topic, mutation) =>
      insteadOf(
        'not-found',
        () => own(user, topic, mutation),
        () => own(user, topic, { ...mutation, kind: 'create' }),
      ),
    ),
  },
  {
    rule: 'edits',
    does: 'puts an edited message at the end',
    plant: write(async (own, user, topic, mutation) => {
      const reply = await own(user, topic, mutation);
      return mutation.kind === 'edit' && reply.row ? { ...reply, row: { ...reply.row, seq: reply.seq } } : reply;
    }),
  },
  {
    rule: 'reactions',
    does: 'lets only its author react to a message',
    plant: write(async (own, user, topic, mutation) => {
      if (mutation.kind === 'react' && user !== 'ana') throw new SourceError('forbidden', 'It is not yours.');
      return own(user, topic, mutation);
    }),
  },
  {
    rule: 'reactions',
    does: 'marks a message as edited by a reaction',
    plant: write(async (own, user, topic, mutation) => {
      const reply = await own(user, topic, mutation);
      if (mutation.kind !== 'react' || !reply.row) return reply;
      return { ...reply, row: { ...reply.row, updatedAt: '2030-01-01T00:00:00.000Z' } as ServerRow };
    }),
  },
  {
    rule: 'reactions',
    does: 'counts a reaction again that comes again',
    plant: write(async (own, user, topic, mutation) => {
      const reply = await own(user, topic, mutation);
      if (mutation.kind !== 'react' || !reply.row || reply.row.mutationId === mutation.mutationId) return reply;
      const { reactions = [] } = reply.row as { reactions?: { emoji: string; users: { id: string }[] }[] };
      const twice = reactions.map((one) => ({ ...one, users: [...one.users, { id: another(), name: 'Ben' }] }));
      return { ...reply, row: { ...reply.row, reactions: twice } as unknown as ServerRow };
    }),
  },
  {
    rule: 'reactions',
    does: 'forgets reactions when a message is edited',
    plant: write(async (own, user, topic, mutation) => {
      const reply = await own(user, topic, mutation);
      if (mutation.kind !== 'edit' || !reply.row) return reply;
      return { ...reply, row: { ...reply.row, reactions: [] } as ServerRow };
    }),
  },
  {
    rule: 'reactions',
    does: 'does a reaction again that comes again',
    plant: forgetful((_, { kind }) => kind === 'react'),
  },
  {
    rule: 'reaction limits',
    does: 'takes words for a reaction',
    plant: write((own, user, topic, mutation) =>
      own(user, topic, mutation.body['emoji'] === 'no' ? { ...mutation, body: { emoji: '👎', on: true } } : mutation),
    ),
  },
  {
    rule: 'reaction limits',
    does: 'takes reactions to deleted messages',
    plant: okWhereGone,
  },
  {
    rule: 'join',
    does: 'tells an old head',
    plant: read({ join: (server, ...args) => ({ ...server.join(...args), head: Math.max(0, server.join(...args).head - 1) }) }),
  },
  {
    rule: 'join',
    does: 'tells another history to everybody',
    plant: read({ join: (server, ...args) => ({ ...server.join(...args), epoch: another() }) }),
  },
  {
    rule: 'gapless heads',
    does: 'raises the head by two',
    plant: write(async (own, user, topic, mutation) => {
      const reply = await own(user, topic, mutation);
      if (isRoom(topic)) await own(user, topic, { mutationId: another(), kind: 'create', id: another(), body: { content: 'hidden' } });
      return reply;
    }),
  },
  { rule: 'news', does: 'does not tell every third change', plant: (host) => void host.faults.add({ do: 'skip-op', match: { nth: 3 } }) },
  {
    rule: 'news',
    does: 'tells changes in another order',
    plant: (host) => void host.faults.add({ do: 'reorder-ops', count: 2 }),
  },
  {
    rule: 'many topics',
    does: 'tells whoever listens to the rooms of them alone',
    plant: (host) => {
      const own = host.listen.bind(host);
      host.listen = (connection) => {
        const broadcast = connection.broadcast.bind(connection);
        connection.broadcast = (commit) => (isRoom(commit.topic) ? undefined : broadcast(commit));
        own(connection);
      };
    },
  },
  {
    rule: 'many topics',
    does: 'takes a room that is not there for trouble of its own',
    plant: read({
      join: (server, user, topic) => {
        try {
          return server.join(user, topic);
        } catch {
          throw new SourceError('server', 'There was nothing.');
        }
      },
    }),
  },
  {
    rule: 'many topics',
    does: 'tells what happens in one room as if it were in another',
    plant: (host) => {
      const own = host.listen.bind(host);
      host.listen = (connection) => {
        const broadcast = connection.broadcast.bind(connection);
        connection.broadcast = (commit) => broadcast(isRoom(commit.topic) ? { ...commit, topic: 'room:weekend-plans' } : commit);
        own(connection);
      };
    },
  },
  {
    rule: 'gapless heads',
    does: 'takes numbers before it commits',
    plant: racing,
  },
  {
    rule: 'heartbeat',
    does: 'is silent while nothing happens',
    plant: unchanged,
    patienceMs: 8_000,
    front: withoutComments(),
  },
  {
    rule: 'heartbeat',
    does: 'tells who is here, and is silent then',
    plant: unchanged,
    patienceMs: 8_000,
    front: withoutComments('event: presence_state\ndata: {}\n\n'),
  },
  {
    rule: 'catch-up',
    does: 'leaves a change out',
    plant: read({
      sync: (server, ...args) => {
        const reply = server.sync(...args);
        return { ...reply, rows: reply.rows.filter((_, index, rows) => rows.length < 3 || index !== rows.length - 2) };
      },
    }),
  },
  {
    rule: 'catch-up',
    does: 'says there is no more when there is',
    plant: read({
      sync: (server, ...args) => {
        const reply = server.sync(...args);
        return reply.reset ? reply : { ...reply, upTo: server.join(args[0], args[1]).head, more: false };
      },
    }),
  },
  {
    rule: 'reset',
    does: 'says that nothing has changed since a number it never gave',
    plant: read({
      sync: (server, user, topic, query) => {
        const reply = server.sync(user, topic, query);
        return reply.reset ? { reset: false, after: Math.max(0, query.after), upTo: reply.asOf, rows: [], more: false } : reply;
      },
    }),
  },
  {
    rule: 'reset',
    does: 'starts afresh with a hole',
    plant: read({
      sync: (server, ...args) => {
        const reply = server.sync(...args);
        return reply.reset ? { ...reply, rows: reply.rows.slice(1) } : reply;
      },
    }),
  },
  {
    rule: 'pages',
    does: 'loses a row between two pages',
    plant: read({
      page: (server, ...args) => {
        const reply = server.page(...args);
        return 'before' in args[2] && reply.rows.length > 1 ? { ...reply, rows: reply.rows.slice(1) } : reply;
      },
    }),
  },
  {
    rule: 'pages',
    does: 'skips a row when reading on',
    plant: read({
      page: (server, ...args) => {
        const reply = server.page(...args);
        return 'after' in args[2] && reply.before <= reply.asOf ? { ...reply, before: reply.before + 1 } : reply;
      },
    }),
  },
  {
    rule: 'pages',
    does: 'tells no place of a row',
    plant: read({
      page: (server, ...args) => {
        const { place: _, ...reply } = server.page(...args);
        return reply;
      },
    }),
  },
  {
    rule: 'pages',
    does: 'takes every instant for the beginning',
    plant: around((place) => ('at' in place ? { seq: 1 } : place)),
  },
  {
    rule: 'pages',
    does: 'takes every instant for the end',
    plant: around((place) => ('at' in place ? { seq: 1_000_000 } : place)),
  },
  {
    rule: 'pages',
    does: 'takes an instant to come for the newest row',
    plant: around((place, head) => ('at' in place && place.at.startsWith('9') ? { seq: head } : place)),
  },
  {
    rule: 'pages',
    does: 'goes to the number after',
    plant: around((place) => ('seq' in place ? { seq: place.seq + 1 } : place)),
  },
  {
    rule: 'pages',
    does: 'gives as many rows as it likes',
    plant: read({ page: (server, user, topic, query) => server.page(user, topic, { ...query, limit: 50 }) }),
  },
  {
    rule: 'pages',
    does: 'never says that nothing is older',
    plant: read({
      page: (server, ...args) => {
        const reply = server.page(...args);
        return { ...reply, floor: Math.max(1, reply.floor) };
      },
    }),
  },
  {
    rule: 'long texts',
    does: 'fills its pages however long they get',
    plant: read({
      page: (server, user, topic, query) => {
        const reply = server.page(user, topic, query);
        if (!('before' in query)) return reply;
        while (reply.floor > 0 && reply.rows.length < query.limit) {
          const { rows, floor } = server.page(user, topic, { before: reply.floor, limit: query.limit - reply.rows.length });
          reply.rows.unshift(...rows);
          reply.floor = floor;
        }
        return reply;
      },
    }),
  },
  {
    rule: 'long texts',
    does: 'leaves out what would be too long',
    plant: read({
      sync: (server, user, topic, query) => {
        const reply = server.sync(user, topic, query);
        return reply.reset ? reply : { ...reply, upTo: server.join(user, topic).head, more: false };
      },
    }),
  },
  ...(
    [
      ['gives a row to whoever asks for none', taking(/(?<=limit=)0(?!\d)/, '1')],
      ['gives a row to whoever asks for fewer than none', taking(/(?<=limit=)-1/, '1')],
      ['takes one row and a half for one', taking(/(?<=limit=)1\.5/, '1')],
      ['refuses whoever asks for more rows than it gives', taking(/(?<=limit=)501/, '0')],
      ['catches up from before the beginning', taking(/(?<=after=)-2/, '-1')],
      ['catches up from between two numbers', taking(/(?<=\/sync\?after=)1\.5/, '1')],
      ['takes what is below the first place for the first', taking(/(?<=(before|around_seq)=)-1|(?<=\/messages\?after=)-1/, '0')],
      ['knows places between two others', taking(/(?<=(before|around_seq)=)1\.5|(?<=\/messages\?after=)1\.5/, '1')],
      ['takes any text for an instant', taking(/(?<=around_at=)some[^&]*/, '2026-01-01')],
    ] as const
  ).map(([does, front]) => ({ rule: 'numbers', does, plant: unchanged, front: front! })),
];
