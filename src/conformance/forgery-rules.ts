// The rules of what is the server's to say, whatever a forged client claims, and of whoever comes with numbers of another history.

import { SourceError } from '../sync/protocol.js';
import type { PutReply } from '../sync/protocol.js';
import type { Message } from '../backend/model.js';
import { Breach, require, requireSame } from './breach.js';
import { freshId, wish } from './trial.js';
import type { Member, Rule } from './trial.js';

const LONG_AGO = '2001-02-03T04:05:06.000Z';
const FAR = 1_000_000;
const NOWHERE = 'another-history';

export const FORGERY_RULES: readonly Rule[] = [
  {
    name: 'author',
    promise:
      'id, author, room, place, version and times of a message, and whether it is deleted, are the server’s to say, whatever a body claims',
    async check(trial) {
      const [ana, ben] = [await trial.join('first'), await trial.join('second')];
      const [mine, { row: theirs }] = [await ana.create(freshId('a')), await ben.create(freshId('b'))];
      const [sender, other, next] = [mine.row!.sender.id, theirs!, mine.seq + 2];
      const forger = await trial.forger((event, words) => (event === 'put' ? { ...words, ...claims(other) } : words));
      const id = freshId('f');
      const create = { ...wish('create', id), body: { content: 'made' } };
      // A server that takes no word it does not know keeps the rule, too.
      const { row } = (await taken(() => forger.put(create))) ?? (await ana.put(create));
      requireOwn(row, { id, sender, room: trial.room, seq: next, version: next, mid: create.mutationId, content: 'made' }, 'a message');
      const edit = { ...wish('edit', id), body: { content: 'edited' } };
      const { row: after } = (await taken(() => forger.put(edit))) ?? (await ana.put(edit));
      requireOwn(after, { id, sender, room: trial.room, seq: next, version: next + 1, mid: edit.mutationId, content: 'edited' }, 'an edit');
      requireSame(after?.insertedAt, row?.insertedAt, 'the first time of a message whose edit claimed another');
      requireSame((await ana.changes(next - 2)).rows, [other, after], 'the changes after a message and an edit that claimed to be others');
      const quote = { id: other.id, name: 'Nobody', excerpt: 'I never said that' };
      const quoter = await trial.forger((event, words) => (event === 'put' ? { ...words, reply_to: quote } : words));
      const answer = await taken(() => quoter.create(freshId('q')));
      require(answer?.row?.replyTo?.excerpt !== quote.excerpt, 'a message quotes another in words that its body claimed');
    },
  },
  {
    name: 'epoch',
    promise:
      'whoever comes with numbers of another history, or from beyond the head, is told to start afresh, and what they join is what is now',
    async check(trial) {
      const ana = await trial.join('first');
      for (const name of ['a', 'b', 'c']) await ana.create(freshId(name));
      const { upTo } = await ana.changes(ana.head);
      const { epoch } = ana.joins[0]!;
      for (const after of [upTo + 1, Number.MAX_SAFE_INTEGER]) await startsAfresh(ana, after, { epoch, upTo }, `where the head is ${upTo}`);
      // Over Phoenix nobody says the epoch: the join tells it, and whoever knew another one drops what they have.
      let asked = false;
      const late = await trial.forger((event, words) => {
        if (event !== 'sync' || !('epoch' in words)) return words;
        asked = true;
        return { ...words, epoch: NOWHERE };
      });
      await late.channel.sync({ after: upTo, limit: 1 });
      for (const after of asked ? [upTo - 1, upTo] : []) await startsAfresh(late, after, { epoch, upTo }, 'in another history');
      for (const last of [`${NOWHERE}:${upTo - 1}`, `${encodeURIComponent(epoch)}:${upTo + FAR}`]) {
        const back = await trial.forger((event, words) => (event === 'join' ? { ...words, 'Last-Event-ID': last } : words));
        requireSame(back.joins[0], { epoch, head: back.head }, `the history that a join after ${last} tells`);
        requireSame(back.head, (await ana.changes(upTo)).upTo, `the head that a join after ${last} tells`);
        const { seq } = await ana.create(freshId('n'));
        await back.until(() => back.ops.some((op) => op.seq === seq), `news after a join after ${last}`);
        requireSame(
          back.ops.map((op) => op.seq),
          [seq],
          `what is told to whoever joins after ${last}, which never was here`,
        );
      }
    },
  },
];

/** Everything a message has, as of somebody else's. */
function claims({ id, sender, version }: Message): Record<string, unknown> {
  const { id: user, name } = sender;
  const who = { sender: { id: user, name }, user: { id: user, name }, author: user, user_id: user, sender_id: user, author_id: user };
  const place = { room: 'elsewhere', room_id: 'elsewhere', seq: FAR, cseq: FAR, ver: FAR, version: FAR, head: FAR };
  const times = { inserted_at: LONG_AGO, insertedAt: LONG_AGO, created_at: LONG_AGO, updated_at: LONG_AGO, updatedAt: LONG_AGO };
  const reactions = [{ emoji: '👍', users: [{ id: user, name }] }];
  return { ...who, ...place, ...times, id, base: version, deleted: true, mid: freshId('m'), reactions };
}

/** What was granted; nothing where the body was refused for what it claims. */
async function taken(act: () => Promise<PutReply<Message>>): Promise<PutReply<Message> | undefined> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof SourceError && error.reason === 'invalid') return undefined;
    throw error;
  }
}

interface Own {
  id: string;
  sender: string;
  room: string;
  seq: number;
  version: number;
  mid: string;
  content: string;
}

function requireOwn(row: Message | undefined, { id, sender, room, seq, version, mid, content }: Own, what: string): void {
  const found = [row?.id, row?.sender.id, row?.roomId, row?.seq, row?.version, row?.mutationId ?? mid, row?.deleted, row?.content];
  const expected = [id, sender, room, seq, version, mid, false, content];
  requireSame(found, expected, `id, author, room, place, version, mutation, deleted and words of ${what} that claimed others`);
  for (const time of [row?.insertedAt, row?.updatedAt]) require(time !== LONG_AGO, `${what} was made when it claimed to be, ${LONG_AGO}`);
  require(row?.reactions === undefined, `${what} has the reactions that it claimed`);
}

async function startsAfresh(member: Member, after: number, now: { epoch: string; upTo: number }, where: string): Promise<void> {
  const reply = await member.channel.sync({ after, limit: 500 });
  if (!reply.reset) throw new Breach(`sync after ${after} ${where} was not answered by a reset`);
  requireSame([reply.epoch, reply.asOf], [now.epoch, now.upTo], 'the history and the head of a reset');
}
