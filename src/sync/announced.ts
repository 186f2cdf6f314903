// The highest number a session heard of, and how long it is believed. Pure.

/** After so many catch-ups in a row that bring nothing of what was announced, the next one that brings nothing is believed. */
const TRUST = 3;

export class Announced {
  #seq = -1;
  /** How many catch-ups in a row brought nothing. */
  #vain = 0;

  get seq(): number {
    return this.#seq;
  }

  /** A session begins. */
  begin(head: number): void {
    this.#seq = head;
    this.#vain = 0;
  }

  hear(seq: number): void {
    this.#seq = Math.max(this.#seq, seq);
  }

  /** What came of a catch-up that was asked for after `after`, when `announced` was the highest number: `nothing` of what was to come. */
  came(announced: number, { after, cursor, more }: { after: number; cursor: number; more: boolean }): 'all' | 'some' | 'nothing' {
    this.answered(announced, { cursor, news: cursor > after });
    if (cursor >= this.#seq && cursor >= 0 && !more) return 'all';
    return cursor <= after && (more || cursor < announced) ? 'nothing' : 'some';
  }

  /**
   * A catch-up was answered that was asked for when `announced` was the highest number. What is announced again and again but never
   * delivered must not hold the topic up for ever; but what was heard of since it was asked for, this answer could not bring.
   */
  answered(announced: number, { cursor, news }: { cursor: number; news: boolean }): void {
    if (news || cursor >= announced) this.#vain = 0;
    else if (this.#vain < TRUST) this.#vain += 1;
    else if (cursor >= 0 && this.#seq === announced) this.begin(cursor);
  }
}
