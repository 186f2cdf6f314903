export interface NamedTest {
  name: string;
  file: string | undefined;
  words: string;
}
export interface CoverageRow {
  row: string;
  what: string;
  note: string;
  tests: NamedTest[];
}
export interface TestReport {
  testResults: { name: string; assertionResults: { fullName: string; status: string }[] }[];
}
export type Results = Map<string, { fullName: string; passed: boolean }[]>;
export function titlesOf(): Map<string, string[]>;
export function sections(titles?: Map<string, string[]>): { title: string; rows: CoverageRow[] }[];
export function resultsIn(reports: readonly TestReport[]): Results;
export function resultOf(tests: readonly NamedTest[], results: Results): string;
export function coverageDocument(results: Results, of: string, all?: { title: string; rows: CoverageRow[] }[]): string;
