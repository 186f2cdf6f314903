// theme.css is the list of tokens: every token elements read stands in it, with the default they use themselves.

import { readFileSync } from 'node:fs';
import { expect } from 'vitest';

const read = (file: string): string => readFileSync(new URL(`../../src/${file}`, import.meta.url), 'utf8');
const theme = read('theme.css');
const tokens = read('chat/tokens.ts');

/** Declarations `name: value;` by name. */
function declared(css: string, pattern: RegExp): Map<string, string> {
  return new Map([...css.matchAll(pattern)].map(([, name, value]) => [name!, value!.trim()]));
}

describe('the theme', () => {
  const used = declared(tokens, /var\((--ls-[a-z-]+), (.+)\);/g);
  const told = declared(theme, /^ {2}(?:\/\* )?(--ls-[a-z-]+): ([^;]+);/gm);

  it('names every token, and no other', () => {
    expect([...told.keys()].toSorted()).toEqual([...used.keys()].toSorted());
  });

  it('gives the defaults that elements have without it', () => {
    const plain = [...used].filter(([name]) => !['--ls-focus', '--ls-avatar-size'].includes(name)); // made of other tokens
    for (const [name, value] of plain) expect(told.get(name), name).toBe(value);
  });

  it('says what each is for', () => {
    const silent = theme.split('\n').filter((line) => line.startsWith('  --ls-') && !line.includes('/*'));
    expect(silent).toEqual([]);
  });
});
