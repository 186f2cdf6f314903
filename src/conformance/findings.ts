// How a server came out, rule by rule, and that as a table for a terminal. Pure.

/** What came of one rule. */
export interface Finding {
  /** The name of the rule, such as `catch-up`. */
  rule: string;
  /** What the rule promises, in one sentence. */
  promise: string;
  /** Whether the server kept it, as far as it was tried. */
  holds: boolean;
  /** Why it was not tried, or not in full, such as `not offered`. */
  untried?: string;
  /** What was seen instead. */
  breach?: string;
  /** How long the trial took, in milliseconds. */
  milliseconds: number;
}

/** One line per rule, what was seen instead below those that are broken, why below those that were not tried in full, and a sum. */
export function findingsTable(findings: readonly Finding[]): string {
  const width = Math.max(0, ...findings.map(({ rule }) => rule.length));
  const lines = findings.flatMap(({ rule, promise, holds, untried, breach = untried, milliseconds }) => [
    `${holds ? (untried === undefined ? 'holds ' : '–     ') : 'BROKEN'}  ${rule.padEnd(width)}  ${promise} (${Math.round(milliseconds)} ms)`,
    ...(breach === undefined ? [] : [`${' '.repeat(width + 10)}→ ${breach}`]),
  ]);
  const [broken, left] = [findings.filter(({ holds }) => !holds).length, findings.filter(({ untried }) => untried !== undefined).length];
  const held = findings.length - left;
  const all = `${held > 1 ? 'all ' : ''}${held} ${held === 1 ? 'rule holds' : 'rules hold'}`;
  const some = `${broken} of ${findings.length} ${findings.length === 1 ? 'rule' : 'rules'} ${broken === 1 ? 'is' : 'are'} broken`;
  const sum = broken === 0 ? all : some;
  return [...lines, '', left === 0 ? sum : `${sum}; ${left} not tried in full`].join('\n');
}
