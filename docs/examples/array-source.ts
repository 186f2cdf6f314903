// A server that is an array, as a `Source`: all a transport has to do, and nothing else.

import { SourceError } from 'live-stream-kit';
import type { Channel, ChannelEvents, Mutation, Place, Row, Source } from 'live-stream-kit';

/** One topic: its rows by id, and its head, which rises by one with every change. */
class Topic {
  readonly rows = new Map<string, Row>();
  readonly #answers = new Map<string, { seq: number; row: Row }>();
  readonly listeners = new Set<ChannelEvents<Row>>();
  head = 0;

  /** Does what a user wishes, once. */
  put({ mutationId, kind, id, body }: Mutation): { seq: number; row: Row } {
    const answered = this.#answers.get(mutationId);
    if (answered) return answered; // the row as it was then
    const row = this.rows.get(id);
    if (kind === 'edit' && (!row || row.deleted)) throw new SourceError('gone', 'this message is no longer there');
    if (row?.deleted) return { seq: row.version, row }; // nothing brings it back
    this.head += 1;
    const now = new Date().toISOString();
    const next: Row = {
      insertedAt: now,
      ...row,
      ...body,
      updatedAt: now,
      id,
      seq: row?.seq ?? this.head,
      version: this.head,
      deleted: kind === 'delete',
      ...(kind === 'delete' ? { content: '', replyTo: undefined, attachments: undefined, reactions: undefined } : {}), // nothing is told of what it held
    } as Row;
    this.rows.set(id, next);
    const answer = { seq: this.head, row: next };
    this.#answers.set(mutationId, answer);
    for (const listener of this.listeners) listener.op(answer);
    return answer;
  }

  /** Rows in their order. */
  get all(): Row[] {
    return [...this.rows.values()].toSorted((one, other) => one.seq - other.seq);
  }
}

/** The seq of a place: of a row, as it is, or of the first row made at an instant or after it. */
function seqOf(place: Place, rows: readonly Row[]): number {
  if ('seq' in place) return place.seq;
  const match = (row: Row): boolean => ('id' in place ? row.id === place.id : (row as Row & { insertedAt: string }).insertedAt >= place.at);
  const row = rows.find(match);
  if (!row) throw new SourceError('not-found', 'there is no such place');
  return row.seq;
}

/** `start` has rows by topic: `rooms`, and `room:ID` for the messages of each room. */
export function arraySource(start: Record<string, Row[]>): Source {
  const topics = new Map<string, Topic>();
  const epoch = crypto.randomUUID(); // another one tells clients to forget what they have
  for (const [name, rows] of Object.entries(start)) {
    const topic = new Topic();
    for (const row of rows) topic.rows.set(row.id, row);
    topic.head = Math.max(0, ...rows.map(({ version }) => version));
    topics.set(name, topic);
  }

  return {
    reactions: false, // this server takes none, so none are offered
    channel<R extends Row>(name: string, events: ChannelEvents<R>): Channel<R> {
      const topic = topics.get(name);
      const heard = events as unknown as ChannelEvents<Row>;
      let joined = false;
      // Never before `channel` has returned.
      queueMicrotask(() => {
        if (!topic) return events.error(new SourceError('not-found', `there is no topic ${name}`));
        joined = true;
        topic.listeners.add(heard);
        events.joined({ epoch, head: topic.head });
      });
      const rows = (): R[] => (topic?.all ?? []) as R[];
      return {
        get joined() {
          return joined;
        },
        async sync({ after, limit }) {
          const head = topic?.head ?? 0;
          if (after < 0) {
            const newest = rows()
              .filter(({ deleted }) => !deleted)
              .slice(-limit);
            const floor = newest.length < limit ? 0 : newest[0]!.seq;
            return { reset: true, epoch, asOf: head, rows: newest, floor };
          }
          const changed = rows().filter(({ version }) => version > after);
          return { reset: false, after, upTo: head, rows: changed, more: false };
        },
        async page(query) {
          const live = rows().filter(({ deleted }) => !deleted);
          const asOf = topic?.head ?? 0;
          if ('before' in query) {
            const older = live.filter(({ seq }) => seq < query.before).slice(-query.limit);
            return { asOf, before: query.before, rows: older, floor: older.length < query.limit ? 0 : older[0]!.seq };
          }
          const place = 'after' in query ? query.after + 1 : seqOf(query.around, rows());
          const at = live.findIndex(({ seq }) => seq >= place);
          const before = 'after' in query ? 0 : Math.floor(query.limit / 2); // rows around a place: half of them above it
          const start = Math.max(0, (at < 0 ? live.length : at) - before);
          const found = live.slice(start, start + query.limit);
          const next = live[start + query.limit];
          const floor = 'after' in query ? place : start === 0 ? 0 : found[0]!.seq;
          return { asOf, before: next?.seq ?? asOf + 1, rows: found, floor, ...('after' in query ? {} : { place }) };
        },
        async put(mutation) {
          if (!topic) throw new SourceError('closed', `${name} is not joined`);
          return topic.put(mutation) as { seq: number; row?: R };
        },
        leave() {
          joined = false;
          topic?.listeners.delete(heard);
        },
      };
    },
    close() {
      for (const topic of topics.values()) topic.listeners.clear();
    },
  };
}
