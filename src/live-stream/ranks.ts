// Numbers between numbers: the places of rows in storage, so that a row put between two others is one write. Pure.

/** `count` increasing ranks between two others (either may be missing); undefined when there is no room left between them. */
export function ranksBetween(low: number | undefined, high: number | undefined, count: number): number[] | undefined {
  const first = low ?? (high ?? count + 1) - count - 1;
  const step = high === undefined || low === undefined ? 1 : (high - low) / (count + 1);
  const ranks = Array.from({ length: count }, (_, i) => first + step * (i + 1));
  const bounds = [low ?? Number.NEGATIVE_INFINITY, ...ranks, high ?? Number.POSITIVE_INFINITY];
  return bounds.every((rank, i) => i === 0 || rank > (bounds[i - 1] ?? rank)) ? ranks : undefined;
}
