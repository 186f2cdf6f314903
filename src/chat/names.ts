// Names as they are shown: one that nobody can see is none. Pure.

import type { Words } from './words.js';

/** More than white space, and than signs without a shape of their own. */
const SEEN = /[^\s\p{Default_Ignorable_Code_Point}]/u;

/** A name, if it can be seen. */
export function seenName(name: string | undefined): string | undefined {
  return name !== undefined && SEEN.test(name) ? name : undefined;
}

/** What a person is called. */
export function personName(name: string | undefined, words: Words): string {
  return seenName(name) ?? words.say('somebody');
}
