// The rules of writing: a wish is granted once however often it comes, only to whom it belongs, and never undone by a late one.

import { MAX_CONTENT } from '../backend/model.js';
import { SourceError } from '../sync/protocol.js';
import { require, requireSame } from './breach.js';
import { freshId, refused, wish } from './trial.js';
import type { Member, Rule, Trial } from './trial.js';

const TIMES = 8;
const SECOND = 1_100;

export const WRITING_RULES: readonly Rule[] = [
  {
    name: 'idempotency',
    promise: 'a repeated mutation gets the answer it got first, whatever has happened since',
    async check(trial) {
      const ana = await trial.join('first');
      const id = freshId('a');
      const create = { ...wish('create', id), body: { content: 'first' } };
      const [first, change] = [await ana.put(create), { ...wish('edit', id), body: { content: 'second' } }];
      const edited = await ana.put(change);
      await ana.edit(id, 'third');
      requireSame(await ana.put(create), first, 'a create sent again after edits');
      requireSame(await ana.put(change), edited, 'an edit sent again after another');
      // Under another mutation id: refused or answered with what is there, but nothing done.
      await ana.create(id, 'another').catch((error: unknown) => {
        if (!(error instanceof SourceError)) throw error;
      });
      const { rows } = await ana.changes(first.seq - 1);
      requireSame(rows.find((row) => row.id === id)?.content, 'third', 'the message, after its first versions were sent again');
    },
  },
  {
    name: 'concurrency',
    promise: 'one mutation sent many times at once, over two connections, is done once and answered alike',
    async check(trial) {
      const [one, two] = [await trial.join('first'), await trial.join('first')];
      for (let round = 0; round < 3; round++) {
        const { upTo: before } = await one.changes(one.head);
        const create = { ...wish('create', freshId('a')), body: { content: 'once' } };
        const replies = await Promise.all(Array.from({ length: TIMES }, (_, n) => (n % 2 ? one : two).put(create)));
        for (const reply of replies) requireSame(reply, replies[0], 'the answers to one mutation');
        const { rows } = await one.changes(before);
        const made = rows.filter((row) => row.content === 'once');
        require(made.length === 1, `one create sent ${TIMES} times at once made ${made.length} messages`);
      }
    },
  },
  {
    name: 'own mutations',
    promise: "a user's mutation id says nothing of another user's",
    async check(trial) {
      const [ana, ben] = await pair(trial);
      const mutationId = freshId('m');
      const [mine, theirs] = [freshId('a'), freshId('b')];
      await ana.put({ mutationId, kind: 'create', id: mine, body: { content: 'mine' } });
      const reply = await ben.put({ mutationId, kind: 'create', id: theirs, body: { content: 'theirs' } });
      requireSame([reply.row?.id, reply.row?.content], [theirs, 'theirs'], "a message under another's mutation id");
    },
  },
  {
    name: 'permissions',
    promise: "another's message can be neither edited nor deleted, and its id not taken",
    async check(trial) {
      const [ana, ben] = await pair(trial);
      const id = freshId('a');
      const { row, seq } = await ana.create(id);
      await refused("an edit of another's message", 'forbidden', () => ben.edit(id, 'mine now'));
      await refused("a delete of another's message", 'forbidden', () => ben.delete(id));
      await refused("a create with the id of another's message", 'forbidden', () => ben.create(id));
      const after = (await ana.changes(seq - 1)).rows.filter((one) => one.id === id);
      requireSame(after, [row], 'the message, after another user was refused');
    },
  },
  {
    name: 'strangers',
    promise: 'whoever the server does not know joins nothing, and a room that is not there is not found',
    async check(trial) {
      await refused('a join by a stranger', 'unauthorized', () => trial.join('stranger'));
      await refused('a join of a room that is not there', 'not-found', () => trial.join('first', `room:${freshId('nowhere')}`));
    },
  },
  {
    name: 'refusals',
    promise: 'a blank message is invalid, by field, a longer one than the contract carries too large, and neither changes anything',
    async check(trial) {
      const ana = await trial.join('first');
      const { upTo } = await ana.changes(ana.head);
      const id = freshId('a');
      const { fields } = await refused('a blank message', 'invalid', () => ana.create(id, ' '));
      require(fields?.['content'] !== undefined, 'a blank message was refused without saying of which field');
      await refused(`a message of ${MAX_CONTENT + 1} characters`, 'too-large', () => ana.create(id, 'x'.repeat(MAX_CONTENT + 1)));
      const longest = 'ü'.repeat(MAX_CONTENT);
      const { row } = await ana.create(id, longest);
      require(row?.content === longest, `a message of ${MAX_CONTENT} characters did not come through whole`);
      requireSame(
        (await ana.changes(upTo)).rows.map((one) => one.id),
        [id],
        'the changes after two refusals and one message',
      );
    },
  },
  {
    name: 'tombstones',
    promise: 'a deleted message stays known as deleted and out of pages, and nothing brings it back',
    async check(trial) {
      const ana = await trial.join('first');
      const id = freshId('a');
      const made = await ana.create(id, 'secret');
      const { row, seq } = await ana.delete(id);
      requireSame([row?.deleted, row?.seq], [true, made.row?.seq], 'the row of a deleted message');
      await refused('an edit of a deleted message', 'gone', () => ana.edit(id, 'again'));
      requireSame((await ana.delete(id)).row, row, 'a second delete');
      // A create that comes again under another mutation id: refused or answered with the tombstone, but nothing made.
      await ana.create(id, 'again').catch((error: unknown) => {
        if (!(error instanceof SourceError)) throw error;
      });
      const told = (await ana.changes(made.seq - 1)).rows.filter((one) => one.id === id);
      requireSame(told, [row], 'what catching up tells of a deleted message');
      const page = await ana.channel.page({ before: seq + 1, limit: 50 });
      require(!page.rows.some((one) => one.id === id), 'a page holds a deleted message');
    },
  },
  {
    name: 'edits',
    promise: 'an edit keeps place, author and first time, raises the version, and never makes a message',
    async check(trial) {
      const ana = await trial.join('first');
      const id = freshId('a');
      const { row: before } = await ana.create(id);
      await ana.create(freshId('b'));
      const { row: after, seq } = await ana.edit(id, 'better');
      requireSame(
        [after?.seq, after?.sender.id, after?.insertedAt, after?.content, after?.version],
        [before?.seq, before?.sender.id, before?.insertedAt, 'better', seq],
        'an edited message',
      );
      require(seq > (before?.version ?? 0), `an edit did not raise the version ${before?.version}`);
      let updatedAt = after?.updatedAt;
      // Some clocks know seconds only.
      for (const end = Date.now() + SECOND; updatedAt === before?.updatedAt && Date.now() < end;) {
        await new Promise((resolve) => setTimeout(resolve, SECOND / 10));
        updatedAt = (await ana.edit(id, 'best')).row?.updatedAt;
      }
      require(updatedAt !== before?.updatedAt, `an edit did not change when the message was updated, ${updatedAt}`);
      await refused('an edit of what never was', 'not-found', () => ana.edit(freshId('never'), 'boo'));
      require((await ana.delete(freshId('never'))).row === undefined, 'a delete of what never was made a row');
    },
  },
];

/** Both users, who are two: with two tokens of one, a server that keeps its promises would be found not to. */
async function pair(trial: Trial): Promise<[first: Member, second: Member]> {
  const both: [Member, Member] = [await trial.join('first'), await trial.join('second')];
  const [one, other] = await Promise.all(both.map(async (member) => (await member.create(freshId('who'))).row?.sender.id));
  require(one !== other, `messages of first and second are both said to be of ${one}; are these tokens of two users?`);
  return both;
}
