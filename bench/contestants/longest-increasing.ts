// The yardstick's own: which rows may stay where they are while the others move.

/** Indexes of a longest strictly increasing subsequence, in O(n log n). */
export function longestIncreasing(values: readonly number[]): number[] {
  const previous = new Int32Array(values.length);
  const tails: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((values[tails[middle] as number] as number) < value) low = middle + 1;
      else high = middle;
    }
    previous[i] = low ? (tails[low - 1] as number) : -1;
    tails[low] = i;
  }
  const result = [...tails];
  for (let at = tails.length - 1, i = tails.at(-1) ?? -1; at >= 0; at--) {
    result[at] = i;
    i = previous[i] as number;
  }
  return result;
}
