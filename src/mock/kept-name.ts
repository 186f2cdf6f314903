// The names of what is kept: never the same for other parts, whatever is in them. Pure.

/** The parts one behind the other, apart. No text is refused: half a character is one that `encodeURIComponent` would throw at. */
export function keptName(...parts: readonly (string | number)[]): string {
  return parts.map((part) => String(part).replace(/[%:]/g, (sign) => encodeURIComponent(sign))).join(':');
}
