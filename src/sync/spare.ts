// A second copy of the outbox, away from IndexedDB. Chromium drops every database of a site in which it finds one damaged byte, and
// a kill in the middle of a write leaves such a byte; the Cache API keeps a file for each entry, so that no more than that is damaged.

import type { Clock } from './clock.js';
import type { Entry } from './overlay.js';
import { isDraft, isEntry } from './stored-shapes.js';
import type { OutboxVerbs, Store } from './store.js';

/** In the outbox once it has been compared with its copy. Where it is missing, the outbox was made anew. */
const NOTE = 'spare';
/** No request is made to it: the keys of a cache are addresses. */
const BASE = 'https://outbox.invalid/';
/** Nobody waits longer for a copy: the wish is written down already. */
const LIMIT = 1_000;
/** After opening, when what is to be seen first has been shown. */
const COMPARE_AFTER = 1_500;

/** What to put under which key; undefined takes it away. */
type Changes = Map<string, unknown>;

/** The outbox `disk` with a copy named `name`: made again from it where the browser has dropped the database. Rejects where `disk` cannot be read. */
export async function spared(disk: Store<OutboxVerbs>, name: string, clock: Clock): Promise<Store<OutboxVerbs>> {
  const known = await disk.read((verbs) => verbs.note(NOTE));
  if (typeof caches === 'undefined') return disk;
  const spare = new Spare(name, clock);
  const copies = known === undefined ? await spare.read() : undefined;
  if (copies) await restore(disk, copies);
  const cancel = clock.after(COMPARE_AFTER, () => void compare(disk, spare).catch(() => undefined));
  return {
    ...disk,
    write: async (work, options) => {
      const changes: Changes = new Map();
      const value = await disk.write((verbs) => {
        // It may be repeated.
        changes.clear();
        return work(recorded(verbs, changes));
      }, options);
      await spare.write(changes);
      return value;
    },
    close: () => {
      cancel();
      spare.close();
      disk.close();
    },
  };
}

/** What a copy holds, without making one; undefined where it does not answer. */
export async function readSpare(name: string, clock: Clock): Promise<unknown[] | undefined> {
  if (typeof caches === 'undefined' || !(await caches.has(name).catch(() => false))) return [];
  return new Spare(name, clock).read();
}

/** Takes the copy of an outbox away. */
export async function deleteSpare(name: string): Promise<void> {
  if (typeof caches !== 'undefined') await caches.delete(name).catch(() => undefined);
}

class Spare {
  readonly #name: string;
  readonly #clock: Clock;
  #turn: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(name: string, clock: Clock) {
    this.#name = name;
    this.#clock = clock;
  }

  /** One change after the other; never rejects, and gives up waiting after a while. */
  write(changes: Changes): Promise<void> {
    if (changes.size === 0) return Promise.resolve();
    return this.#next(async (cache) => {
      for (const [key, value] of changes) {
        if (this.#closed) return;
        await (value === undefined ? cache.delete(addressOf(key)) : cache.put(addressOf(key), new Response(JSON.stringify(value))));
      }
    });
  }

  /** Undefined where it does not answer. */
  keys(): Promise<Set<string> | undefined> {
    return this.#next(async (cache) => new Set((await cache.keys()).map(({ url }) => keyOf(url))));
  }

  /** What is there and can be read; undefined where it does not answer. */
  read(): Promise<unknown[] | undefined> {
    return this.#next(async (cache) => {
      const read = (await cache.keys()).map(async (request) => (await cache.match(request))?.json() as Promise<unknown>);
      return (await Promise.allSettled(read)).flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    });
  }

  close(): void {
    this.#closed = true;
  }

  #next<T>(work: (cache: Cache) => Promise<T>): Promise<T | undefined> {
    const result = this.#turn.then(async () => (this.#closed ? undefined : work(await caches.open(this.#name)))).catch(() => undefined);
    this.#turn = result;
    return new Promise((resolve) => {
      const stop = this.#clock.after(LIMIT, () => resolve(undefined));
      void result.then(resolve).finally(stop);
    });
  }
}

/** Puts back what the browser has dropped, the oldest first; once, whichever tab is first. */
async function restore(disk: Store<OutboxVerbs>, copies: readonly unknown[]): Promise<void> {
  const drafts = copies.filter(isDraft);
  const entries = copies.filter((copy): copy is Entry => isEntry(Object(copy) as Entry)).sort((a, b) => a.n - b.n);
  await disk.write(async (verbs) => {
    if ((await verbs.note(NOTE)) !== undefined) return;
    // A try is copied before it is made: what has none was never sent.
    for (const { n: _, ...entry } of entries) if (!(await verbs.find(entry.mutationId))) await verbs.add(entry);
    for (const draft of drafts) await verbs.putDraft(draft);
    await verbs.putNote(NOTE, true);
  });
}

/** Makes the copy equal to the outbox: a tab may have died between the two, and a page may empty its caches. */
async function compare(disk: Store<OutboxVerbs>, spare: Spare): Promise<void> {
  // The keys first: what is copied is written down already, so what is not found below has been taken away.
  const kept = await spare.keys();
  if (!kept) return;
  const changes: Changes = new Map();
  const known = await disk.read(async (verbs) => {
    for (const entry of await verbs.all()) changes.set(entryKey(entry), entry);
    for (const draft of (await verbs.drafts()).filter(isDraft)) changes.set(draftKey(draft.topic, draft.row), draft);
    return verbs.note(NOTE);
  });
  // Where nobody looked whether something is to be brought back, nothing is taken away.
  if (known === undefined) return;
  for (const key of kept) if (!changes.delete(key)) changes.set(key, undefined);
  await spare.write(changes);
}

/** The same verbs, noting what they change. */
function recorded(verbs: OutboxVerbs, changes: Changes): OutboxVerbs {
  return {
    ...verbs,
    add: async (entry) => {
      const n = await verbs.add(entry);
      changes.set(entryKey(entry), { ...entry, n });
      return n;
    },
    put: (entry) => {
      changes.set(entryKey(entry), entry);
      return verbs.put(entry);
    },
    remove: (entry) => {
      changes.set(entryKey(entry), undefined);
      return verbs.remove(entry);
    },
    putDraft: (draft) => {
      changes.set(draftKey(draft.topic, draft.row), draft);
      return verbs.putDraft(draft);
    },
    removeDraft: (topic, row) => {
      changes.set(draftKey(topic, row), undefined);
      return verbs.removeDraft(topic, row);
    },
  };
}

// As JSON, which escapes what an address cannot hold. Not by number: an outbox made anew counts from the beginning.
const entryKey = ({ mutationId }: Pick<Entry, 'mutationId'>): string => JSON.stringify(['entry', mutationId]);
const draftKey = (topic: string, row: string): string => JSON.stringify(['draft', topic, row]);
const addressOf = (key: string): string => BASE + encodeURIComponent(key);
const keyOf = (address: string): string => decodeURIComponent(address.slice(BASE.length));
