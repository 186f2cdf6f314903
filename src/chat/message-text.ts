// What may be sent as a message, and how near to the limit it is. Pure.

/** Why a text cannot be sent, in words for its writer; undefined when it can. */
export function refusal(text: string, maxLength: number): string | undefined {
  if (text.trim() === '') return 'Write something first.';
  const over = text.length - maxLength;
  if (over > 0) return `Too long: remove ${count(over)}.`;
  return undefined;
}

/** How many characters are left, in words, once it is worth knowing: in the last tenth, at the limit, and beyond. */
export function remaining(text: string, maxLength: number): string | undefined {
  const left = maxLength - text.length;
  if (left < 0) return `${count(-left)} too many`;
  if (left > Math.max(maxLength / 10, 10)) return undefined;
  return left === 0 ? 'No characters left' : `${count(left)} left`;
}

/** Which stretch of the limit a text is in. Speaking only when it changes spares the writer a number per key. */
export function stretch(text: string, maxLength: number): 'free' | 'near' | 'full' | 'over' {
  const left = maxLength - text.length;
  if (left < 0) return 'over';
  if (left === 0) return 'full';
  return remaining(text, maxLength) === undefined ? 'free' : 'near';
}

function count(n: number): string {
  return n === 1 ? '1 character' : `${n.toLocaleString()} characters`;
}
