// A promise of the contract that was not kept, and the ways to find one. Pure.

/** The server did something else than the contract says. */
export class Breach extends Error {}

/** There is nothing here to try a rule on, such as uploads where none are taken. */
export class Untried extends Error {}

/** Throws a breach where something does not hold. */
export function require(holds: boolean, otherwise: string): void {
  if (!holds) throw new Breach(otherwise);
}

/** Throws a breach where two things differ, in whatever order their fields stand. */
export function requireSame(found: unknown, expected: unknown, what: string): void {
  const [left, right] = [stable(found), stable(expected)];
  if (left !== right) throw new Breach(`${what}: ${shortened(left)} instead of ${shortened(right)}`);
}

function stable(value: unknown): string {
  if (value === undefined) return 'nothing';
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

function shortened(text: string): string {
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}
