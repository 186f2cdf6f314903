// What this tab shows of each topic: kept here so that it can be said in the cache again where somebody made a topic's state anew. Pure.

import { counts, leasesAt } from './cache-trim.js';
import type { TopicState } from './rules.js';
import type { Lease } from './stretches.js';

/** The leases of one tab, by topic and stream. */
export class Leases {
  readonly #own = new Map<string, Map<string, Lease>>();

  set(topic: string, lease: Lease): void {
    const own = this.#own.get(topic) ?? new Map<string, Lease>();
    this.#own.set(topic, own.set(lease.tab, lease));
  }

  drop(topic: string, tab: string): void {
    const own = this.#own.get(topic);
    own?.delete(tab);
    if (own?.size === 0) this.#own.delete(topic);
  }

  /** Whether the state does not say all that is shown here. */
  lacks(state: TopicState, now: number): boolean {
    const said = new Set(leasesAt(state, now).map(({ tab }) => tab));
    return this.#live(state.topic, now).some(({ tab }) => !said.has(tab));
  }

  /** The state with all that is shown here, and without what is over. */
  said(state: TopicState, now: number): TopicState {
    const own = this.#live(state.topic, now);
    const others = leasesAt(state, now).filter(({ tab }) => !this.#own.get(state.topic)?.has(tab));
    const { leases: _, ...rest } = state;
    return own.length + others.length > 0 ? { ...rest, leases: [...others, ...own] } : rest;
  }

  #live(topic: string, now: number): Lease[] {
    return [...(this.#own.get(topic)?.values() ?? [])].filter(({ until }) => counts(until, now));
  }
}
