// How many messages a room asks for.

/** At first, where they fill the view. */
export const PAGE_SIZE = 10;
/** With each step further up or down. */
export const LOAD_STEP = 5;

/** A count as the page gives it, or the usual one where that is no count: an attribute may say anything. */
export function countOr(given: number | null | undefined, usual: number): number {
  const count = Math.floor(given ?? NaN);
  return count >= 1 ? count : usual;
}
