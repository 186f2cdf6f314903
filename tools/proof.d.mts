export interface ProofRun {
  name: string;
  promises: string;
  args: string[];
}
export interface ProofRecord {
  figure?: string;
  passed: number;
  /** How many tests failed, where some did. */
  failed?: number;
  seconds: number;
  long: boolean;
  date: string;
  /** Where the sources were as they were committed. */
  commit?: string;
}
export function runsIn(guide: string): ProofRun[];
export function figureIn(output: string): string | undefined;
export function reliabilityTable(runs: readonly ProofRun[], records: Readonly<Record<string, ProofRecord>>): string;
