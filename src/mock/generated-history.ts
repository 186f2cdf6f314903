// A past as long as one likes, without storing it: the message at any place is computed from the seed, always the same. Pure.

import { roomTopic } from '../backend/model.js';
import type { Message, User } from '../backend/model.js';
import { seededRandom } from './random.js';
import { SRE_SENTENCES, WEEKEND_SENTENCES } from './seed-sentences.js';

/** What lies before the first stored change of a topic. Every row was created by its own change: `seq` and `version` are its place. */
export interface GeneratedHistory {
  readonly topic: string;
  /** How many rows; the head of the topic before anything is stored. */
  readonly size: number;
  /** The row at this place, from 1 to `size`. */
  row(seq: number): Message;
  /** The place of a row with this id, if it is one of these. */
  seqOf(id: string): number | undefined;
}

const SENTENCES = [...SRE_SENTENCES, ...WEEKEND_SENTENCES];
const FIRST = Date.UTC(2016, 0, 4, 8);
const DAY = 86_400_000;
/** Messages of one day. */
const PER_DAY = 250;
const ID = /^h([1-9]\d{0,15})$/;

/** `size` messages in a room, by these users. */
export function generateHistory(seed: string | number, roomId: string, size: number, users: readonly User[]): GeneratedHistory {
  if (!Number.isSafeInteger(size) || size < 0) throw new RangeError(`a history of ${roomId} cannot have ${size} messages`);
  if (users.length === 0) throw new RangeError(`a history of ${roomId} needs users who wrote it`);
  return {
    topic: roomTopic(roomId),
    size,
    row(seq) {
      const random = seededRandom(`${seed}:${roomId}:${seq}`);
      const sender = users[Math.floor(random() * users.length)]!;
      const sentence = SENTENCES[Math.floor(random() * SENTENCES.length)]!;
      const at = new Date(timeOf(seq)).toISOString();
      return {
        id: `h${seq}`,
        seq,
        version: seq,
        deleted: false,
        roomId,
        sender,
        content: `${sentence} (${seq})`,
        insertedAt: at,
        updatedAt: at,
      };
    },
    seqOf(id) {
      const seq = Number(ID.exec(id)?.[1]);
      return seq <= size ? seq : undefined;
    },
  };
}

/** Spread over the working hours of one day after the other, so that time never runs backwards. */
function timeOf(seq: number): number {
  const index = seq - 1;
  return FIRST + Math.floor(index / PER_DAY) * DAY + (index % PER_DAY) * Math.floor((10 * 3_600_000) / PER_DAY);
}
