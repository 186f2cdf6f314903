// The door of `live-stream-kit/conformance`: asks a server, over whatever transport, whether it keeps the contract.

import type { Source } from '../sync/protocol.js';
import { Breach } from './breach.js';
import { REACTION_RULES } from './reaction-rules.js';
import { READING_RULES } from './reading-rules.js';
import type { Finding } from './findings.js';
import { Trial } from './trial.js';
import type { Person, Rule } from './trial.js';
import { WRITING_RULES } from './writing-rules.js';

export { findingsTable } from './findings.js';
export type { Finding } from './findings.js';
export type { Member, Person, Rule, Trial } from './trial.js';

/** Every rule of the contract. */
export const RULES: readonly Rule[] = [...WRITING_RULES, ...REACTION_RULES, ...READING_RULES];

/** Which server, and how to reach it. */
export interface ConformanceOptions {
  /** Opens a connection: of two users whom the server knows, `first` and `second`, and of a `stranger` it does not. */
  connect(this: void, person: Person): Source;
  /** An existing room to write in, where nobody else writes meanwhile. By default each rule makes its own. */
  room?: string;
  /** Names of rules; by default all. An unknown name is an error. */
  rules?: readonly string[];
  /** How long to wait for anything, in milliseconds. Default 10,000. */
  patienceMs?: number;
}

/**
 * Puts a server to the test, one rule after the other, and tells how each came out. It writes: never run it where people do.
 * Rejects where it cannot begin: no connection, or no room to write in.
 */
export async function checkConformance(options: ConformanceOptions): Promise<Finding[]> {
  const { connect, room, rules, patienceMs = 10_000 } = options;
  const unknown = rules?.find((name) => !RULES.some((rule) => rule.name === name));
  if (unknown !== undefined) throw new Error(`there is no rule "${unknown}"; there are: ${RULES.map(({ name }) => name).join(', ')}`);
  const findings: Finding[] = [];
  for (const rule of RULES.filter(({ name }) => rules?.includes(name) ?? true)) {
    const begin = (): Promise<Trial> => Trial.begin({ connect, room, patienceMs });
    // Without the first there is nothing to be found; a later one that fails is found as any other trouble.
    const first = findings.length === 0 ? await begin() : undefined;
    findings.push(await find(rule, () => first ?? begin()));
  }
  return findings;
}

async function find(rule: Rule, begin: () => Trial | Promise<Trial>): Promise<Finding> {
  const { name, promise } = rule;
  const start = performance.now();
  const found = (holds: boolean): Finding => ({ rule: name, promise, holds, milliseconds: performance.now() - start });
  let trial: Trial | undefined;
  try {
    trial = await begin();
    await rule.check(trial);
    return found(true);
  } catch (error) {
    // Whatever else went wrong, the promise was not seen to be kept.
    return { ...found(false), breach: error instanceof Breach ? error.message : String(error) };
  } finally {
    await trial?.end();
  }
}
