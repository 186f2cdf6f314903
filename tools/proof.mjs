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

/** The table of the README; `records` by name of run. What was not run since it last changed has no record, and says so. */
export function reliabilityTable(runs, records) {
  const rows = runs.map(({ name, promises }) => {
    const record = records[name];
    if (!record) return `| ${promises || '–'} | ${name}: not yet run | | |`;
    const { passed, failed, figure = `${name}: passed`, seconds, long, date, commit } = record;
    const outcome = failed ? `**${name}: failed, ${failed} of ${passed + failed}**` : figure;
    return `| ${promises || '–'} | ${outcome} | ${long ? 'long' : 'test'}, ${spoken(seconds)} | ${date}${commit ? `, ${commit}` : ''} |`;
  });
  return ['| Promise | What was run, and what came of it | Run | On, and on which commit |', '| --- | --- | ---: | ---: |', ...rows].join(
    '\n',
  );
}

function spoken(seconds) {
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
