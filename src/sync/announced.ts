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
