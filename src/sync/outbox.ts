// What we still want to say, kept until the server answered or the user took it back. Nothing else ever deletes a wish; but a reaction that is
// given up goes, as nobody is asked about it.

import { accept, replace, takeBack, unitsOf } from './accepting.js';
import { askedAgain, correctionOf } from './amend.js';
import { canUndo, type Entry, type NewEntry } from './overlay.js';
import type { Row } from './protocol.js';
import { nextStep, undoneOf } from './queue.js';
import type { OutboxVerbs, Store } from './store.js';
import { isEntry } from './stored-shapes.js';

/** How much the outbox takes. Beyond it a new wish is refused before it is accepted. */
export interface OutboxLimit {
  /** Wishes, refused ones included. Default: 1,000. */
  entries?: number;
  /** The bodies of all wishes as JSON, in UTF-16 units; for most texts that is bytes. Default: 5,000,000. */
  units?: number;
}

/** No room for another wish. */
export class OutboxFull extends Error {}

/** What waits in the outbox, all topics. */
export interface Tally {
  /** Wishes not sent yet; reactions are not counted. */
  waiting: number;
  /** How many of them are deletes that can still be undone, which nobody waits for. */
  undoable: number;
  failed: number;
  /** Another wish would be refused. */
  full: boolean;
}

/** What an outbox tells whoever keeps it. */
export interface OutboxEvents {
  /** Wishes came, went, or were refused. */
  changed?(): void;
  /** A wish was accepted. */
  accepted?(): void;
}

/** The wishes of one user, all topics. Every method is one transaction, committed when its promise resolves. */
export class Outbox {
  readonly #store: Store<OutboxVerbs>;
  readonly #most: Required<OutboxLimit>;
  readonly #told: OutboxEvents;
  /** The disk took no more the last time, and nothing was written since. */
  #diskFull = false;

  constructor(store: Store<OutboxVerbs>, { entries = 1_000, units = 5_000_000 }: OutboxLimit = {}, told: OutboxEvents = {}) {
    this.#store = store;
    this.#most = { entries, units };
    this.#told = told;
  }

