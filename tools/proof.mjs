// The runs that show what is promised: read from the table in ARCHITECTURE.md, their figures from what they print, and the table of the README.

import { stripVTControlCharacters } from 'node:util';

/** Every run of the table: its name, its promises, and what to give to `vitest run`. */
export function runsIn(guide) {
  return guide.split('\n').flatMap((line) => {
    const [, name, promises, , , command] = line.split('|').map((cell) => cell.trim());
    const [, args] = /^`npx vitest run (.+)`$/.exec(command ?? '') ?? [];
    if (args === undefined) return [];
    return [{ name, promises, args: [...args.matchAll(/"([^"]+)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word) }];
  });
}

/** What a run printed last: the first line of the last block that a test has written; undefined where none has. */
export function figureIn(output) {
  const lines = stripVTControlCharacters(output).split('\n');
  const last = lines.findLastIndex((line) => line.startsWith('stdout | '));
  return last === -1 ? undefined : lines[last + 1]?.trim();
}

/** The table of the README, of the runs that printed a figure; `records` by name of run. */
export function reliabilityTable(runs, records) {
  const rows = runs.flatMap(({ name, promises }) => {
    const { figure, seconds, long, date } = records[name] ?? {};
    return figure === undefined ? [] : [`| ${promises || '–'} | ${figure} | ${long ? 'long' : 'test'}, ${spoken(seconds)} | ${date} |`];
  });
  return ['| Promise | What was run, and what came of it | Run | On |', '| --- | --- | ---: | ---: |', ...rows].join('\n');
}

function spoken(seconds) {
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
