// What users wished gone, and what they took back, in the words of the outbox: only so is it known which of the wishes about a row went.

import { Outbox } from '../../../src/sync/outbox.js';
import type { Entry } from '../../../src/sync/overlay.js';
import type { Process } from './virtual-time.js';

/** Somebody wishes a row gone. */
interface Delete {
  readonly id: string;
  /** Undefined: elsewhere, where nobody takes anything back. */
  readonly profile: string | undefined;
  accepted: boolean;
  takenBack: boolean;
}

/** Somebody takes back what they wished about a row. */
interface Undo {
  readonly id: string;
  readonly profile: string | undefined;
  /** Until when deletes may be taken back by it, by the ledger's count; Infinity while it is under way, or was when its tab died. */
  until: number;
}

export class Takings {
  readonly #now: () => number;
  readonly #deletes: Delete[] = [];
  readonly #undos = new Set<Undo>();
  readonly #words = new Set<string>();

  /** `now` is the ledger's count. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Listens to every outbox; returns the way back. */
  install(time: { readonly current: Process | undefined }, reach: (kind: Entry['kind']) => void): () => void {
    const { undo } = Outbox.prototype;
    const begin = (id: string, profile: string | undefined): ((went: readonly Entry[]) => void) => this.#begin(id, profile);
    Outbox.prototype.undo = async function (...args) {
      const told = begin(args[1], time.current?.profile);
      const went = await undo.apply(this, args);
      told(went);
      if (went[0]) reach(went[0].kind);
      return went;
    };
    return () => void Object.assign(Outbox.prototype, { undo });
  }

  /** Somebody wishes a row gone; returns what to call when that is accepted. */
  wishGone(id: string, profile?: string): () => void {
    const wish: Delete = { id, profile, accepted: false, takenBack: false };
    this.#deletes.push(wish);
    return () => void (wish.accepted = true);
  }

  /** Whether somebody wished it gone, and did not take that back. */
  isGone(id: string): boolean {
    return this.#deletes.some((wish) => wish.id === id && !wish.takenBack);
  }

  /** Whether somebody ever wished it gone. */
  wasGone(id: string): boolean {
    return this.#deletes.some((wish) => wish.id === id);
  }

  /** Whether a delete that was wished for then may have been taken back. */
  mayLackDelete({ id, profile, begun }: { id: string; profile: string; begun: number }): boolean {
    return this.#of(id, profile).some(({ until }) => begun <= until);
  }

  /** Whether words about a row were taken back, or are perhaps just now. */
  mayLackWords({ id, profile, content }: { id: string; profile: string; content: string }): boolean {
    return this.#words.has(content) || this.#of(id, profile).some(({ until }) => until === Infinity);
  }

  #of(id: string, profile: string): Undo[] {
    return [...this.#undos].filter((undo) => undo.id === id && undo.profile === profile);
  }

  #begin(id: string, profile: string | undefined): (went: readonly Entry[]) => void {
    const undo: Undo = { id, profile, until: Infinity };
    this.#undos.add(undo);
    // What is accepted later it may have come too early for.
    const standing = this.#deletes.filter((wish) => wish.id === id && wish.profile === profile && wish.accepted);
    return (went) => {
      // One wish, and with a message what was to follow it. If more went it is owed all the same.
      const [first] = went.toSorted((a, b) => a.n - b.n);
      if (first?.kind === 'delete') {
        undo.until = this.#now();
        for (const wish of standing) wish.takenBack = true;
        return;
      }
      this.#undos.delete(undo);
      for (const { body } of first?.kind === 'create' ? went : first ? [first] : []) this.#words.add(String(body['content']));
    };
  }
}
