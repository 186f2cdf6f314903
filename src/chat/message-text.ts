// What may be sent as a message, and how near to the limit it is.

import { MAX_CONTENT } from '../backend/model.js';
import { english, type Words } from './words.js';

/** An attribute that is taken away is null, one that is no number is NaN, and a framework's property may be undefined. */
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
  if (count > Math.max(mostOf(maxLength) / 10, 10)) return undefined;
  return count === 0 ? words.say('noneLeft') : words.say('left', { count });
}

/** Which stretch of the limit a text is in. Speaking only when it changes spares the writer a number per key. */
export function stretch(text: string, maxLength: Limit): 'free' | 'near' | 'full' | 'over' {
  const count = left(text, maxLength);
  if (count < 0) return 'over';
  if (count === 0) return 'full';
  return remaining(text, maxLength) === undefined ? 'free' : 'near';
}

/** A text as a field gives it back: with the line ends of a field. Without this it seems to be changed by being shown. */
export function asTyped(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

function left(text: string, maxLength: Limit): number {
  return mostOf(maxLength) - text.length;
}

/** What is no number is no limit of the page's. */
function mostOf(maxLength: Limit): number {
  return Number.isNaN(maxLength ?? NaN) ? MAX_CONTENT : Number(maxLength);
}
