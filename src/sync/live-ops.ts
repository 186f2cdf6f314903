// Live ops on their way into the cache, in their order: what came while the last ones were written down goes into one transaction, however
// much it is, so that of ten thousand those that would be forgotten at once need not be written.

import type { Written } from './cache.js';
import type { Row, ServerOp } from './protocol.js';
import { cursorIn } from './rules.js';

/** While more are waiting, whoever shows them is told only after so many. */
const TELL = 1_000;
/** More are not held while storage stalls: twice the ten thousand of a burst that is taken whole. So much is sooner had from a beginning. */
const MOST = 20_000;

export interface LiveOpsOptions {
  /** Writes ops down, as far as each is the next. */
  apply(ops: readonly ServerOp<Row>[]): Promise<Written>;
  /** The history they belong to. */
  epoch(): string;
  /** Rows were committed; these mutations are in them. */
  committed(mutationIds: string[]): void;
  error(error: unknown): void;
  /** Nothing waits any more. */
  done(): Promise<void>;
}

/** The ops of one topic that were heard of and are not applied yet. */
export class LiveOps {
  readonly #options: LiveOpsOptions;
  #waiting: ServerOp<Row>[] = [];
  #running = false;
  /** Not each was the next one. */
  #missed = false;
  #untold: { ops: number; mutationIds: string[] } | undefined;

  constructor(options: LiveOpsOptions) {
    this.#options = options;
  }

  /** What was heard of is on its way, number by number, so it is not missing. */
  get comes(): boolean {
    return this.#running && !this.#missed;
  }

  push(op: ServerOp<Row>): void {
    // What comes after them is then out of turn, and a catch-up brings it all.
    if (this.#waiting.length >= MOST) this.forget();
    this.#waiting.push(op);
    if (!this.#running) void this.#run();
  }

  /** Another session begins: a catch-up brings what came in this one. */
  forget(): void {
    this.#waiting = [];
  }

  async #run(): Promise<void> {
    this.#running = true;
    try {
      while (this.#waiting.length > 0) await this.#applyNext();
    } catch (error) {
      // What follows cannot be the next one any more.
      this.forget();
      this.#options.error(error);
    } finally {
      this.#tell();
      this.#running = false;
    }
    await this.#options.done();
  }

  async #applyNext(): Promise<void> {
    const ops = this.#waiting;
    this.#waiting = [];
    const { changed, state } = await this.#options.apply(ops);
    const cursor = cursorIn(state, this.#options.epoch());
    const known = ops.filter(({ seq }) => seq <= cursor);
    this.#missed = known.length < ops.length;
    if (changed || known.length > 0) {
      this.#untold ??= { ops: 0, mutationIds: [] };
      this.#untold.ops += ops.length;
      this.#untold.mutationIds.push(...mutationIds(known.flatMap(({ row }) => row ?? [])));
    }
    if (this.#waiting.length === 0 || (this.#untold && this.#untold.ops >= TELL)) this.#tell();
  }

  #tell(): void {
    const untold = this.#untold;
    this.#untold = undefined;
    if (untold) this.#options.committed(untold.mutationIds);
  }
}

/** The mutations that made rows what they are. */
export function mutationIds(rows: readonly Row[]): string[] {
  return rows.flatMap((row) => row.mutationId ?? []);
}
