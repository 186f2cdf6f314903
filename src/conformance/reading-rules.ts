// The rules of reading: numbers without gaps, catching up without holes, pages without seams, and news to everybody in one order.

import { MAX_CONTENT, ROOMS_TOPIC, roomTopic } from '../backend/model.js';
import type { Message, Room } from '../backend/model.js';
import type { PutReply } from '../sync/protocol.js';
import { Breach, require, requireSame } from './breach.js';
import { requireFollowed } from './following.js';
import { freshId, refused, wish } from './trial.js';
import type { Member, Rule } from './trial.js';

const MANY = 12;
/** So many of the longest texts are about twice as much as one answer carries. */
const LONG = 60;

export const READING_RULES: readonly Rule[] = [
  {
    name: 'join',
    promise: 'a join tells the history and its head, and catching up from the head brings nothing',
    async check(trial) {
      const ana = await trial.join('first');
      await ana.create(freshId('a'));
      const { upTo } = await ana.changes(ana.head);
      const ben = await trial.join('second');
      requireSame(ben.joins[0], { epoch: ana.joins[0]?.epoch, head: upTo }, 'what a second join tells');
      const later = await ben.changes(ben.head);
      requireSame(later, { rows: [], upTo }, 'catching up from the head');
    },
  },
  {
    name: 'gapless heads',
    promise: 'every change raises the head by exactly one, whoever makes it and however many at once, and no number is told before its row',
    async check(trial) {
      const [ana, ben] = [await trial.join('first'), await trial.join('second')];
      const { upTo: before } = await ana.changes(ana.head);
      const replies = await Promise.all(Array.from({ length: MANY }, (_, n) => (n % 2 ? ana : ben).create(freshId(`g${n}`))));
      const { rows, upTo } = await ana.changes(before);
      requireSame(upTo, before + MANY, `the head after ${before} and ${MANY} changes`);
      requireSame(numbers(rows.map((row) => row.version)), numbersAfter(before, MANY), 'the versions of messages made at once');
      requireSame(numbers(replies.map((reply) => reply.seq)), numbersAfter(before, MANY), 'the numbers they were answered with');
      for (const row of rows) require(row.seq === row.version, `the message ${row.id} was made at ${row.version} and placed at ${row.seq}`);
      await requireFollowed(trial);
    },
  },
  {
    name: 'news',
    promise: 'every change is told whole to everybody who has joined, in the order of its numbers',
    async check(trial) {
      const [ana, ben] = [await trial.join('first'), await trial.join('second')];
      const { upTo: before } = await ben.changes(ben.head);
      const id = freshId('a');
      const replies = [await ana.create(id), await ben.create(freshId('b')), await ana.edit(id, 'edited'), await ana.delete(id)];
      for (const listener of [ana, ben]) {
        const news = (): PutReply<Message>[] => listener.ops.filter(({ seq }) => seq > before);
        await listener.until(() => news().length >= replies.length, `${replies.length} changes to be told`);
        requireSame(news(), replies, 'the news of four changes');
      }
    },
  },
  {
    name: 'many topics',
    promise: 'over one connection each topic that is listened to is told its own, and one that is not there harms no other',
    async check(trial) {
      const [ana, ben] = [await trial.join('first'), await trial.join('second')];
      const rooms = await trial.joinBeside<Room>(ana, ROOMS_TOPIC);
      await refused('listening to a room that is not there', 'not-found', () => trial.joinBeside(ana, roomTopic(freshId('never'))));
      const id = freshId('a');
      await ben.create(id);
      await ana.until(() => ana.ops.some(({ row }) => row?.id === id), 'news of a room beside another topic');
      require(!rooms.ops.some(({ row }) => row?.id === id), 'news of a room were told as news of the rooms');
      if (!trial.makesRooms) return;
      const other = freshId('other');
      await rooms.put({ ...wish('create', other), body: { name: other, description: '' } });
      await ana.until(() => rooms.ops.some(({ row }) => row?.id === other), 'news of the rooms beside a room');
      const beside = await trial.joinBeside(ana, roomTopic(other));
      await beside.create(freshId('b'));
      await ana.until(() => beside.ops.length > 0, 'news of a second room over the same connection');
      require(ana.ops.every(({ row }) => row?.roomId === trial.room), 'news of one room were told as news of another');
      await rooms.put(wish('delete', other));
    },
  },
  {
    name: 'catch-up',
    promise: 'catching up from any number, in pieces of any size, brings every row that changed since, in order, each as it is now',
    async check(trial) {
      const ana = await trial.join('first');
      const { upTo: start } = await ana.changes(ana.head);
      const ids = Array.from({ length: 6 }, (_, n) => freshId(`c${n}`));
      const history = [];
      for (const id of ids) history.push(await ana.create(id));
      history.push(await ana.edit(ids[1]!, 'edited'), await ana.delete(ids[2]!), await ana.edit(ids[1]!, 'again'));
      for (let after = start; after <= start + history.length; after++) {
        const newest = new Map(history.filter(({ seq }) => seq > after).map(({ row }) => [row!.id, row!]));
        const expected = [...newest.values()].sort((a, b) => a.version - b.version);
        for (const limit of [1, 2, 500]) {
          const { rows, upTo } = await ana.changes(after, limit);
          requireSame(rows, expected, `the changes after ${after}, ${limit} at a time`);
          requireSame(upTo, start + history.length, 'how far catching up has come');
        }
      }
    },
  },
  {
    name: 'reset',
    promise: 'from a number that was never given, catching up starts afresh with the newest rows and says where they begin',
    async check(trial) {
      const ana = await trial.join('first');
      const ids = [freshId('a'), freshId('b'), freshId('c')];
      for (const id of ids) await ana.create(id);
      await ana.delete(ids[1]!);
      const { upTo } = await ana.changes(ana.head);
      for (const after of [-1, upTo + 1_000]) {
        const reply = await ana.channel.sync({ after, limit: 500 });
        if (!reply.reset) throw new Breach(`sync after ${after}, where the head is ${upTo}, was not answered by a reset`);
        requireSame([reply.epoch, reply.asOf], [ana.joins[0]?.epoch, upTo], 'the history and the head of a reset');
        const known = reply.rows.filter(({ deleted }) => !deleted).map(({ id }) => id);
        requireSame(known.slice(-2), [ids[0], ids[2]], 'the newest rows of a reset');
        requireAscending(
          reply.rows.map(({ seq }) => seq),
          'the rows of a reset',
        );
        require(reply.rows.every(({ seq }) => seq >= reply.floor), `a reset has rows below its floor ${reply.floor}`);
      }
    },
  },
  {
    name: 'pages',
    promise:
      'pages below, above and around a row, a number or an instant hold every live row of what they cover, in order, and meet without a seam',
    async check(trial) {
      const ana = await trial.join('first');
      const { upTo: start } = await ana.changes(ana.head);
      const ids = Array.from({ length: 7 }, (_, n) => freshId(`p${n}`));
      for (const id of ids) await ana.create(id);
      await ana.delete(ids[3]!);
      const live = ids.filter((id) => id !== ids[3]);
      for (const limit of [1, 3, 50]) {
        requireSame(await backwards(ana, start, limit), live, `pages of ${limit} from the end`);
        requireSame(await forwards(ana, start, limit), live, `pages of ${limit} from the beginning`);
      }
      for (let [before, n] = [start + 1, 0]; before > 0 && n < MANY; n++) {
        const { floor } = await ana.channel.page({ before, limit: 500 });
        require(floor < before, `the beginning is never said: a page below ${before} has the floor ${floor}`);
        before = floor;
      }
      const one = await ana.channel.page({ around: { id: ids[4]! }, limit: 1 });
      requireSame(
        one.rows.map(({ id }) => id),
        [ids[4]],
        'a page of 1 around a row',
      );
      const around = await ana.channel.page({ around: { id: ids[4]! }, limit: 4 });
      require(around.rows.length <= 4, `a page around a row with limit 4 has ${around.rows.length} rows`);
      requireSame(around.place, start + 5, 'the place of a row in a page around it');
      require(around.rows.some(({ id }) => id === ids[4]), 'a page around a row does not hold it');
      require(around.floor <= start + 5 && around.before > start + 5, 'a page around a row does not cover it');
      const numbered = await ana.channel.page({ around: { seq: start + 5 }, limit: 1 });
      requireSame([numbered.place, numbered.rows.map(({ id }) => id)], [start + 5, [ids[4]]], 'a page of 1 around a number');
      const at = one.rows[0]!.insertedAt;
      const { place = Infinity, rows } = await ana.channel.page({ around: { at }, limit: 50 });
      require(place <= start + 5, `the place of ${at}, when the row at ${start + 5} was made, is ${place}`);
      // No more: clocks may have gone back.
      const [older, from] = [rows.filter(({ seq }) => seq < place), rows.find(({ seq }) => seq >= place)];
      require(older.every(({ insertedAt }) => insertedAt < at), `a page around ${at} has rows of later below its place ${place}`);
      require(from !== undefined && from.insertedAt >= at, `a page around ${at} begins at ${from?.insertedAt}`);
      const { place: end = 0, asOf } = await ana.channel.page({ around: { at: '9999-12-31T00:00:00.000Z' }, limit: 1 });
      requireSame(end, asOf + 1, 'the place of an instant to come');
    },
  },
  {
    name: 'long texts',
    promise: 'long texts make answers shorter: fewer rows, none left out, and nothing longer than a client reads',
    async check(trial) {
      const ana = await trial.join('first');
      const { upTo: start } = await ana.changes(ana.head);
      const ids = Array.from({ length: LONG }, (_, n) => freshId(`l${n}`));
      // As JSON each character of them takes two.
      for (const id of ids) await ana.create(id, '"'.repeat(MAX_CONTENT));
      requireSame(await readable('pages of 50', () => backwards(ana, start, 50)), ids, 'pages of long texts from the end');
      requireSame(await readable('pages of 50', () => forwards(ana, start, 50)), ids, 'pages of long texts from the beginning');
      const { rows } = await readable('a sync', () => ana.changes(start));
      requireSame(
        rows.map(({ id }) => id),
        ids,
        'the changes of long texts',
      );
      const middle = ids[LONG / 2]!;
      const around = await readable('a page around a row', () => ana.channel.page({ around: { id: middle }, limit: 100 }));
      require(around.rows.some(({ id }) => id === middle), 'a page around a row does not hold it where texts are long');
      const reset = await readable('a reset', () => ana.channel.sync({ after: -1, limit: 500 }));
      requireSame(reset.rows.at(-1)?.id, ids.at(-1), 'the newest row of a reset where texts are long');
    },
  },
];

