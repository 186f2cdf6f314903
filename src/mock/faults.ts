// What can go wrong on purpose: rules that say which frames are hurt, and how. The same seed hurts the same frames. Pure.

/** What can be done to a request of a client, or to the answer. */
export const REQUEST_FAULTS = [
  /** Answered `ms` later, and everything behind it. */
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
  'duplicate-reply',
  /** Hangs up with `code` instead of answering. */
  'close',
  /** Does it, sends half of the answer, and hangs up. */
  'close-mid-frame',
  /** Holds everything on this connection, in both directions, for `ms`, and does not say so. */
  'partition',
  /** Hangs up on everybody. What was committed stays. */
  'restart',
  /** The same, and goes back to a backup without the last `count` mutations: another history. */
  'restart-older',
  /** Forgets which change came when: whoever is behind starts afresh. */
  'truncate-log',
  /** Answers as things are, but `ms` later, when they are no longer; what is behind it is not held up. */
  'stale-page',
  /** An answer longer than anybody reads. */
  'oversize',
  /** Something that is no frame, before the answer. */
  'garbage-frame',
  /** The server's clock goes wrong by `ms`. */
  'clock',
  /** Only joins: broadcasts reach the client `ms` after it was told that it has joined, and those in between never. */
  'delay-join-subscribe',
] as const;

/** What can be done to a broadcast, for one client. */
export const OP_FAULTS = [
  'duplicate-op',
  /** This one and the `count` behind it come in the opposite order. */
  'reorder-ops',
  /** It never comes: the gap. */
  'skip-op',
  /** From here on each frame takes `ms`. */
  'slow-consumer',
] as const;

/** What can go wrong with a frame. */
export type FaultKind = (typeof REQUEST_FAULTS)[number] | (typeof OP_FAULTS)[number];

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
  /** For `close`: the code. Default 1012, a restart. */
  code?: number;
  /** For `reorder-ops` and `restart-older`: how many. Default 2. */
  count?: number;
  /** Which frames are hurt; every part given must hold. */
  match?: {
    /** `phx_join`, `sync`, `page`, `put`, `upload` or `op`. */
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
}

const OPS: ReadonlySet<string> = new Set(OP_FAULTS);

/** The rules in force. */
export class Faults {
  /** How often each kind has struck. */
  readonly struck = new Map<FaultKind, number>();
  readonly #random: () => number;
  #rules: { rule: FaultRule; matched: number; struck: number }[] = [];

  constructor(random: () => number) {
    this.#random = random;
  }

  /** The rules in force, oldest first. */
  get rules(): readonly FaultRule[] {
    return this.#rules.map(({ rule }) => rule);
  }

  /** Puts a rule in force; the function it gives back lifts it. */
  add(rule: FaultRule): () => void {
    const added = { rule, matched: 0, struck: 0 };
    this.#rules.push(added);
    return () => {
      this.#rules = this.#rules.filter((other) => other !== added);
    };
  }

  /** Lifts every rule. `struck` goes on counting from where it is. */
  clear(): void {
    this.#rules = [];
  }

  /** Asks every rule about one frame, and counts. */
  strike(event: string, topic: string): Strike {
    const rules = new Map<FaultKind, FaultRule>();
    let delayMs = 0;
    for (const state of this.#rules) {
      const { do: kind, match = {}, ms = 0, jitterMs = 0, times = Infinity } = state.rule;
      // Only broadcasts can be skipped or doubled, only requests be lost or refused, and only joins come too early.
      if (OPS.has(kind) !== (event === 'op') || (kind === 'delay-join-subscribe' && event !== 'phx_join')) continue;
      if ((match.event ?? event) !== event || (match.topic ?? topic) !== topic) continue;
      state.matched += 1;
      if (match.nth !== undefined && match.nth !== state.matched) continue;
      if (state.struck >= times || (match.p !== undefined && this.#random() >= match.p)) continue;
      state.struck += 1;
      rules.set(kind, state.rule);
      this.struck.set(kind, (this.struck.get(kind) ?? 0) + 1);
      if (kind === 'delay') delayMs += ms + this.#random() * jitterMs;
    }
    return { delayMs, has: (kind) => rules.has(kind), rule: (kind) => rules.get(kind) };
  }
}
