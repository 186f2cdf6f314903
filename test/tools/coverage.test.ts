// What documents say is shown by a test is: the file is there, and has a test of that title. What has no test says so.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const TITLE = /\b(?:it|describe|walk|byKeys|refusing|onPhone|outside)\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1/g;
const titles = new Map<string, string[]>();
for (const name of readdirSync('test', { recursive: true, encoding: 'utf8' }).filter((one) => one.endsWith('.ts'))) {
  const file = `test/${name}`;
  titles.set(
    file,
    Array.from(readFileSync(file, 'utf8').matchAll(TITLE), ([, , title = '']) => title.replaceAll("\\'", "'")),
  );
}

/** The rows of a document's tables, without their heads. */
function rows(document: string): string[][] {
  const lines = readFileSync(document, 'utf8').split('\n');
  const cells = lines
    .filter((line) => /^\| (\d|[SL]-)/.test(line))
    .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')));
  return cells;
}

/** The tests that a cell names. */
function named(cell: string): { name: string; words: string }[] {
  return Array.from(cell.matchAll(/`([^`]+)` "([^"]+)"/g), ([, name = '', words = '']) => ({ name, words }));
}

function fileOf(name: string): string | undefined {
  return [name, `test/chat/${name}.browser.test.ts`, `test/chat/${name}.test.ts`, `${name}.test.ts`].find((file) => existsSync(file));
}

function missing(document: string): string[] {
  return rows(document).flatMap(([row, , shownBy = '']) =>
    named(shownBy)
      .filter(({ name, words }) => !titles.get(fileOf(name) ?? '')?.some((title) => title.includes(words)))
      .map(({ name, words }) => `${row}: ${name} has no test "${words}"`),
  );
}

describe('docs/coverage.md', () => {
  const table = rows('docs/coverage.md');

  it('has each S-row and each L-row once', () => {
    const numbers = (letter: string, last: number): string[] =>
      Array.from({ length: last }, (_, at) => `${letter}-${String(at + 1).padStart(2, '0')}`);
    expect(table.map(([row]) => row)).toEqual([...numbers('S', 40), ...numbers('L', 46)]);
  });

  it('names tests that exist', () => {
    expect(table.flatMap(([, , shownBy = '']) => named(shownBy)).length).toBeGreaterThan(80);
    expect(missing('docs/coverage.md')).toEqual([]);
  });

  it('says so where there is none', () => {
    const unshown = table.filter(([, , shownBy = '', state = '']) => named(shownBy).length === 0 && !/^(not done|internal)/.test(state));
    expect(unshown).toEqual([]);
  });

  it('knows of every test that is named after an S-row', () => {
    const tested = [...titles.values()].flat().flatMap((title) => /^(S-\d\d )+/.exec(title)?.[0].trim().split(' ') ?? []);
    const shown = new Set(table.filter(([, , shownBy = '']) => shownBy !== '').map(([row]) => row));
    expect(new Set(tested).size).toBeGreaterThan(30);
    expect(tested.filter((row) => !shown.has(row))).toEqual([]);
  });
});

describe('docs/access.md', () => {
  it('has each statement that is for the first version, and names tests that exist', () => {
    const statements = rows('docs/access.md').map(([row]) => Number(row));
    const first = Array.from({ length: 40 }, (_, at) => at + 1).filter((one) => ![10, 21, 26].includes(one));
    expect(first.filter((one) => !statements.includes(one))).toEqual([]);
    expect(missing('docs/access.md')).toEqual([]);
  });
});