/** What is longer than a client reads is malformed over HTTP, and over Phoenix no answer at all. */
async function readable<T>(what: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Breach) throw error;
    throw new Breach(`${what} could not be read (${(error as Error).message}); an answer has at most 1,048,576 characters`);
  }
}

/** Ids of the live rows above a number, page by page from the end. */
async function backwards(member: Member, start: number, limit: number): Promise<string[]> {
  const ids: string[] = [];
  for (let before = start + 1_000; before > start + 1;) {
    const { rows, floor } = await member.channel.page({ before, limit });
    requireAscending(
      rows.map(({ seq }) => seq),
      'the rows of a page',
    );
    require(rows.length <= limit, `a page with limit ${limit} has ${rows.length} rows`);
    require(rows.every(({ seq }) => seq >= floor && seq < before), `a page below ${before} has rows beyond it or its floor ${floor}`);
    require(floor < before, `a page below ${before} covers nothing (floor ${floor})`);
    ids.unshift(...rows.filter(({ seq }) => seq > start).map(({ id }) => id));
    before = floor;
  }
  return ids;
}

async function forwards(member: Member, start: number, limit: number): Promise<string[]> {
  const ids: string[] = [];
  for (let after = start; ;) {
    const { rows, before, asOf } = await member.channel.page({ after, limit });
    requireAscending(
      rows.map(({ seq }) => seq),
      'the rows of a page',
    );
    require(rows.length <= limit, `a page with limit ${limit} has ${rows.length} rows`);
    require(before > after + 1 || before > asOf, `a page above ${after} covers nothing (before ${before})`);
    ids.push(...rows.map(({ id }) => id));
    if (before > asOf) return ids;
    after = before - 1;
  }
}

function requireAscending(seqs: readonly number[], what: string): void {
  require(seqs.every((seq, index) => index === 0 || seq > seqs[index - 1]!), `${what} are not in order: ${seqs.join(', ')}`);
}

function numbers(found: readonly number[]): number[] {
  return found.toSorted((a, b) => a - b);
}

function numbersAfter(start: number, count: number): number[] {
  return Array.from({ length: count }, (_, n) => start + n + 1);
}
