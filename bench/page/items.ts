// The rows of the bench: chat messages, the same on every run.

export interface Item {
  readonly id: string;
  readonly initials: string;
  readonly name: string;
  readonly date: string;
  readonly time: string;
  readonly text: string;
  readonly likes: string;
  readonly own: boolean;
}

const NAMES = ['Ada Byron', 'Grace Hopper', 'Alan Turing', 'Edsger Dijkstra', 'Barbara Liskov', 'Joe Armstrong', 'Robin Milner'];
const WORDS = 'a list that lives has rows which arrive and change or move then go away again while someone reads what they say'.split(' ');

/** The n-th message; another revision of it has another text and another count. */
export function makeItem(n: number, revision = 0): Item {
  const name = NAMES[n % NAMES.length] ?? '';
  const minute = n % 1440;
  const time = `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
  const random = numbersFrom(n * 31 + revision + 1);
  const words = Array.from({ length: 4 + Math.floor(random() * 26) }, () => WORDS[Math.floor(random() * WORDS.length)]);
  return {
    id: String(n),
    initials: name.replace(/[^A-Z]/g, ''),
    name,
    date: `2026-01-01T${time}:00Z`,
    time,
    text: `${words.join(' ')} ${n}.${revision}`,
    likes: String((n + revision) % 17),
    own: n % 5 === 0,
  };
}

export function makeItems(from: number, count: number): Item[] {
  return Array.from({ length: count }, (_, i) => makeItem(from + i));
}

/** Numbers in [0, 1), always the same for a seed. */
export function numbersFrom(seed: number): () => number {
  let state = (seed * 2654435761) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A new array of the same things in an order decided by the seed. */
export function shuffled<T>(things: readonly T[], random: () => number): T[] {
  const result = [...things];
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [result[i], result[j]] = [result[j] as T, result[i] as T];
  }
  return result;
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}
