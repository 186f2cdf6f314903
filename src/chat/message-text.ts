// What may be sent as a message, and how near to the limit it is.

import { MAX_CONTENT } from '../backend/model.js';
import { english, type Words } from './words.js';

/** An attribute that is taken away is null, and a framework's property may be undefined. */
type Limit = number | null | undefined;

/** Why a text cannot be sent, in words for its writer; undefined when it can, as no words can with `files`. */
export function refusal(text: string, maxLength: Limit, words: Words = english, files = 0): string | undefined {
  if (text.trim() === '') return files > 0 ? undefined : words.say('writeSomething');
  const over = -left(text, maxLength);
  if (over > 0) return words.say('tooLong', { count: over });
  return undefined;
}

/** How many characters are left, in words, once it is worth knowing: in the last tenth, at the limit, and beyond. */
export function remaining(text: string, maxLength: Limit, words: Words = english): string | undefined {
  const count = left(text, maxLength);
  if (count < 0) return words.say('over', { count: -count });
  if (count > Math.max((maxLength ?? MAX_CONTENT) / 10, 10)) return undefined;
  return count === 0 ? words.say('noneLeft') : words.say('left', { count });
}

/** Which stretch of the limit a text is in. Speaking only when it changes spares the writer a number per key. */
export function stretch(text: string, maxLength: Limit): 'free' | 'near' | 'full' | 'over' {
  const count = left(text, maxLength);
  if (count < 0) return 'over';
  if (count === 0) return 'full';
  return remaining(text, maxLength) === undefined ? 'free' : 'near';
}

function left(text: string, maxLength: Limit): number {
  return (maxLength ?? MAX_CONTENT) - text.length;
}
