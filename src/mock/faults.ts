// What can go wrong on purpose: rules that say which frames are hurt, and how. The same seed hurts the same frames. Pure.

import { numberPart, OBJECT_PART, oneOfPart, requireParts, TEXT_PART, TIME_PART, wholePart } from './parts.js';
import type { Part } from './parts.js';

/**
 * What can be done to a request of a client, or to the answer. Over HTTP a request is a connection of its own: what hangs up hangs up on
 * it, and nothing is behind it. The answer to a join is there the stream of events: it is what is hurt. What cannot be done is not counted.
 */
export const REQUEST_FAULTS = [
  /** Answered `ms` later, and over Phoenix everything behind it. */
  'delay',
  'drop-before-commit',
  'commit-then-drop-reply',
  'commit-then-500',
  '500',
  /** Too many requests: again after `retryAfterMs`. */
  '429',
  '401',
  '403',
  '422',
  /** Answered twice; over HTTP only a join: the stream begins twice. */
  'duplicate-reply',
  /** Hangs up with `code` instead of answering. */
  'close',
  /** Does it, sends half of the answer, and hangs up. */
  'close-mid-frame',
  /** Holds everything on this connection, in both directions, for `ms`, and does not say so; over HTTP the request and the user's streams. */
  'partition',
  /** Hangs up on everybody, in all tabs. What was committed stays. */
  'restart',
  /** The same, and goes back to a backup without the last `count` mutations: another history. */
  'restart-older',
  /** Forgets, in all tabs that are open, which change came when: whoever is behind starts afresh. */
  'truncate-log',
  /** Answers as things are, but `ms` later, when they are no longer; what is behind it is not held up. Over HTTP no join, and no upload. */
  'stale-page',
  /** An answer longer than anybody reads. */
  'oversize',
  /** Something that is no frame, before the answer. */
  'garbage-frame',
  /** The server's clock goes wrong by `ms`, in all tabs that are open. */
  'clock',
  /** Only joins: broadcasts reach the client `ms` after it was told that it has joined, and those in between never. */
  'delay-join-subscribe',
] as const;

/** What can be done to a broadcast, for one client. */
export const OP_FAULTS = [
  'duplicate-op',
  /** This one and those behind it, `count` in all, come in the opposite order. Lifted before they are all there, it lets go of them. */
  'reorder-ops',
  /** It never comes: the gap. */
  'skip-op',
  /** From here on each frame takes `ms`, until the rule is lifted. */
  'slow-consumer',
] as const;

/** What can go wrong with a frame. */
export type FaultKind = (typeof REQUEST_FAULTS)[number] | (typeof OP_FAULTS)[number];

/** What frames are called, whatever the transport. */
export const FAULT_EVENTS = ['phx_join', 'phx_leave', 'sync', 'page', 'put', 'typing', 'upload', 'op'] as const;

/** One rule. Without `match` it hurts every frame it can. */
export interface FaultRule {
  /** What goes wrong. */
  do: FaultKind;
  /** Milliseconds, for the faults that take time. Default 0. */
  ms?: number;
  /** For `delay`: up to this many milliseconds more, at random. */
  jitterMs?: number;
  /** For `429`: when to try again, in milliseconds. */
  retryAfterMs?: number;
  /** For `close`: the code, one that may be said or 1006, with which nothing is. Default 1012, a restart. */
  code?: number;
  /** For `reorder-ops` and `restart-older`: how many. Default 2. */
  count?: number;
  /** Which frames are hurt; every part given must hold. */
  match?: {
    /** One of `FAULT_EVENTS`; over HTTP a stream of events is a `phx_join`. */
    event?: string;
    topic?: string;
    /** Only the nth frame that matches so far, counting from 1. */
    nth?: number;
    /** With this probability, 0 to 1. */
    p?: number;
  };
  /** How often it strikes before it is spent. Default: without end. */
  times?: number;
}

/** The faults that strike one frame. */
export interface Strike {
  delayMs: number;
  has(kind: FaultKind): boolean;
  /** The rule that struck. */
  rule(kind: FaultKind): FaultRule | undefined;
  /** What is to be called when the rule that struck is lifted. */
  undoing(kind: FaultKind): Undoing | undefined;
}

/** Whoever does something for as long as a rule is in force adds how it ends. */
export type Undoing = Set<() => void>;

