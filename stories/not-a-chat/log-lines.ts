// Lines of a log that nobody wrote: the same ones every time.

import { seededRandom } from '../../src/mock/random.js';

export type Level = 'debug' | 'info' | 'warn' | 'error';

export interface Line {
  id: number;
  level: Level;
  time: string;
  text: string;
}

const TEXTS: Record<Level, readonly string[]> = {
  debug: ['cache hit for session 4f1c', 'pool has 11 idle connections', 'token is good for another 840 s'],
  info: ['GET /rooms 200 in 12 ms', 'GET /rooms/sre-team 200 in 9 ms', 'PUT /messages/81 201 in 31 ms', 'client joined, 214 are here'],
  warn: ['GET /search 200 in 2,140 ms, which is slow', 'retrying the mail server, attempt 2 of 5'],
  error: ['POST /uploads 502: the storage did not answer within 5 s'],
};
const FREQUENT: readonly Level[] = ['debug', 'debug', 'info', 'info', 'info', 'info', 'info', 'info', 'warn', 'error'];

/** Gives one line after the other, numbered from 1. */
export function lineMaker(): () => Line {
  const random = seededRandom(7);
  const any = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  let id = 0;
  let time = Date.UTC(2026, 2, 2, 9);
  return () => {
    const level = any(FREQUENT);
    time += Math.round(random() * 900);
    return { id: ++id, level, time: new Date(time).toISOString().slice(11, 23), text: any(TEXTS[level]) };
  };
}
