// What documents say is shown by a test is: the file is there, and has a test of that title. What has no test says so.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { coverageDocument, resultOf, resultsIn, sections, titlesOf, type CoverageRow } from '../../tools/coverage.mjs';

const titles = titlesOf();
const [chat, access, security, streams] = sections(titles) as [Section, Section, Section, Section];
type Section = ReturnType<typeof sections>[number];

const numbers = (letter: string, last: number): string[] =>
  Array.from({ length: last }, (_, at) => `${letter}${String(at + 1).padStart(2, '0')}`);
const names = ({ rows }: Section): string[] => rows.map(({ row }) => row);
const missing = ({ rows }: Section): string[] =>
  rows.flatMap(({ row, tests }) =>
    tests
      .filter(({ file, words }) => !titles.get(file ?? '')?.some((title) => title.includes(words)))
      .map(({ name, words }) => `${row}: ${name} has no test "${words}"`),
  );
const unshown = ({ rows }: Section): CoverageRow[] => rows.filter(({ tests }) => tests.length === 0);

describe('the table of what is shown', () => {
  it('has each row, each statement for the first version, and each promise of security', () => {
    expect(names(chat)).toEqual(numbers('S-', 40));
    expect(names(streams)).toEqual(numbers('L-', 46));
    expect(names(security)).toEqual(['S1', 'S2', 'S3', 'S4', 'S5', 'S6', 'S7', 'S8']);
    const first = Array.from({ length: 40 }, (_, at) => `${at + 1}`).filter((one) => !['10', '21', '26'].includes(one));
    expect(first.filter((one) => !names(access).includes(one))).toEqual([]);
  });

  it('names tests that exist', () => {
    expect([chat, access, security, streams].flatMap(missing)).toEqual([]);
  });

  it('says what is missing where there is no test', () => {
    for (const section of [chat, access, streams]) expect(unshown(section).filter(({ note }) => note === '')).toEqual([]);
    expect(names({ title: '', rows: unshown(security) })).toEqual([]);
  });

  it('finds every test that is named after an S-row', () => {
    const tested = [...titles.values()].flat().flatMap((title) => /^(S-\d\d )+/.exec(title)?.[0].trim().split(' ') ?? []);
    expect(new Set(tested).size).toBeGreaterThan(30);
    expect(tested.filter((row) => !names(chat).includes(row))).toEqual([]);
  });

  it('is written down as it is, whatever became of the tests since', () => {
    const rows = (document: string): string[] =>
      document
        .split('\n')
        .filter((line) => /^\| (\d|[SL]-?\d)/.test(line))
        .map((line) =>
          line
            .split(' | ')
            .filter((_, at) => at !== 3)
            .join(' | '),
        );
    expect(rows(readFileSync('docs/coverage.md', 'utf8'))).toEqual(rows(coverageDocument(new Map(), 'no day')));
  });
});

describe('what became of a row', () => {
  const test = (words: string) => ({ name: 'a', file: 'test/a.test.ts', words });
  const results = resultsIn([
    {
      testResults: [
        { name: 'test/a.test.ts', assertionResults: ['S-01 one', 'S-02 two'].map((fullName) => ({ fullName, status: 'failed' })) },
      ],
    },
    {
      testResults: [
        {
          name: 'test/a.test.ts',
          assertionResults: [
            { fullName: 'S-01 one', status: 'passed' },
            { fullName: 'S-02 two', status: 'failed' },
            { fullName: 'S-03 three', status: 'skipped' },
          ],
        },
      ],
    },
  ]);

  it('is what the last report says of all its tests', () => {
    expect(resultOf([test('S-01')], results)).toBe('passed');
    expect(resultOf([test('S-01'), test('S-02')], results)).toBe('**failed**');
    expect(resultOf([test('S-03')], results)).toBe('not run');
    expect(resultOf([test('S-01'), test('S-03')], results)).toBe('passed, 1 of 2 not run');
    expect(resultOf([], results)).toBe('none');
  });
});
