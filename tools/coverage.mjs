// What is shown by which test: the rows of `test/coverage.json` and the statements of `docs/access.md`, the tests whose titles begin with
// a row or that a row names, and what became of them in Vitest's reports. Whatever has no test, or none that ran, says so.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';

const TITLE = /\b(?:it(?:With\w+)?\)?|describe|walk|byKeys|refusing|onPhone|outside)\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1/g;

/** The titles of all tests by file, as they are written there. */
export function titlesOf() {
  const files = readdirSync('test', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const titles = files.map((name) => {
    const file = `test/${name.replaceAll('\\', '/')}`;
    return [file, Array.from(readFileSync(file, 'utf8').matchAll(TITLE), ([, , title = '']) => title.replaceAll("\\'", "'"))];
  });
  return new Map(titles.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The file a short name stands for: one of the chat's, unless there is a path. */
export function fileOf(name) {
  return [name, `test/chat/${name}.browser.test.ts`, `test/chat/${name}.test.ts`, `${name}.test.ts`].find((file) => existsSync(file));
}

/** The tests that a text names, as `file` "words of the title". */
export function namedIn(text) {
  return Array.from(text.matchAll(/`([^`]+)` "([^"]+)"/g), ([, name = '', words = '']) => ({ name, file: fileOf(name), words }));
}

/** The rows of a document's tables that begin with a number: their cells. */
export function statementsIn(text) {
  const lines = text.split('\n').filter((line) => /^\| \d/.test(line));
  return lines.map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '').trim()));
}

/** Everything that is to be shown: sections of rows, each with its tests. */
export function sections(titles = titlesOf()) {
  const { chat, streams, security } = JSON.parse(readFileSync('test/coverage.json', 'utf8'));
  const row = ({ row, what, tests = [], note = '' }) => ({
    row,
    what,
    note,
    tests: [...titledAfter(row, titles), ...tests.flatMap((test) => namedIn(test.replace(/^(\S+)/, '`$1`')))],
  });
  const access = statementsIn(readFileSync('docs/access.md', 'utf8')).map(([number, what, shownBy, state]) => ({
    row: number,
    what,
    note: state === 'yes' ? '' : state,
    tests: namedIn(shownBy),
  }));
  return [
    { title: 'The chat', rows: chat.map(row) },
    { title: 'Access', rows: access },
    { title: 'Security', rows: security.map(row) },
    { title: 'Streams and what is around them', rows: streams.map(row) },
  ];
}

/** Every file with a test whose title begins with the row, alone or among others. */
function titledAfter(row, titles) {
  const begins = (title) => /^((?:S-?\d+|L-\d+) )+/.exec(title)?.[0].trim().split(' ').includes(row) ?? false;
  return [...titles].filter(([, all]) => all.some(begins)).map(([file]) => ({ name: file, file, words: row }));
}

/** What became of each test, from reports of Vitest: by file, what it is called and whether it passed. A later report counts. */
export function resultsIn(reports) {
  const results = new Map();
  for (const { testResults } of reports)
    for (const { name, assertionResults } of testResults) {
      const ran = assertionResults.filter(({ status }) => status === 'passed' || status === 'failed');
      const file = relative('.', name).replace(/^.*?(?=test\/)/, '');
      if (ran.length > 0)
        results.set(
          file,
          ran.map(({ fullName, status }) => ({ fullName, passed: status === 'passed' })),
        );
    }
  return results;
}

/** passed, failed, not run or none; tests of a suite are found in the files that run it. */
export function resultOf(tests, results) {
  if (tests.length === 0) return 'none';
  const found = tests.map(({ file, words }) => {
    const own = file?.endsWith('.test.ts') ? [results.get(file) ?? []] : [...results.values()];
    return own.flat().filter(({ fullName }) => fullName.includes(words));
  });
  if (found.flat().some(({ passed }) => !passed)) return '**failed**';
  const missing = found.filter((all) => all.length === 0).length;
  if (missing === tests.length) return 'not run';
  return missing === 0 ? 'passed' : `passed, ${missing} of ${tests.length} not run`;
}

/** The whole of docs/coverage.md; `of` says of when and which commit the results are. */
export function coverageDocument(results, of, all = sections()) {
  const judged = all.map(({ title, rows }) => ({ title, rows: rows.map((row) => ({ ...row, result: resultOf(row.tests, results) })) }));
  const count = (rows, is) => rows.filter(({ result }) => is(result)).length;
  const sums = judged.map(({ title, rows }) => {
    const [passed, failed, none] = [(one) => one === 'passed', (one) => one === '**failed**', (one) => one === 'none'].map((is) =>
      count(rows, is),
    );
    return `| ${title} | ${rows.length} | ${passed} | ${failed} | ${rows.length - passed - failed - none} | ${none} |`;
  });
  const tables = judged.map(({ title, rows }) =>
    [
      `## ${title}\n`,
      '| Row | What | Shown by | Result | Missing |',
      '| --- | --- | --- | --- | --- |',
      ...rows.map(
        ({ row, what, tests, result, note }) => `| ${row} | ${what} | ${tests.map(shown).join(', ') || 'none'} | ${result} | ${note} |`,
      ),
    ].join('\n'),
  );
  return `# What is shown by which test

Written by \`npm run coverage-table -- --write\` from the titles of the tests and from Vitest's reports (\`test-results/*.json\`, or those named): do not edit. The rows are in \`test/coverage.json\`, the statements about access in [access.md](access.md). \`file\` "words" names each test in the file whose title has these words. "not run" is what no report tells of, "none" what no test shows.

The results are of ${of}.

Nothing here was tried with a real screen reader, and nothing on a device with a touch screen.

| | Rows | Passed | Failed | Not or not all run | No test |
| --- | ---: | ---: | ---: | ---: | ---: |
${sums.join('\n')}

${tables.join('\n\n')}
`;
}

const shown = ({ name, words }) => `\`${name}\` "${words}"`;
