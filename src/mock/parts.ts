// What somebody hands over in several named parts, such as a rule or options: each is seen to be what it must be, before anything is done. Pure.

/** What a part must be, in words, and whether it is. */
export type Part = readonly [expected: string, holds: (value: unknown) => boolean];

/** A number within bounds. */
export function numberPart(least: number, most: number): Part {
  return [`a number from ${least} to ${most}`, (value) => typeof value === 'number' && value >= least && value <= most];
}

/** A whole number within bounds. */
export function wholePart(least: number, most = Infinity): Part {
  const within = most === Infinity ? `of ${least} or more` : `from ${least} to ${most}`;
  return [`a whole number ${within}`, (value) => Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most];
}

/** No timer runs longer, in milliseconds. */
export const MOST_MS = 2_147_483_647;
/** How long something takes. */
export const TIME_PART = numberPart(0, MOST_MS);
const [, isTime] = TIME_PART;
/** How long something takes each time. */
export const PACE_PART: Part = [
  'milliseconds, or [least, most] of them',
  (value) => isTime(value) || (Array.isArray(value) && value.length === 2 && value.every(isTime) && Number(value[0]) <= Number(value[1])),
];

export const TEXT_PART: Part = ['a text', (value) => typeof value === 'string'];

/** One of some words. */
export function oneOfPart(words: readonly string[]): Part {
  return [`one of ${words.join(', ')}`, (value) => words.includes(value as string)];
}

/** What is another thing of parts. */
export const OBJECT_PART: Part = ['an object', (value) => typeof value === 'object' && value !== null && !Array.isArray(value)];

/** Throws a `TypeError` that names the first part that there is not, or that is not what it must be. */
export function requireParts(what: string, said: unknown, parts: Readonly<Record<string, Part>>, needed: readonly string[] = []): void {
  requirePart(what, said, OBJECT_PART);
  const given = said as Readonly<Record<string, unknown>>;
  for (const name of new Set([...needed, ...Object.keys(given)])) {
    if (!Object.hasOwn(parts, name)) throw new TypeError(`${what} has no "${name}"; there are: ${Object.keys(parts).join(', ')}`);
    if (given[name] !== undefined || needed.includes(name)) requirePart(`${what}.${name}`, given[name], parts[name]!);
  }
}

function requirePart(name: string, value: unknown, [expected, holds]: Part): void {
  if (!holds(value)) throw new TypeError(`${name} is ${expected}, not ${typeof value === 'number' ? value : JSON.stringify(value)}`);
}
