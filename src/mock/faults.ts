// What can go wrong on purpose: rules that say which frames are hurt, and how. The same seed hurts the same frames. Pure.

/** `delay` answers late; `drop-before-commit` loses the request; `commit-then-drop-reply` does it and says nothing;
 *  `500` fails without doing it; `duplicate-op` broadcasts twice. */
export type FaultKind = 'delay' | 'drop-before-commit' | 'commit-then-drop-reply' | '500' | 'duplicate-op';

/** One rule. Without `match` it hurts every frame it can. */
export interface FaultRule {
  do: FaultKind;
  /** For `delay`: milliseconds. */
  ms?: number;
  /** For `delay`: up to this many milliseconds more, at random. */
  jitterMs?: number;
  match?: {
    /** `phx_join`, `sync`, `page`, `put` or `op`. */
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
}

/** The rules in force. */
export class Faults {
  readonly #random: () => number;
  #rules: { rule: FaultRule; matched: number; struck: number }[] = [];

  constructor(random: () => number) {
    this.#random = random;
  }

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

  clear(): void {
    this.#rules = [];
  }

  /** Asks every rule about one frame, and counts. */
  strike(event: string, topic: string): Strike {
    const kinds = new Set<FaultKind>();
    let delayMs = 0;
    for (const state of this.#rules) {
      const { do: kind, match = {}, ms = 0, jitterMs = 0, times = Infinity } = state.rule;
      // Only broadcasts can be doubled, and only requests be lost or refused.
      if ((kind === 'duplicate-op') !== (event === 'op')) continue;
      if ((match.event ?? event) !== event || (match.topic ?? topic) !== topic) continue;
      state.matched += 1;
      if (match.nth !== undefined && match.nth !== state.matched) continue;
      if (state.struck >= times || (match.p !== undefined && this.#random() >= match.p)) continue;
      state.struck += 1;
      kinds.add(kind);
      if (kind === 'delay') delayMs += ms + this.#random() * jitterMs;
    }
    return { delayMs, has: (kind) => kinds.has(kind) };
  }
}
