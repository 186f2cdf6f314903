export function wordsOf(type: string): string[];
