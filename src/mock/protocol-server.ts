// The server of the contract as a state machine over a journal: `put` decides, `apply` changes. It keeps no clock, no sockets
// and no disk, so the same machine runs in property tests, in Node and in a page, and any of them can replay its journal. Pure.

import { ROOMS_TOPIC, roomTopic } from '../backend/model.js';
import type { Message, Room, User } from '../backend/model.js';
import { SourceError } from '../sync/protocol.js';
import type { Joined, Mutation, PageQuery, PageReply, PutReply, SyncReply } from '../sync/protocol.js';
import type { GeneratedHistory } from './generated-history.js';
import { attached, invalid, messageContent, quoted } from './message-fields.js';
import { reacted } from './reacting.js';
import { TopicLog } from './topic-log.js';
import type { ServerRow } from './topic-log.js';
import type { UploadFacts } from './message-fields.js';

export type { ServerRow } from './topic-log.js';

/** One entry of the journal: all that must be remembered of one granted mutation. */
export interface Commit {
  /** `rooms`, or `room:ID`. */
  topic: string;
  /** The id of the user whose wish it was. */
  author: string;
  /** The mutation that was granted; the same one again gets the same answer. */
  mutationId: string;
  /** The answer, now and for every repeat. */
  reply: PutReply<ServerRow>;
  /** Whether `reply.row` is a change, and `reply.seq` the head it makes. Deleting what is gone changes nothing. */
  changed: boolean;
  /** When it was granted, where the row does not say: of a reaction. */
  at?: string;
}

/** What `put` decided. Without a commit it is a repeat: the same answer, and nothing to do. */
export interface Decision {
  /** What the client is answered. */
  reply: PutReply<ServerRow>;
  /** What is to be kept, then applied; none for a repeat. */
  commit?: Commit;
}

/** How many changes one user may make in a while. */
export interface RateLimit {
  changes: number;
  withinMs: number;
}

const NO_UPLOADS: ReadonlyMap<string, UploadFacts> = new Map();
const MAX_NAME = 80;
const MAX_DESCRIPTION = 500;
const ROOM_TOPIC_PREFIX = roomTopic('');

/**
 * A server of the contract. Every method that refuses throws a `SourceError` with the reason.
 * Give it the same users, the same epoch and the same commits, and it is the same server.
 */
export class ProtocolServer {
  /** Which history this is; another epoch tells clients to begin afresh. */
  readonly epoch: string;
  readonly #users = new Map<string, User>();
  readonly #logs = new Map<string, TopicLog>([[ROOMS_TOPIC, new TopicLog()]]);
  /** By author first: unscoped, one user could swallow another's message by sending its mutation id before them. */
  readonly #answers = new Map<string, Map<string, PutReply<ServerRow>>>();
  readonly #rateLimit: RateLimit | undefined;
  /** When each user made their newest changes, as far as the limit looks back. */
  readonly #changedAt = new Map<string, number[]>();

  /** `histories` lie before all commits of their topics. */
  constructor(options: {
    epoch: string;
    users: Iterable<User>;
    commits?: Iterable<Commit>;
    histories?: Iterable<GeneratedHistory>;
    rateLimit?: RateLimit | undefined;
  }) {
    this.epoch = options.epoch;
    this.#rateLimit = options.rateLimit;
    for (const user of options.users) this.#users.set(user.id, user);
    for (const history of options.histories ?? []) this.#logs.set(history.topic, new TopicLog(history));
    for (const commit of options.commits ?? []) this.apply(commit);
  }

