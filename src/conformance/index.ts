// The door of `live-stream-kit/conformance`: asks a server, over whatever transport, whether it keeps the contract.

import type { Source } from '../sync/protocol.js';
import { Breach, Untried } from './breach.js';
import type { Forge } from './forgery.js';
import { FORGERY_RULES } from './forgery-rules.js';
import { HEARTBEAT } from './heartbeat-rule.js';
import { NUMBERS } from './numbers-rule.js';
import { REACTION_RULES } from './reaction-rules.js';
import { READING_RULES } from './reading-rules.js';
import type { Finding } from './findings.js';
import { Trial } from './trial.js';
import type { Person, Rule } from './trial.js';
import type { UploadEndpoint } from './upload-line.js';
import { UPLOAD_RULES } from './upload-rules.js';
import { WRITING_RULES } from './writing-rules.js';

export { findingsTable } from './findings.js';
export type { Finding } from './findings.js';
export { forgedFetch, forgedTransport } from './forgery.js';
export type { Fetch, Forge, Words } from './forgery.js';
export type { Member, Person, Rule, Trial } from './trial.js';
export type { Answer, UploadEndpoint, UploadLine } from './upload-line.js';

/** Every rule of the contract. */
export const RULES: readonly Rule[] = [
  ...WRITING_RULES,
  ...REACTION_RULES,
  ...READING_RULES,
  NUMBERS,
  HEARTBEAT,
  ...FORGERY_RULES,
  ...UPLOAD_RULES,
];

/** Which server, and how to reach it. */
export interface ConformanceOptions {
  /**
   * Opens a connection: of two users whom the server knows, `first` and `second`, and of a `stranger` it does not. Given `forgedFetch(forge)`
   * as its `fetch`, or `forgedTransport(WebSocket, forge)` as its `transport`, it also sends what no client would.
   */
  connect(this: void, person: Person, forge: Forge): Source;
  /** Where files are uploaded to, over HTTP whichever transport the rows take. Without it the rules of uploads are not tried. */
  uploads?(this: void, person: Person): UploadEndpoint;
  /** An existing room to write in, where nobody else writes meanwhile. By default each rule makes its own. */
  room?: string;
  /** Names of rules; by default all. An unknown name is an error, and so is none at all. */
  rules?: readonly string[];
  /** How long to wait for anything, in milliseconds. Default 10,000. */
  patienceMs?: number;
}

/**
 * Puts a server to the test, one rule after the other, and tells how each came out. It writes: never run it where people do.
 * Rejects where it cannot begin: no connection, or no room to write in.
 */
export async function checkConformance(options: ConformanceOptions): Promise<Finding[]> {
  const { connect, uploads, room, rules, patienceMs = 10_000 } = options;
  if (rules?.length === 0) throw new Error('no rule is asked for');
  const unknown = rules?.find((name) => !RULES.some((rule) => rule.name === name));
  if (unknown !== undefined) throw new Error(`there is no rule "${unknown}"; there are: ${RULES.map(({ name }) => name).join(', ')}`);
  const asked = RULES.filter(({ name }) => rules?.includes(name) ?? true);
  const begin = (): Promise<Trial> => Trial.begin({ connect, ...(uploads ? { uploads } : {}), room, patienceMs });
  // Without the first there is nothing to be found; a later one that fails is found as any other trouble.
  let first: Trial | undefined = await begin();
  const next = (): Trial | Promise<Trial> => {
    const trial = first ?? begin();
    first = undefined;
    return trial;
  };
  const findings = new Map<Rule, Promise<Finding>>();
  // In a room that all share, what one rule does would be heard by another.
  const isBeside = ({ takesTime }: Rule): boolean => takesTime === true && room === undefined;
  for (const rule of asked) if (isBeside(rule)) findings.set(rule, find(rule, next));
  for (const rule of asked) {
    if (isBeside(rule)) continue;
    findings.set(rule, find(rule, next));
    await findings.get(rule);
  }
  return Promise.all(asked.map((rule) => findings.get(rule)!));
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
    if (error instanceof Untried) return { ...found(true), untried: error.message };
    // Whatever else went wrong, the promise was not seen to be kept.
    return { ...found(false), breach: error instanceof Breach ? error.message : String(error) };
  } finally {
    await trial?.end();
  }
}
