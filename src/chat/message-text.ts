// What may be sent as a message, and how near to the limit it is.

import { english, type Words } from './words.js';

/** Why a text cannot be sent, in words for its writer; undefined when it can, as no words can with `files`. */
export function refusal(text: string, maxLength: number, words: Words = english, files = 0): string | undefined {
  if (text.trim() === '') return files > 0 ? undefined : words.say('writeSomething');
  const over = text.length - maxLength;
  if (over > 0) return words.say('tooLong', { count: over });
  return undefined;
}

/** How many characters are left, in words, once it is worth knowing: in the last tenth, at the limit, and beyond. */
export function remaining(text: string, maxLength: number, words: Words = english): string | undefined {
  const left = maxLength - text.length;
  if (left < 0) return words.say('over', { count: -left });
  if (left > Math.max(maxLength / 10, 10)) return undefined;
  return left === 0 ? words.say('noneLeft') : words.say('left', { count: left });
}

/** Which stretch of the limit a text is in. Speaking only when it changes spares the writer a number per key. */
export function stretch(text: string, maxLength: number): 'free' | 'near' | 'full' | 'over' {
  const left = maxLength - text.length;
  if (left < 0) return 'over';
  if (left === 0) return 'full';
  return remaining(text, maxLength) === undefined ? 'free' : 'near';
}
