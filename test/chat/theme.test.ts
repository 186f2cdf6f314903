// theme.css is the list of tokens: every token elements read stands in it, in its layer, with the default they use themselves.

import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';

const read = (file: string): string => readFileSync(new URL(`../../src/${file}`, import.meta.url), 'utf8');
const theme = read('theme.css');
const guide = readFileSync(new URL('../../stories/guides/theming.mdx', import.meta.url), 'utf8');
const styles = readdirSync(new URL('../../src/chat', import.meta.url))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => read(`chat/${file}`))
  .join('\n');

/** What a token is when it is not set: what stands behind the comma of its `var()`, however many brackets are in it. */
function defaultsIn(css: string): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { index, 0: start, 1: name } of css.matchAll(/var\((--ls-[a-z0-9-]+), /g)) {
    let [at, open] = [index + start.length, 1];
    for (; open > 0; at++) open += Number(css[at] === '(') - Number(css[at] === ')');
    const value = css.slice(index + start.length, at - 1);
    found.set(name!, (found.get(name!) ?? new Set()).add(plain(value)));
  }
  return found;
}

/** As theme.css writes it: other tokens by their public names, without what they are when they are not set. */
function plain(value: string): string {
  return value.replace(/var\((--ls-[a-z0-9-]+), [^()]+\)/g, 'var($1)').replace(/--_/g, '--ls-');
}

/** The tokens of a layer, by name. */
function layer(css: string): Map<string, string> {
  return new Map(Array.from(css.matchAll(/^ {2}(?:\/\* )?(--ls-[a-z0-9-]+): ([^;]+);/gm), ([, name, value]) => [name!, value!.trim()]));
}

describe('the theme', () => {
  const [, palette = '', semantic = '', component = ''] = theme.split(/^ {2}\/\* \d\. /m);
  const told = layer(theme);
  const used = defaultsIn(styles);

  it('names every token, and no other', () => {
    expect([...told.keys()].toSorted()).toEqual([...used.keys()].toSorted());
  });

  it('gives the defaults that elements have without it', () => {
    expect([...used.get('--ls-avatar-size')!]).toEqual(['calc(1.25rem + 1rem * var(--ls-density))']); // theme.css says what comes of it
    for (const [name, values] of used) if (name !== '--ls-avatar-size') expect([...values], name).toEqual([told.get(name)]);
  });

  it('has three layers, each made of the ones above it', () => {
    const [raw, things, parts] = [layer(palette), layer(semantic), layer(component)];
    expect(raw.size + things.size + parts.size).toBe(told.size);
    for (const [name, value] of raw) expect(value, name).toMatch(/^(#[0-9a-f]{6}|\d+)$/);
    const colours = [...things].filter(([, value]) => value.includes('light-dark') && !value.includes('px'));
    expect(colours.length).toBeGreaterThan(15);
    for (const [name, value] of colours) expect(value, name).toMatch(/^light-dark\(var\(--ls-[a-z]+-\d+\), var\(--ls-[a-z]+-\d+\)\)$/);
    const made = [...parts.values()].flatMap((value) => Array.from(value.matchAll(/--ls-[a-z-]+/g), ([name]) => name));
    expect(made.filter((name) => !things.has(name))).toEqual([]);
  });

  it('sets no token that is made of another and may be set elsewhere: from here it would not see that', () => {
    const frozen = [...theme.matchAll(/^ {2}(--ls-[a-z-]+): var\(.*$/gm)].map(([line]) => line);
    expect(frozen).toEqual([]);
  });

  it('says what each is for', () => {
    const silent = theme.split('\n').filter((line) => line.startsWith('  --ls-') && !line.includes('/*'));
    expect(silent).toEqual([]);
  });

  it('is what the guide shows', () => {
    expect(guide).toContain("import themeCss from '../../src/theme.css?raw';");
    // <live-stream> has one of its own.
    const all = [...told.keys(), ...defaultsIn(read('live-stream/stream-slots.ts')).keys()];
    for (const name of guide.match(/--ls-[a-z]+(?:-[a-z0-9]+)+/g) ?? []) expect(all, name).toContain(name);
  });
});
