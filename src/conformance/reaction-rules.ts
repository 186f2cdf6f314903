// The rules of reactions, for servers that take them: anybody's, each once, beside the words and never in them. A server that takes
// none refuses every one as invalid, without a word about the emoji, or finds nothing there, and breaks nothing.

import { MAX_REACTIONS } from '../backend/model.js';
import type { Message } from '../backend/model.js';
import { SourceError } from '../sync/protocol.js';
import type { PutReply } from '../sync/protocol.js';
import { require, requireSame, Untried } from './breach.js';
import { freshId, refused, wish } from './trial.js';
import type { Member, Rule, Trial } from './trial.js';

export const REACTION_RULES: readonly Rule[] = [
  {
    name: 'reactions',
    promise: 'anybody’s reaction is there once, is told whole, and leaves place, words and their time alone (or none is taken)',
    async check(trial) {
      const { ana, ben, row: before, first } = await begin(trial);
      requireSame(shape(first), [['👍', [ben.id]]], 'the reactions after one of another user');
      const { row } = first;
      requireSame(
        [row?.seq, row?.content, row?.sender.id, row?.insertedAt, row?.updatedAt, row?.version],
        [before.seq, before.content, before.sender.id, before.insertedAt, before.updatedAt, first.seq],
        'a message that was reacted to',
      );
      await ana.member.until(() => ana.member.ops.some(({ seq }) => seq === first.seq), 'a reaction to be told');
      requireSame(ana.member.ops.find(({ seq }) => seq === first.seq)?.row, row, 'what is told of a reaction');
      requireSame(shape(await react(ben.member, before.id, '👍')), [['👍', [ben.id]]], 'the reactions after the same one again');
      requireSame(
        shape(await react(ana.member, before.id, '🎉')),
        [
          ['👍', [ben.id]],
          ['🎉', [ana.id]],
        ],
        'the reactions in order of first use',
      );
      requireSame(
        shape(await react(ana.member, before.id, '👍')),
        [
          ['👍', [ben.id, ana.id]],
          ['🎉', [ana.id]],
        ],
        'the reactions of two users',
      );
      requireSame(
        shape(await ana.member.edit(before.id, 'edited')),
        [
          ['👍', [ben.id, ana.id]],
          ['🎉', [ana.id]],
        ],
        'the reactions after an edit',
      );
      await refused('an edit by somebody who reacted', 'forbidden', () => ben.member.edit(before.id, 'mine'));
      const again = { ...wish('react', before.id), body: { emoji: '🎈', on: true } };
      const granted = await ana.member.put(again);
      await react(ana.member, before.id, '🎈', false);
      requireSame(await ana.member.put(again), granted, 'a reaction sent again after it was taken back');
      await react(ana.member, before.id, '🎉', false);
      requireSame(shape(await react(ben.member, before.id, '👍', false)), [['👍', [ana.id]]], 'the reactions after two were taken back');
      const { rows } = await ana.member.changes(first.seq - 1);
      requireSame(
        shape({ seq: 0, row: rows.find(({ id }) => id === before.id)! }),
        [['👍', [ana.id]]],
        'what catching up tells of reactions',
      );
    },
  },
  {
    name: 'reaction limits',
    promise: `a reaction is one character, a message has ${MAX_REACTIONS} different ones at most and, once deleted, none (or none is taken)`,
    async check(trial) {
      const { ana, row } = await begin(trial);
      for (const emoji of ['no', 'x'.repeat(33)]) {
        const { fields } = await refused(`the reaction ${JSON.stringify(emoji)}`, 'invalid', () => react(ana.member, row.id, emoji));
        require(fields?.['emoji'] !== undefined, 'a reaction was refused without saying that it is the emoji');
      }
      for (let n = 1; n < MAX_REACTIONS; n++) await react(ana.member, row.id, String.fromCodePoint(0x1f600 + n));
      await refused(`more than ${MAX_REACTIONS} different reactions`, 'invalid', () => react(ana.member, row.id, '🎉'));
      await refused('a reaction to what never was', 'not-found', () => react(ana.member, freshId('never'), '🎉'));
      requireSame(shape(await ana.member.delete(row.id)), [], 'the reactions of a deleted message');
      await refused('a reaction to a deleted message', 'gone', () => react(ana.member, row.id, '👍'));
    },
  },
];

interface Somebody {
  member: Member;
  id: string | undefined;
}

/** Two people, a message of the first and the reaction of the second to it. Throws where the server takes none. */
async function begin(trial: Trial): Promise<{ ana: Somebody; ben: Somebody; row: Message; first: PutReply<Message> }> {
  const [ana, ben] = [await trial.join('first'), await trial.join('second')];
  const { row } = await ana.create(freshId('a'));
  const { row: other } = await ben.create(freshId('b'));
  try {
    const first = await react(ben, row!.id, '👍');
    return { ana: { member: ana, id: row?.sender.id }, ben: { member: ben, id: other?.sender.id }, row: row!, first };
  } catch (error) {
    const takesNone =
      error instanceof SourceError && ['invalid', 'not-found'].includes(error.reason) && error.fields?.['emoji'] === undefined;
    throw takesNone ? new Untried('not offered') : error;
  }
}

function react(member: Member, id: string, emoji: string, on = true): Promise<PutReply<Message>> {
  return member.put({ ...wish('react', id), body: { emoji, on } });
}

/** Which emojis, and of whom. */
function shape({ row }: PutReply<Message>): unknown {
  return (row?.reactions ?? []).map(({ emoji, users }) => [emoji, users.map(({ id }) => id)]);
}