  /**
   * The entries of a topic, oldest first. A stored value of broken shape is passed over, never deleted. What is `known` already is
   * given back as long as no entry came or went since: what else changed in one is told by whoever claims it.
   */
  entries(topic: string, known: readonly Entry[] = []): Promise<readonly Entry[]> {
    return this.#store.read(async (verbs) => {
      if (known.length > 0) {
        const { count, last } = await verbs.extent(topic);
        if (count === known.length && last === known.at(-1)?.n) return known;
      }
      return (await verbs.ofTopic(topic)).filter(isEntry);
    });
  }

  /** The topics with something to send. */
  async topics(): Promise<Set<string>> {
    const entries = await this.#store.read((verbs) => verbs.all());
    return new Set(entries.filter((entry) => isEntry(entry) && entry.state === 'queued').map((entry) => entry.topic));
  }

  async tally(): Promise<Tally> {
    const all = await this.#store.read((verbs) => verbs.all());
    const failed = all.filter(({ state }) => state === 'failed').length;
    return {
      waiting: all.filter(({ state, kind }) => state !== 'failed' && kind !== 'react').length,
      undoable: all.filter((wish) => wish.kind === 'delete' && canUndo({ wish })).length,
      failed,
      full: this.#diskFull || all.length >= this.#most.entries || unitsOf(all) >= this.#most.units,
    };
  }

  find(mutationId: string): Promise<Entry | undefined> {
    return this.#store.read(
      async (verbs) => (await verbs.find(mutationId)) ?? (await verbs.all()).find(({ unsent }) => unsent?.mutationId === mutationId),
    );
  }

  /**
   * Adds a wish; a mutation id already waiting is left as it is. An edit takes the place of a refused edit of its row,
   * and of a refused create, as another create does: then the row is created anew with the words corrected. Words that were kept as a draft are
   * one no longer. Tells the mutation id it is known by here, which is another where it came to be part of what waits already. Throws `OutboxFull`.
   */
  async add(draft: NewEntry): Promise<string> {
    let mutationId: string;
    try {
      mutationId = await this.#add(draft);
      this.#diskFull = false;
    } catch (error) {
      this.#diskFull = isDiskFull(error);
      throw error;
    } finally {
      this.#told.changed?.();
    }
    this.#told.accepted?.();
    return mutationId;
  }

  #add(draft: NewEntry): Promise<string> {
    return this.#store.write(async (verbs) => {
      const mutationId = await accept(verbs, draft, this.#most);
      // Within the transaction: the draft stays one.
      if (mutationId === undefined) throw new OutboxFull('the outbox is full');
      return mutationId;
    });
  }

  /**
   * Counts one more try before it is made. Undefined: somebody else settled or failed the entry meanwhile, or it has not the number `n` any
   * more, so that others may come before it.
   */
  claim(mutationId: string, n?: number): Promise<Entry | undefined> {
    const isNext = (entry: Entry): boolean => entry.state === 'queued' && (n ?? entry.n) === entry.n;
    return this.#store.write(change(mutationId, (entry) => (isNext(entry) ? { ...entry, tries: entry.tries + 1 } : undefined)));
  }

  /**
   * Removes entries the server granted. A granted delete takes everything older about its row with it. One create that
   * was answered with a `row` of other words than it was corrected to stays, as an edit of that row; then it tells false.
   */
  settle(topic: string, mutationIds: ReadonlySet<string>, row?: Row): Promise<boolean> {
    return this.#write(async (verbs) => {
      const granted = await foundIn(verbs, topic, mutationIds);
      const correction = row && granted[0] && correctionOf(granted[0], row);
      if (correction) return replace(verbs, granted[0]!, correction).then(() => false);
      const deletes = granted.filter(({ kind }) => kind === 'delete');
      const going = (deletes.length > 0 ? await verbs.ofTopic(topic) : granted).filter(
        ({ id, n, mutationId }) => mutationIds.has(mutationId) || deletes.some((gone) => gone.id === id && gone.n > n),
      );
      await Promise.all(going.map((entry) => verbs.remove(entry)));
      return true;
    });
  }

  /** Whether one of these mutations waits in a topic. */
  holds(topic: string, mutationIds: ReadonlySet<string>): Promise<boolean> {
    return this.#store.read(
      async (verbs) => (await verbs.first(topic)) !== undefined && (await foundIn(verbs, topic, mutationIds)).length > 0,
    );
  }

  /** Keeps an entry as refused. */
  fail(mutationId: string, error: NonNullable<Entry['error']>): Promise<Entry | undefined> {
    return this.#write(change(mutationId, (entry) => ({ ...entry, state: 'failed', error })));
  }

  /** Keeps what was learnt from a try: the entry `learnt` gives. */
  learn(mutationId: string, learnt: (entry: Entry) => Entry): Promise<Entry | undefined> {
    return this.#store.write(change(mutationId, learnt));
  }

  /** Takes back what `undoneOf` says. Tells what went; nothing when it is too late. */
  undo(topic: string, id: string): Promise<Entry[]> {
    let undone: Entry[] = [];
    return this.#remove(topic, (all) => {
      // Repeated after a commit that was not answered it means the same wish, not the one before; that may have gone, or been sent since.
      if (undone.length === 0) undone = undoneOf(all, id);
      return all.some(({ n, tries }) => tries > 0 && undone.some((wish) => wish.n === n)) ? [] : undone;
    });
  }

  /** Queues the refused entries of a row again, under their old mutation ids. */
  retry(topic: string, id: string, now: number): Promise<void> {
    return this.#write(async (verbs) => {
      for (const entry of await verbs.ofTopic(topic)) {
        if (entry.id !== id || entry.state !== 'failed') continue;
        const { error: _error, faults: _faults, faultAt: _faultAt, faultMs: _faultMs, ...kept } = entry;
        await verbs.put({ ...kept, ...askedAgain(entry), state: 'queued', at: now });
      }
    });
  }

  /** Drops the refused entries of a row, and with a refused create all that was to follow it. */
  discard(topic: string, id: string): Promise<Entry[]> {
    return this.#remove(topic, (all) => {
      const own = all.filter((entry) => entry.id === id);
      const unmade = own.some(({ kind, state }) => kind === 'create' && state === 'failed');
      return own.filter(({ state }) => unmade || state === 'failed');
    });
  }

  /** Removes what came to nothing, if anything does: a create never sent and the delete of it. Decided here, for until now it could be undone. */
  drop(topic: string, now: number): Promise<Entry[]> {
    const goes = (all: readonly Entry[]): Entry[] => {
      const step = nextStep(all.filter(isEntry), now);
      return step.do === 'drop' ? step.entries : [];
    };
    return this.#remove(topic, goes, (verbs, entry) => verbs.remove(entry));
  }

  /** Removes an entry that was never accepted, or a reaction that is given up. */
  forget(mutationId: string): Promise<void> {
    return this.#write(async (verbs) => {
      const entry = await verbs.find(mutationId);
      if (entry) await verbs.remove(entry);
    });
  }

  close(): void {
    this.#store.close();
  }

  #remove(topic: string, goes: (all: readonly Entry[]) => Entry[], remove = takeBack): Promise<Entry[]> {
    return this.#write(async (verbs) => {
      const going = goes(await verbs.ofTopic(topic));
      await Promise.all(going.map((entry) => remove(verbs, entry)));
      return going;
    });
  }

  async #write<T>(work: (verbs: OutboxVerbs) => Promise<T>): Promise<T> {
    const result = await this.#store.write(work);
    this.#diskFull = false;
    this.#told.changed?.();
    return result;
  }
}

function change(mutationId: string, changed: (entry: Entry) => Entry | undefined) {
  return async (verbs: OutboxVerbs): Promise<Entry | undefined> => {
    const before = await verbs.find(mutationId);
    const after = before && changed(before);
    if (after) await verbs.put(after);
    return after;
  };
}

async function foundIn(verbs: OutboxVerbs, topic: string, mutationIds: ReadonlySet<string>): Promise<Entry[]> {
  const found = await Promise.all([...mutationIds].map((mutationId) => verbs.find(mutationId)));
  return found.flatMap((entry) => (entry?.topic === topic ? [entry] : []));
}

export function isDiskFull(error: unknown): boolean {
  return error instanceof Error && error.name === 'QuotaExceededError';
}
