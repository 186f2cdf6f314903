// Random numbers that come out the same for the same seed, in every engine. Pure.

/** Numbers in [0, 1), like `Math.random`, decided by the seed alone. */
export function seededRandom(seed: string | number): () => number {
  let state = fnv1a(String(seed));
  // Mulberry32: enough for fixtures and faults, and 32-bit integer arithmetic is exact everywhere.
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash | 0;
}