interface RuleState {
  readonly rule: FaultRule;
  readonly undoing: Undoing;
  matched: number;
  struck: number;
}

const OPS: ReadonlySet<string> = new Set(OP_FAULTS);
/** The clock goes wrong either way, by as much as decades. */
const SHIFT = numberPart(-1e12, 1e12);
const COUNT = wholePart(1);
const CODE = /^(100[0-36-9]|101[0-4]|[34]\d{3})$/;
const RULE_PARTS: Readonly<Record<string, Part>> = {
  do: oneOfPart([...REQUEST_FAULTS, ...OP_FAULTS]),
  ms: TIME_PART,
  jitterMs: TIME_PART,
  retryAfterMs: TIME_PART,
  code: ['a code that hangs up, such as 1012 or one from 3000 to 4999', (value) => typeof value === 'number' && CODE.test(`${value}`)],
  count: COUNT,
  match: OBJECT_PART,
  times: COUNT,
};
const MATCH_PARTS: Readonly<Record<string, Part>> = {
  event: oneOfPart(FAULT_EVENTS),
  topic: TEXT_PART,
  nth: COUNT,
  p: numberPart(0, 1),
};
const NOTHING: ReadonlySet<FaultKind> = new Set();

/** The rules in force. */
export class Faults {
  /** How often each kind has struck. */
  readonly struck = new Map<FaultKind, number>();
  #random: () => number;
  #rules: RuleState[] = [];

  constructor(random: () => number) {
    this.#random = random;
  }

  /** The rules in force, oldest first. */
  get rules(): readonly FaultRule[] {
    return this.#rules.map(({ rule }) => rule);
  }

  /** Puts a rule in force; the function it gives back lifts it. Throws a `TypeError` that names what it cannot take, and then keeps nothing. */
  add(rule: FaultRule): () => void {
    requireParts('fault', rule, rule?.do === 'clock' ? { ...RULE_PARTS, ms: SHIFT } : RULE_PARTS, ['do']);
    requireParts('fault.match', rule.match ?? {}, MATCH_PARTS);
    const event = rule.match?.event;
    if (event !== undefined && !canStrike(rule.do, event)) throw new TypeError(`fault.match.event: ${rule.do} never strikes "${event}"`);
    const added: RuleState = { rule, undoing: new Set<() => void>(), matched: 0, struck: 0 };
    this.#rules.push(added);
    return () => this.#lift([added]);
  }

  /** Lifts every rule. `struck` goes on counting from where it is. */
  clear(): void {
    this.#lift(this.#rules);
  }

  /** From here on `random` decides on chances. */
  roll(random: () => number): void {
    this.#random = random;
  }

  #lift(lifted: readonly RuleState[]): void {
    this.#rules = this.#rules.filter((state) => !lifted.includes(state));
    for (const { undoing } of lifted) for (const undo of undoing) undo();
  }

  /** Asks every rule about one frame, and counts, but for what cannot be done to it. */
  strike(event: string, topic: string, impossible = NOTHING): Strike {
    const rules = new Map<FaultKind, RuleState>();
    let delayMs = 0;
    for (const state of this.#rules) {
      const { do: kind, match = {}, ms = 0, jitterMs = 0, times = Infinity } = state.rule;
      if (impossible.has(kind) || !canStrike(kind, event)) continue;
      if ((match.event ?? event) !== event || (match.topic ?? topic) !== topic) continue;
      state.matched += 1;
      if (match.nth !== undefined && match.nth !== state.matched) continue;
      if (state.struck >= times || (match.p !== undefined && this.#random() >= match.p)) continue;
      state.struck += 1;
      rules.set(kind, state);
      this.struck.set(kind, (this.struck.get(kind) ?? 0) + 1);
      if (kind === 'delay') delayMs += ms + this.#random() * jitterMs;
    }
    return {
      delayMs,
      has: (kind) => rules.has(kind),
      rule: (kind) => rules.get(kind)?.rule,
      undoing: (kind) => rules.get(kind)?.undoing,
    };
  }
}

/** Only broadcasts can be skipped or doubled, only requests be lost or refused, and only joins come too early. */
function canStrike(kind: FaultKind, event: string): boolean {
  return OPS.has(kind) === (event === 'op') && (kind !== 'delay-join-subscribe' || event === 'phx_join');
}
