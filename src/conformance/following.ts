// Somebody who follows a room by its numbers while others write in it: the reader that a plain sequence loses messages for.

import type { Message } from '../backend/model.js';
import { require } from './breach.js';
import { freshId } from './trial.js';
import type { Member, Trial } from './trial.js';

const WRITERS = 5;
const EACH = 12;

/** Throws a breach where whoever asks from number to number, again and again while others write, is never told of some message. */
export async function requireFollowed(trial: Trial): Promise<void> {
  const reader = await trial.join('first');
  const writers = await Promise.all(Array.from({ length: WRITERS }, (_, n) => trial.join(n % 2 ? 'second' : 'first')));
  let { upTo: cursor } = await reader.changes(reader.head);
  let isWriting = true;
  const writing = Promise.all(writers.map(write)).finally(() => (isWriting = false));
  writing.catch(() => undefined);
  const seen = new Set<string>();
  // Once more after the last was granted: then all there is has been asked for.
  for (let isLast = false; !isLast;) {
    isLast = !isWriting;
    const { rows, upTo } = await reader.changes(cursor);
    for (const { id } of rows) seen.add(id);
    cursor = upTo;
    // Where nothing is waited for, such as within one process, nobody else would have a turn.
    await new Promise((resolve) => setTimeout(resolve));
  }
  const made = (await writing).flat();
  const missed = made.filter((id) => !seen.has(id)).length;
  require(missed ===
    0, `of ${made.length} messages made while somebody followed by sync, ${missed} were never told: a number was there before its message`);
}

async function write(writer: Member<Message>, n: number): Promise<string[]> {
  const ids = Array.from({ length: EACH }, (_, at) => freshId(`f${n}-${at}`));
  for (const id of ids) await writer.create(id);
  return ids;
}
