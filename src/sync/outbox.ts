// What we still want to say, kept until the server answered or the user took it back. Nothing else ever deletes a wish.

import type { Entry } from './overlay.js';
import type { Store, OutboxVerbs } from './store.js';

/** Beyond this a new wish is refused before it is accepted. */
const MAX_ENTRIES = 1_000;
const MAX_UNITS = 5_000_000;

/** No room for another wish. */
export class OutboxFull extends Error {}

/** A wish before the outbox has numbered it. */
export type Draft = Pick<Entry, 'mutationId' | 'kind' | 'id' | 'body' | 'topic' | 'user' | 'at' | 'base' | 'notBefore'>;

/** The wishes of one user, all topics. Every method is one transaction, committed when its promise resolves. */
export class Outbox {
  readonly #store: Store<OutboxVerbs>;

  constructor(store: Store<OutboxVerbs>) {
    this.#store = store;
  }

  /** The entries of a topic, oldest first. A stored value of broken shape is passed over, never deleted. */
  async entries(topic: string): Promise<Entry[]> {
    return (await this.#store.read((verbs) => verbs.ofTopic(topic))).filter(isEntry);
  }

  /** The topics with something to send. */
  async topics(): Promise<Set<string>> {
    const entries = await this.#store.read((verbs) => verbs.all());
    return new Set(entries.filter((entry) => isEntry(entry) && entry.state === 'queued').map((entry) => entry.topic));
  }

  find(mutationId: string): Promise<Entry | undefined> {
    return this.#store.read((verbs) => verbs.find(mutationId));
  }

  /**
   * Adds a wish; a mutation id already waiting is left as it is. An edit takes the place of a refused edit of its row,
   * and of a refused create: then the row is created anew with the words corrected. Throws `OutboxFull`.
   */
  add(draft: Draft): Promise<void> {
    return this.#store.write(async (verbs) => {
      const all = await verbs.all();
      if (all.some((entry) => entry.mutationId === draft.mutationId || isSameDelete(entry, draft))) return;
      const units = all.reduce((sum, { body }) => sum + sizeOf(body), sizeOf(draft.body));
      if (all.length >= MAX_ENTRIES || units > MAX_UNITS) throw new OutboxFull('the outbox is full');
      const same = all.filter((entry) => entry.topic === draft.topic && entry.id === draft.id && entry.kind !== 'delete');
      const amended = draft.kind === 'edit' && same.some((entry) => entry.kind === 'create' && entry.state === 'failed');
      const replaced = amended ? same : all.filter((entry) => isReplacedBy(entry, draft));
      await Promise.all(replaced.map((entry) => verbs.remove(entry.n)));
      const body = amended ? [...same, draft].reduce((merged, wish) => ({ ...merged, ...wish.body }), {}) : draft.body;
      await verbs.add({ ...draft, kind: amended ? 'create' : draft.kind, body, v: 1, state: 'queued', tries: 0 });
    });
  }

  /** Counts one more try before it is made. Undefined: somebody else settled or failed the entry meanwhile. */
  claim(mutationId: string): Promise<Entry | undefined> {
    return this.#change(mutationId, (entry) => (entry.state === 'queued' ? { ...entry, tries: entry.tries + 1 } : undefined));
  }

  /** Removes entries the server granted. A granted delete takes everything older about its row with it. */
  settle(topic: string, mutationIds: ReadonlySet<string>): Promise<boolean> {
    return this.#removeWhere(topic, (entry, all) =>
      all.some(
        (granted) =>
          mutationIds.has(granted.mutationId) &&
          (granted.n === entry.n || (granted.kind === 'delete' && granted.id === entry.id && granted.n > entry.n)),
      ),
    );
  }

  /** Keeps an entry as refused. */
  fail(mutationId: string, error: NonNullable<Entry['error']>): Promise<Entry | undefined> {
    return this.#change(mutationId, (entry) => ({ ...entry, state: 'failed', error }));
  }

  /** Counts one more fault of the server over this entry. */
  countFault(mutationId: string): Promise<Entry | undefined> {
    return this.#change(mutationId, (entry) => ({ ...entry, faults: (entry.faults ?? 0) + 1 }));
  }

  /** Takes back a delete nobody has sent yet; false when it is too late, or there is none. */
  undo(topic: string, id: string): Promise<boolean> {
    return this.#removeWhere(topic, (entry) => entry.id === id && entry.kind === 'delete' && entry.tries === 0);
  }

  /** Queues the refused entries of a row again, under their old mutation ids. */
  retry(topic: string, id: string, now: number): Promise<void> {
    return this.#store.write(async (verbs) => {
      for (const entry of await verbs.ofTopic(topic)) {
        if (entry.id !== id || entry.state !== 'failed') continue;
        const { error: _error, faults: _faults, ...kept } = entry;
        await verbs.put({ ...kept, state: 'queued', at: now });
      }
    });
  }

  /** Drops the refused entries of a row, and with a refused create all that was to follow it. */
  discard(topic: string, id: string): Promise<boolean> {
    return this.#removeWhere(
      topic,
      (entry, all) =>
        entry.id === id &&
        (entry.state === 'failed' || all.some((other) => other.id === id && other.kind === 'create' && other.state === 'failed')),
    );
  }

  /** Removes entries that came to nothing: a create never sent and the delete of it. Any try made meanwhile keeps them. */
  drop(topic: string, entries: readonly Entry[]): Promise<boolean> {
    const numbers = new Set(entries.map(({ n }) => n));
    return this.#removeWhere(topic, (entry, all) => numbers.has(entry.n) && !all.some((other) => numbers.has(other.n) && other.tries > 0));
  }

  /** Removes an entry that was never accepted. */
  forget(mutationId: string): Promise<void> {
    return this.#store.write(async (verbs) => {
      const entry = await verbs.find(mutationId);
      if (entry) await verbs.remove(entry.n);
    });
  }

  close(): void {
    this.#store.close();
  }

  #change(mutationId: string, change: (entry: Entry) => Entry | undefined): Promise<Entry | undefined> {
    return this.#store.write(async (verbs) => {
      const entry = await verbs.find(mutationId);
      const changed = entry && change(entry);
      if (changed) await verbs.put(changed);
      return changed;
    });
  }

  #removeWhere(topic: string, goes: (entry: Entry, all: readonly Entry[]) => boolean): Promise<boolean> {
    return this.#store.write(async (verbs) => {
      const all = await verbs.ofTopic(topic);
      const going = all.filter((entry) => goes(entry, all));
      await Promise.all(going.map((entry) => verbs.remove(entry.n)));
      return going.length > 0;
    });
  }
}

function isReplacedBy(entry: Entry, draft: Draft): boolean {
  return entry.topic === draft.topic && entry.id === draft.id && entry.state === 'failed' && entry.kind === draft.kind;
}

function isSameDelete(entry: Entry, draft: Draft): boolean {
  return (
    entry.kind === 'delete' && draft.kind === 'delete' && entry.state === 'queued' && entry.topic === draft.topic && entry.id === draft.id
  );
}

function sizeOf(body: unknown): number {
  return JSON.stringify(body)?.length ?? 0;
}

/** Whether a stored entry can be shown and sent. One that cannot is passed over, and never deleted. */
function isEntry({ id, mutationId, kind, state, body, tries, error }: Entry): boolean {
  return (
    typeof id === 'string' &&
    typeof mutationId === 'string' &&
    ['create', 'edit', 'delete'].includes(kind) &&
    ['queued', 'failed'].includes(state) &&
    typeof body === 'object' &&
    body !== null &&
    typeof tries === 'number' &&
    (error === undefined ? state === 'queued' : typeof error.message === 'string')
  );
}
