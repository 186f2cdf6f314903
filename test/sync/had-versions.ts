// What a cache has had of each row: a check of R5 and R7 above the cursor, too, for the rules, the model and the histories. Pure.

import type { Row } from '../../src/sync/protocol.js';

/** The newest version that one cache has had of each row of the history it holds. */
export class HadVersions {
  #epoch: unknown;
  readonly #versions = new Map<string, number>();

  /** The cache was made worse from outside: it may begin anew. */
  forget(): void {
    this.#versions.clear();
  }

  /**
   * The first row that is older than the cache had it before, though its place is shown, in words: what was seen of a row, the end of it above
   * all, is never taken back. Of another history nothing was seen, and a cursor of -1 is doubt, not the past.
   */
  undone(
    { epoch, cursor }: { epoch: unknown; cursor: number },
    rows: Iterable<Pick<Row, 'id' | 'seq' | 'version' | 'deleted'>>,
    isShown: (seq: number) => boolean,
  ): string | undefined {
    if (epoch !== this.#epoch || cursor < 0) this.forget();
    this.#epoch = epoch;
    for (const { id, seq, version, deleted } of rows) {
      const before = this.#versions.get(id) ?? -1;
      if (version < before && !deleted && isShown(seq)) return `${id}@${before} was seen, and is @${version} again`;
      if (version > before) this.#versions.set(id, version);
    }
    return undefined;
  }
}
