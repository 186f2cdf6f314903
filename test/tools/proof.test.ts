// The table of what shows each promise: whatever it says one may run exists, and is a test.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { figureIn, reliabilityTable, runsIn, type ProofRecord } from '../../tools/proof.mjs';
import { MEASURED } from '../../tools/vite-shared.js';
import { CODE_BUGS } from '../sync/histories/planted-bugs.js';
import { BUGS } from '../sync/model/planted-bugs.js';

const guide = readFileSync('ARCHITECTURE.md', 'utf8');
const COMMANDS = [...guide.matchAll(/`npx vitest run (.+?)`/g)].map(([, command]) => command!);
const FILES = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .map((path) => `test/${path.replaceAll('\\', '/')}`)
  .filter((path) => path.endsWith('.test.ts'));

/** The text of a test file, and of the suites it runs. */
function textOf(path: string): string {
  const text = readFileSync(path, 'utf8');
  const folder = path.slice(0, path.lastIndexOf('/'));
  const suites = [...text.matchAll(/from '\.\/([\w-]+-suite)\.js'/g)].map(([, name]) => readFileSync(`${folder}/${name}.ts`, 'utf8'));
  return [text, ...suites].join('\n');
}

/** Where a file is run, as vitest.config.ts has it. */
function projectOf(path: string): string {
  if (MEASURED.includes(path)) return 'measured';
  if (path.endsWith('.browser.test.ts')) return 'browser';
  return /^test\/(walks|kills)\//.test(path) ? 'walks' : 'node';
}

describe('the table of proof', () => {
  it('has a command for every promise', () => {
    expect(COMMANDS.length).toBeGreaterThan(20);
    const rows = guide.split('\n').filter((line) => line.includes('`npx vitest run '));
    const promised = rows.flatMap((row) => (row.split('|')[2] ?? '').split(',').flatMap((part) => numbersIn(part)));
    expect([...new Set(promised)].toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it.each(COMMANDS)('names tests that exist: %s', (command) => {
    const [, name] = /-t "(.+)"/.exec(command) ?? [];
    const projects = [...command.matchAll(/--project (\w+)/g)].map(([, project]) => project!);
    const paths = command.split(' ').filter((word) => word.startsWith('test/'));
    for (const path of paths) {
      const found = FILES.filter((file) => file.includes(path) && projects.includes(projectOf(file)));
      expect(found, path).not.toEqual([]);
      if (name !== undefined) for (const file of found) expect(textOf(file), `${file}: ${name}`).toContain(name);
    }
    expect(paths).not.toEqual([]);
    for (const project of projects)
      expect(FILES.some((file) => projectOf(file) === project && paths.some((path) => file.includes(path)))).toBe(true);
  });
});

it('the table of proof counts the planted bugs as they are', () => {
  const counts = (what: string): (number | undefined)[] => {
    const row = guide.split('\n').find((line) => line.startsWith(`| planted bugs of the ${what}`));
    return [...(row ?? '').matchAll(/\| (\d+)(?=[, ])/g)].map(([, count]) => Number(count));
  };
  expect(counts('code')).toEqual([CODE_BUGS.filter(({ quick }) => quick).length, CODE_BUGS.length]);
  expect(counts('model')).toEqual([BUGS.length, BUGS.length]);
});

describe('the figures of the runs', () => {
  const runs = runsIn(guide);
  const records = JSON.parse(readFileSync('test/reliability.json', 'utf8')) as Record<string, ProofRecord>;

  it('are kept for runs that exist, and ran something', () => {
    for (const [name, { passed, failed = 0 }] of Object.entries(records)) {
      expect(runs.map((run) => run.name)).toContain(name);
      expect(passed + failed, name).toBeGreaterThan(0);
    }
  });

  it('say of a run that failed last that it did, whatever it printed', () => {
    const record = { passed: 15, failed: 2, seconds: 9, long: false, date: '2026-01-02' };
    const table = reliabilityTable([{ name: 'queue', promises: 'R3', args: [] }], { queue: record });
    expect(table.split('\n').at(-1)).toBe('| R3 | **queue: failed, 2 of 17** | test, 9 s | 2026-01-02 |');
  });

  it('stand in the README as they were kept', () => {
    const [, shown] = readFileSync('README.md', 'utf8').split(/<!-- \/?reliability -->/);
    expect(shown?.trim()).toBe(reliabilityTable(runs, records));
  });

  it('are what a run printed last', () => {
    const header = '\u001b[90mstdout\u001b[2m | test/a.test.ts\u001b[2m > \u001b[22mthe model';
    expect(figureIn(`${header}\n\u001b[22mfirst: 1\n\n ✓ node\n${header}\nlast: 2\nmore of it\n\n Tests 1 passed`)).toBe('last: 2');
    expect(figureIn(' ✓ node test/a.test.ts\n')).toBeUndefined();
  });

  it('are asked for by the words of the table', () => {
    const line = '| tab kills | R1 | 20 | 1,000 | `npx vitest run --project walks test/kills.test.ts -t "tabs that are killed"` |';
    expect(runsIn(line)).toEqual([
      { name: 'tab kills', promises: 'R1', args: ['--project', 'walks', 'test/kills.test.ts', '-t', 'tabs that are killed'] },
    ]);
  });
});

/** `R1–R3` and `R8`. Those of security are another list. */
function numbersIn(part: string): number[] {
  const [, first, last = first] = /^\s*R(\d)(?:–R(\d))?\s*$/.exec(part) ?? [];
  if (first === undefined) return [];
  return Array.from({ length: Number(last) - Number(first) + 1 }, (_, n) => Number(first) + n);
}
