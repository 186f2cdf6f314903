// Results as people read them: one table per figure, a line per step, a column per contestant.

import { growthExponent, ratio, spread, type Spread } from './statistics.ts';
import type { Memory } from './measure-memory.ts';
import type { Times } from './page/measure.ts';
import type { Measurements } from './run-scenes.ts';

export const YARDSTICK = 'hand-written';

export type Figure = keyof Times;
export type Result = Record<Figure, Spread> | { skipped: string };

export interface Report {
  date: string;
  browser: string;
  processor: string;
  cores: number;
  /** Processes that wanted to run, at the start and at the end: more than cores, and times are noisy. */
  load: [number, number];
  rounds: number;
  contestants: string[];
  /** Milliseconds, by step, then by contestant. */
  steps: Record<string, Record<string, Result>>;
  memory: Record<string, Memory>;
  /** Growth of script time from 1,000 rows to the longest list measured, by op, then by contestant. */
  growth: Record<string, Record<string, number>>;
}

export function summarize(measurements: Measurements): Report['steps'] {
  const steps: Report['steps'] = {};
  for (const [step, byContestant] of measurements) {
    const results = [...byContestant].map(([contestant, { times, skipped }]): [string, Result] => {
      if (skipped) return [contestant, { skipped }];
      const of = (figure: Figure): Spread => spread(times.map((time) => time[figure]));
      return [contestant, { script: of('script'), total: of('total'), rest: of('rest') }];
    });
    steps[step] = Object.fromEntries(results);
  }
  return steps;
}

export function growths(steps: Report['steps'], contestants: readonly string[]): Report['growth'] {
  const growth: Report['growth'] = {};
  for (const op of ['append 1', 'update 1', 'delete 1']) {
    const sizes = Object.entries(steps).filter(([step]) => step.startsWith(`${op} at `));
    if (sizes.length < 2) continue;
    growth[op] = Object.fromEntries(
      contestants.map((contestant) => {
        const points = sizes.flatMap(([step, results]) => {
          const result = results[contestant];
          const size = Number(step.replace(/\D/g, '').slice(1));
          return result && 'script' in result ? [{ size, cost: result.script.median }] : [];
        });
        return [contestant, growthExponent(points)];
      }),
    );
  }
  return growth;
}

/** Everything as Markdown, with what goals are missed; it reads well as plain text, too. */
export function markdown(report: Report, missed: readonly string[] = []): string {
  const { contestants, steps, memory, growth } = report;
  const parts = [
    '# Benchmark',
    `${report.date} · Chromium ${report.browser} · ${report.cores} cores, ${report.processor} · load ${report.load.map((load) => load.toFixed(1)).join(' to ')} · ${report.rounds} rounds · \`npm run bench\``,
    `Times of ${YARDSTICK} in milliseconds (median, min–max), of the others as multiples of it (medians). Rows of 12 nodes in a view of 800 × 900.`,
  ];
  const figures: [Figure, string][] = [
    ['script', 'Script: until the DOM is there'],
    ['total', 'Total: with style and layout'],
    ['rest', 'Rest: until the frame is painted and work put off to the next one is done'],
  ];
  if (Object.keys(steps).length) {
    for (const [figure, title] of figures) {
      const rows = Object.entries(steps).map(([step, results]) => [
        step,
        ...contestants.map((contestant) => cell(results, contestant, figure)),
      ]);
      parts.push(`## ${title}`, table(['', ...contestants], rows));
    }
  }
  if (Object.keys(growth).length) {
    const rows = Object.entries(growth).map(([op, of]) => [op, ...contestants.map((contestant) => number(of[contestant]))]);
    parts.push('## Growth of script time with the list: exponent', table(['', ...contestants], rows));
  }
  if (Object.keys(memory).length) {
    const line = (title: string, of: (memory: Memory) => string): string[] => [
      title,
      ...contestants.map((name) => (memory[name] ? of(memory[name]) : '–')),
    ];
    const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`;
    const rows = [
      line('heap', ({ full }) => megabytes(full.heap)),
      line('nodes', ({ full }) => String(full.nodes)),
      line('heap after removal', ({ removed }) => megabytes(removed.heap)),
      line('nodes after removal', ({ removed }) => String(removed.nodes)),
    ];
    parts.push('## Memory after 100,000 appends with limit -200, more than before', table(['', ...contestants], rows));
  }
  if (missed.length)
    parts.push('## Goals not reached', 'Why: `misses.md`, with the profile.', missed.map((line) => `- ${line}`).join('\n'));
  const skipped = Object.entries(steps).flatMap(([step, results]) =>
    Object.entries(results).flatMap(([contestant, result]) => ('skipped' in result ? [`- ${contestant}, ${step}: ${result.skipped}`] : [])),
  );
  if (skipped.length) parts.push('## Not measured', skipped.join('\n'));
  return `${parts.join('\n\n')}\n`;
}

/** What a reader sees first: a few steps, script and total. */
export function excerpt({ contestants, steps }: Report): string {
  const shown = ['open 10,000', 'append 1 at 10,000', 'update 1 at 10,000', 'delete 1 at 10,000', 'shuffle 1,000', 'replace 1,000'];
  const rows = (['script', 'total'] as const).flatMap((figure) =>
    shown.flatMap((step) => {
      const results = steps[step];
      return results
        ? [[`${step}, ${figure}`, ...contestants.map((contestant) => cell(results, contestant, figure).replace(/ \(.*/, ' ms'))]]
        : [];
    }),
  );
  return table(['', ...contestants], rows);
}

function cell(results: Record<string, Result>, contestant: string, figure: Figure): string {
  const result = results[contestant];
  const yardstick = results[YARDSTICK];
  if (!result || 'skipped' in result) return 'skipped';
  const { median, min, max } = result[figure];
  if (contestant === YARDSTICK) return `${number(median)} (${number(min)}–${number(max)})`;
  return yardstick && 'script' in yardstick ? `${number(ratio(median, yardstick[figure].median))} ×` : `${number(median)} ms`;
}

/** Three digits where it is small, none behind the point where it is large. */
function number(value = NaN): string {
  return Number.isNaN(value) ? '–' : value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 3);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, ...rows];
  const widths = head.map((_, column) => Math.max(3, ...lines.map((line) => line[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((text, i) => (i ? text.padStart(widths[i] ?? 0) : text.padEnd(widths[i] ?? 0))).join(' | ')} |`;
  const rule = `| ${widths.map((width, i) => (i ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width))).join(' | ')} |`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}
