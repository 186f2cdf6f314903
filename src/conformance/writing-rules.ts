// The rules of writing: a wish is granted once however often it comes, only to whom it belongs, and never undone by a late one.

import { MAX_CONTENT, ROOMS_TOPIC } from '../backend/model.js';
import type { Message, Room } from '../backend/model.js';
import { SourceError } from '../sync/protocol.js';
import type { Mutation, PutReply } from '../sync/protocol.js';
import { Breach, require, requireSame } from './breach.js';
import { freshId, refused, wish } from './trial.js';
import { requireForgotten } from './forgetting.js';
import { STRANGERS } from './stranger-rule.js';
import type { Member, Rule, Trial } from './trial.js';

const TIMES = 8;
const SECOND = 1_100;
/** So many wishes in between that a short memory has lost the first. */
const OTHERS = 40;

export const WRITING_RULES: readonly Rule[] = [
  {
    name: 'idempotency',
    promise:
      'a mutation that was granted gets the answer it got first however often it comes, whatever has happened since; one that was refused is decided anew',
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
      await repeatRefused(ana);
      await repeatLate(ana, [create, change], [first, edited]);
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
    promise: "another's message or room can be neither edited nor deleted, and its id not taken",
    async check(trial) {
      const [ana, ben] = await pair(trial);
      const id = freshId('a');
      const { row, seq } = await ana.create(id);
      await refused("an edit of another's message", 'forbidden', () => ben.edit(id, 'mine now'));
      await refused("a delete of another's message", 'forbidden', () => ben.delete(id));
      await refused("a create with the id of another's message", 'forbidden', () => ben.create(id));
      const after = (await ana.changes(seq - 1)).rows.filter((one) => one.id === id);
      requireSame(after, [row], 'the message, after another user was refused');
      if (trial.makesRooms) await keepRoom(trial);
    },
  },
  STRANGERS,
  {
    name: 'refusals',
    promise:
      'a blank message is invalid, by field, a longer one than the contract carries too large, edited or new, and neither changes anything',
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
      const edit = await refused('an edit to a blank message', 'invalid', () => ana.edit(id, ' '));
      require(edit.fields?.['content'] !== undefined, 'an edit to a blank message was refused without saying of which field');
      await refused(`an edit to ${MAX_CONTENT + 1} characters`, 'too-large', () => ana.edit(id, 'x'.repeat(MAX_CONTENT + 1)));
      requireSame((await ana.changes(upTo)).rows, [row], 'the changes after four refusals and one message');
    },
  },
  {
    name: 'tombstones',
    promise:
      'a deleted message stays known as deleted and out of pages, nothing brings it back, and its words are told no more, in no answer to it either',
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
      await requireForgotten(trial);
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

async function keepRoom(trial: Trial): Promise<void> {
  const { room } = trial;
  const [own, other] = [await trial.join<Room>('first', ROOMS_TOPIC), await trial.join<Room>('second', ROOMS_TOPIC)];
  const body = { name: 'mine now', description: '' };
  await refused("an edit of another's room", 'forbidden', () => other.put({ ...wish('edit', room), body }));
  await refused("a delete of another's room", 'forbidden', () => other.put(wish('delete', room)));
  await refused("a create with the id of another's room", 'forbidden', () => other.put({ ...wish('create', room), body }));
  const { rows } = await own.changes(own.head);
  require(!rows.some(({ id }) => id === room), "another's room changed, though that was refused");
}

/** Whoever presses Try again sends what was refused as it was, under its old mutation id. */
async function repeatRefused(ana: Member): Promise<void> {
  const id = freshId('g');
  const early = { ...wish('edit', id), body: { content: 'edited' } };
  await refused('an edit of what is not there', 'not-found', () => ana.put(early));
  await ana.create(id);
  const granted = await ana.put(early).catch((error: unknown) => {
    if (error instanceof SourceError && error.refused)
      throw new Breach(`an edit refused as not-found, sent again once its message was there, was refused as ${error.reason}`);
    throw error;
  });
  requireSame(granted.row?.content, 'edited', 'a message whose edit was refused at first');
  await ana.edit(id, 'third');
  requireSame(await ana.put(early), granted, 'an edit that was refused, then granted, sent again');
}

/** Whatever has become of the row, and of however many others: a wish comes again after weeks. */
async function repeatLate(ana: Member, wishes: readonly Mutation[], answers: readonly PutReply<Message>[]): Promise<void> {
  const again = async (when: string): Promise<void> => {
    for (const [n, one] of wishes.entries()) {
      const { seq, row } = await ana.put(one);
      const { seq: place, row: then } = answers[n]!;
      // The words may have been forgotten by then.
      requireSame(
        [seq, row?.version, row?.deleted],
        [place, then?.version, then?.deleted],
        `the answer to the ${one.kind} sent again ${when}`,
      );
    }
  };
  await Promise.all(Array.from({ length: OTHERS }, (_, n) => ana.create(freshId(`o${n}`))));
  await again(`after ${OTHERS} others`);
  await ana.delete(wishes[0]!.id);
  await again('once its message was deleted');
  const [late, early] = [freshId('l'), wish('delete', freshId('l'))];
  const nothing = await ana.put({ ...early, id: late });
  await ana.create(late);
  requireSame(await ana.put({ ...early, id: late }), nothing, 'a delete of what was not there, sent again when it was');
  const { rows } = await ana.changes(answers[0]!.seq - 1);
  requireSame(rows.find(({ id }) => id === late)?.deleted, false, 'whether a message is deleted that was made after its delete');
}

/** Both users, who are two: with two tokens of one, a server that keeps its promises would be found not to. */
async function pair(trial: Trial): Promise<[first: Member, second: Member]> {
  const both: [Member, Member] = [await trial.join('first'), await trial.join('second')];
  const [one, other] = await Promise.all(both.map(async (member) => (await member.create(freshId('who'))).row?.sender.id));
  require(one !== other, `messages of first and second are both said to be of ${one}; are these tokens of two users?`);
  return both;
}
