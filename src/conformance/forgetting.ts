// What a server still says of a message that was deleted. A `Source` shows none of it, so it is looked for in what came.

import { SourceError } from '../sync/protocol.js';
import { require } from './breach.js';
import { freshId, wish } from './trial.js';
import type { Member, Trial } from './trial.js';

/** Whatever a message may have, and a tombstone has not. */
const WORDS = ['content', 'reply_to', 'attachments', 'reactions'] as const;

/** The words of a deleted message are in no answer and no event, neither as its own nor as what an answer quotes. */
export async function requireForgotten(trial: Trial): Promise<void> {
  const { member: ana, heard } = await trial.overhear();
  const [id, answer, secret] = [freshId('d'), freshId('q'), freshId('secret')];
  const { seq: before } = await ana.create(id, secret);
  await ana.put({ ...wish('create', answer), body: { content: 'an answer', replyTo: { id } } });
  await ana.put({ ...wish('react', id), body: { emoji: '👍', on: true } }).catch((error: unknown) => {
    if (!(error instanceof SourceError)) throw error;
  });
  await requireTombstone(ana, heard, { id, before, secret });
}

/** Deletes a message and reads of it wherever it may be told. Throws a breach where more is told than that it was. */
export async function requireTombstone(
  member: Member,
  heard: string[],
  { id, before, secret }: { id: string; before: number; secret: string },
): Promise<void> {
  const { upTo } = await member.changes(before - 1);
  await member.until(() => member.ops.some(({ seq }) => seq === upTo), 'news of a message');
  // What was told before it was deleted, was.
  heard.length = 0;
  const { seq } = await member.delete(id);
  await member.until(() => member.ops.some((op) => op.seq === seq), 'news of a deleted message');
  await member.changes(before - 1);
  await member.channel.sync({ after: -1, limit: 500 });
  await member.channel.page({ before: seq + 1, limit: 50 });
  await member.channel.page({ around: { seq: before }, limit: 50 });
  const rows = heard.flatMap((text) => objectsIn(parsed(text)));
  for (const row of rows.filter((one) => one['id'] === id && one['deleted'] === true))
    for (const field of WORDS) require(isEmpty(row[field]), `a deleted message is told with its ${field}, ${JSON.stringify(row[field])}`);
  const quote = rows.find((row) => row['id'] !== id && JSON.stringify(row['reply_to'] ?? null).includes(secret));
  require(quote === undefined, 'an answer to a deleted message still quotes it');
  require(!heard.some((text) => text.includes(secret)), 'the words of a deleted message are still told');
}

/** A proxy's page is no row. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Every object in something that was told, however deep. */
function objectsIn(said: unknown): Record<string, unknown>[] {
  if (typeof said !== 'object' || said === null) return [];
  const own = Array.isArray(said) ? [] : [said as Record<string, unknown>];
  return [...own, ...Object.values(said).flatMap(objectsIn)];
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}