  /** Who may sign in, in the order given. */
  get users(): readonly User[] {
    return [...this.#users.values()];
  }

  /** Which history the topic has and how far it reaches. Never rows: whoever joins catches up once the join is acknowledged. */
  join(userId: string, topic: string): Joined {
    return { epoch: this.epoch, head: this.#log(userId, topic).head };
  }

  /** What has changed after a number, or a reset. Throws a `SourceError` where the user may not see the topic. */
  sync(userId: string, topic: string, query: { after: number; limit: number }): SyncReply<ServerRow> {
    return this.#log(userId, topic).sync(query.after, query.limit, this.epoch);
  }

  /**
   * Rows before or after a number, or around a place. Throws a `SourceError` where the user may not see the topic, or the place is none.
   */
  page(userId: string, topic: string, query: PageQuery): PageReply<ServerRow> {
    return this.#log(userId, topic).page(query);
  }

  /**
   * Decides one mutation made at the instant `at` (ISO 8601) and changes nothing: keep the commit first, then `apply` it. `uploads` are
   * those that it names, as far as there are any.
   */
  put(userId: string, topic: string, mutation: Mutation, at: string, uploads: ReadonlyMap<string, UploadFacts> = NO_UPLOADS): Decision {
    const log = this.#log(userId, topic);
    const answered = this.#answers.get(userId)?.get(mutation.mutationId);
    if (answered) return { reply: answered };

    this.#refuseHaste(userId, Date.parse(at));
    const { reply, changed } = this.#decide(userId, topic, log, mutation, at, uploads);
    const when = mutation.kind === 'react' ? { at } : {};
    return { reply, commit: { topic, author: userId, mutationId: mutation.mutationId, reply, changed, ...when } };
  }

  /** Replays one journal entry, its own or another host's. */
  apply(commit: Commit): void {
    const { topic, author, mutationId, reply, changed, at } = commit;
    if (changed && reply.row) this.#open(topic).apply(reply.row, author);
    if (changed && reply.row && 'updatedAt' in reply.row) this.#count(author, Date.parse(at ?? reply.row.updatedAt));
    let answers = this.#answers.get(author);
    if (!answers) this.#answers.set(author, (answers = new Map()));
    answers.set(mutationId, reply);
  }

  /** Throws away which change came when: whoever is behind has to start afresh. What was written stays. */
  truncate(): void {
    for (const log of this.#logs.values()) log.truncate();
  }

  #count(author: string, at: number): void {
    if (this.#rateLimit) this.#changedAt.set(author, [...(this.#changedAt.get(author) ?? []), at].slice(-this.#rateLimit.changes));
  }

  #refuseHaste(userId: string, at: number): void {
    if (!this.#rateLimit) return;
    const { changes, withinMs } = this.#rateLimit;
    const recent = (this.#changedAt.get(userId) ?? []).filter((then) => then <= at && at - then < withinMs);
    const oldest = recent.at(-changes);
    if (oldest === undefined) return;
    throw new SourceError('rate-limited', `Only ${changes} changes in ${withinMs} ms.`, { retryAfterMs: oldest + withinMs - at });
  }

  #decide(
    userId: string,
    topic: string,
    log: TopicLog,
    mutation: Mutation,
    at: string,
    uploads: ReadonlyMap<string, UploadFacts>,
  ): Pick<Commit, 'reply' | 'changed'> {
    const known = log.get(mutation.id);
    const asItIs = known ? { reply: { seq: known.row.version, row: known.row }, changed: false } : { reply: { seq: 0 }, changed: false };
    const forbidden = known !== undefined && known.owner !== userId;
    if (mutation.kind === 'create') {
      if (forbidden) throw new SourceError('forbidden', `The id ${mutation.id} belongs to somebody else.`);
      if (known) return asItIs;
    } else if (mutation.kind === 'edit' || mutation.kind === 'react') {
      if (!known) throw new SourceError('not-found', `There is no ${mutation.id} here.`);
      if (known.row.deleted) throw new SourceError('gone', 'It has been deleted.');
    } else if (!known || known.row.deleted) {
      return asItIs;
    }
    if (mutation.kind === 'react') {
      const row = reacted(known!.row, mutation, this.#users.get(userId)!, log.head + 1);
      return row ? { reply: { seq: row.version, row }, changed: true } : asItIs;
    }
    if (forbidden) throw new SourceError('forbidden', `Only its author may ${mutation.kind} it.`);
    const row = this.#row(topic, log, mutation, userId, at, uploads);
    return { reply: { seq: row.version, row }, changed: true };
  }

  /** The topic's log, if this user may see it. */
  #log(userId: string, topic: string): TopicLog {
    if (!this.#users.has(userId)) throw new SourceError('unauthorized', 'Please sign in again.');
    if (topic !== ROOMS_TOPIC) {
      const roomId = topic.startsWith(ROOM_TOPIC_PREFIX) ? topic.slice(ROOM_TOPIC_PREFIX.length) : undefined;
      const room = roomId === undefined ? undefined : this.#logs.get(ROOMS_TOPIC)!.get(roomId)?.row;
      if (!room || room.deleted) throw new SourceError('not-found', `There is no topic ${topic}.`);
    }
    return this.#open(topic);
  }

  #open(topic: string): TopicLog {
    let log = this.#logs.get(topic);
    if (!log) this.#logs.set(topic, (log = new TopicLog()));
    return log;
  }

  #row(topic: string, log: TopicLog, mutation: Mutation, userId: string, at: string, uploads: ReadonlyMap<string, UploadFacts>): ServerRow {
    const old = log.get(mutation.id)?.row;
    const version = log.head + 1;
    const deleted = mutation.kind === 'delete';
    const core = { id: mutation.id, seq: old?.seq ?? version, version, deleted, mutationId: mutation.mutationId };
    if (topic === ROOMS_TOPIC) return { ...core, ...(deleted ? { name: '', description: '' } : roomFields({ ...old, ...mutation.body })) };
    const before = old as Message | undefined;
    const replyTo = deleted ? undefined : (before?.replyTo ?? (before ? undefined : quoted(log, mutation.body['replyTo'])));
    const attachments = deleted ? undefined : (before?.attachments ?? (before ? undefined : attached(userId, mutation, uploads)));
    return {
      ...core,
      roomId: topic.slice(ROOM_TOPIC_PREFIX.length),
      sender: before?.sender ?? this.#users.get(userId)!,
      content: deleted ? '' : messageContent(mutation.body['content'], attachments !== undefined),
      insertedAt: before?.insertedAt ?? at,
      updatedAt: at,
      ...(replyTo === undefined ? {} : { replyTo }),
      ...(attachments === undefined ? {} : { attachments }),
      ...(deleted || before?.reactions === undefined ? {} : { reactions: before.reactions }),
    };
  }
}

function roomFields(body: Record<string, unknown>): Pick<Room, 'name' | 'description'> {
  const { name, description = '' } = body;
  if (typeof name !== 'string' || name.trim() === '') throw invalid('name', "can't be blank");
  if (name.length > MAX_NAME) throw invalid('name', `has at most ${MAX_NAME} characters`);
  if (typeof description !== 'string' || description.length > MAX_DESCRIPTION)
    throw invalid('description', `has at most ${MAX_DESCRIPTION} characters`);
  return { name, description };
}
