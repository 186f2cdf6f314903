// How a server came out, rule by rule, and that as a table for a terminal. Pure.

/** What came of one rule. */
export interface Finding {
  /** The name of the rule, such as `catch-up`. */
  rule: string;
  /** What the rule promises, in one sentence. */
  promise: string;
  /** Whether the server kept it. */
  holds: boolean;
  /** What was seen instead. */
  breach?: string;
  /** How long the trial took, in milliseconds. */
  milliseconds: number;
}

/** One line per rule, what was seen instead below those that are broken, and a sum. */
export function findingsTable(findings: readonly Finding[]): string {
  const width = Math.max(0, ...findings.map(({ rule }) => rule.length));
  const lines = findings.flatMap(({ rule, promise, holds, breach, milliseconds }) => [
    `${holds ? 'holds ' : 'BROKEN'}  ${rule.padEnd(width)}  ${promise} (${Math.round(milliseconds)} ms)`,
    ...(breach === undefined ? [] : [`${' '.repeat(width + 10)}→ ${breach}`]),
  ]);
  const broken = findings.filter(({ holds }) => !holds).length;
  const sum = broken === 0 ? `all ${findings.length} rules hold` : `${broken} of ${findings.length} rules are broken`;
  return [...lines, '', sum].join('\n');
}
