// Entries of the journal put together as one text. What a message that is only once written has in common with others, or says twice, is
// said once in it: most of a long journal are such, and a start has them all to read. Pure.

import type { User } from '../backend/model.js';
import { roomTopic } from '../backend/model.js';
import type { Commit } from './protocol-server.js';

/** One line of the journal; they are counted from 1. */
export interface Entry extends Commit {
  n: number;
}

/** Entries that follow each other, up to this one. */
export interface Folded {
  n: number;
  folded: string;
}

/** Whose a message is, and in which room. */
interface Writer {
  roomId: string;
  sender: User;
}
/** A message as it was first written, by who sends it. */
type Short = [writer: number, mutationId: string, seq: number, id: string, content: string, insertedAt: string];

/** Puts entries together that follow each other. */
export function fold(entries: readonly Entry[]): Folded {
  const writers: Writer[] = [];
  const known = new Map<string, number>();
  const lines = entries.map((entry) => {
    const { row } = entry.reply;
    if (!row || !('sender' in row)) return entry;
    const { id, roomId, sender, seq, content, insertedAt } = row;
    const name = JSON.stringify([roomId, sender]);
    const index = known.get(name) ?? writers.push({ roomId, sender }) - 1;
    known.set(name, index);
    const short: Short = [index, entry.mutationId, seq, id, content, insertedAt];
    // Whatever else there is to it, such as an edit, a quote or files, lies as it is.
    return JSON.stringify(lengthened(short, writers, entry.n)) === JSON.stringify(entry) ? short : entry;
  });
  return { n: entries.at(-1)!.n, folded: JSON.stringify({ places: writers, lines }) };
}

/** The entries that were put together. */
export function unfold({ n, folded }: Folded): Entry[] {
  const { places: writers, lines } = JSON.parse(folded) as { places: Writer[]; lines: (Short | Entry)[] };
  const before = n - lines.length;
  return lines.map((line, index) => (Array.isArray(line) ? lengthened(line, writers, before + index + 1) : line));
}

/** In the order in which the server and the journal write it. */
function lengthened([writer, mutationId, seq, id, content, insertedAt]: Short, writers: readonly Writer[], n: number): Entry {
  const { roomId, sender } = writers[writer]!;
  const row = { id, seq, version: seq, deleted: false, mutationId, roomId, sender, content, insertedAt, updatedAt: insertedAt };
  return { topic: roomTopic(roomId), author: sender.id, mutationId, reply: { seq, row }, changed: true, n };
}
