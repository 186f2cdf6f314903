// Values kept in the Cache API, which has a file for each: what `spare.ts` copies there of a user's outbox. Nobody waits long for
// it, and where it is refused there is nothing.

import type { Clock } from './clock.js';

/** No request is made to it: the keys of a cache are addresses. */
const BASE = 'https://outbox.invalid/';
/** Nobody waits longer for a copy: the wish is written down already. */
const LIMIT = 1_000;
/** So many are read at a time: a thousand take longer than anybody waits. */
const LOT = 100;

/** What to put under which key; undefined takes it away. */
export type Changes = Map<string, unknown>;
/** What lies under which key, as JSON; undefined where it cannot be read, now or for good. */
export type Kept = Map<string, string | undefined>;

/** What a copy holds, without making one; undefined where it does not answer, or not with everything. */
export async function readCopies(name: string, clock: Clock): Promise<unknown[] | undefined> {
  const storage = cachesHere();
  if (!storage) return [];
  const has = storage.has(name).catch(orRefused(false));
  const there = await inTime(clock, has);
  if (!there) return there === undefined ? undefined : [];
  const copies = [...((await new Copies(storage, name, clock).read())?.values() ?? [undefined])];
  return copies.includes(undefined) ? undefined : copies.map(valueOf);
}

/** Takes the copy of an outbox away; false where that is not known to have come true. */
export async function deleteCopies(name: string, clock: Clock): Promise<boolean> {
  const deleted = cachesHere()?.delete(name);
  const gone = deleted?.then(() => true, orRefused(true));
  return !gone || !!(await inTime(clock, gone));
}

/** Where it is refused, nothing is kept. Any other error says nothing of what is. */
const orRefused =
  <T>(refused?: T) =>
  (error: unknown): T | undefined =>
    isRefused(error) ? refused : undefined;
const isRefused = (error: unknown): boolean => (Object(error) as Error).name === 'SecurityError';

/** Undefined where there are none; a frame without an origin may not even ask. */
export function cachesHere(): CacheStorage | undefined {
  try {
    return typeof caches === 'undefined' ? undefined : caches;
  } catch {
    return undefined;
  }
}

/** Undefined where it does not come true soon enough, which is told as `late`. */
function inTime<T>(clock: Clock, result: Promise<T>, late: () => void = () => undefined): Promise<T | undefined> {
  return new Promise((resolve) => {
    const stop = clock.after(LIMIT, () => {
      late();
      resolve(undefined);
    });
    void result.then(resolve, () => resolve(undefined)).finally(stop);
  });
}

/** The values of one name. */
export class Copies {
  readonly #storage: CacheStorage;
  readonly #name: string;
  readonly #clock: Clock;
  readonly #missed: () => void;
  #turn: Promise<unknown> = Promise.resolve();
  #closed = false;
  /** What was asked has no answer yet: a tab that crashes can leave it so for all others. Nobody waits a second time. */
  #late = false;
  /** What is to be written, the last word on each key. */
  readonly #owed: Changes = new Map();
  #refused = false;

  /** `missed` is called when something could not be written. It is not owed any more: it may be another by the time it can. */
  constructor(storage: CacheStorage, name: string, clock: Clock, missed: () => void = () => undefined) {
    this.#storage = storage;
    this.#name = name;
    this.#clock = clock;
    this.#missed = missed;
  }

  /** What was written last was refused: nothing can be kept here. */
  get refused(): boolean {
    return this.#refused;
  }

  /** Resolves when they are written, and sooner while there is no answer; then they are written after it. Never rejects. */
  async write(changes: Changes): Promise<void> {
    // What goes may be what something else comes in the place of: that first, or for a moment there is neither.
    const coming = [...changes].filter(([, value]) => value !== undefined);
    for (const [key, value] of [...coming, ...changes]) this.#owed.set(key, value);
    if (changes.size > 0) await this.#settle();
  }

  #settle(): Promise<void> {
    return this.#next(
      async (cache) => {
        this.#refused = false;
        for (const [key, value] of this.#owed) {
          if (this.#closed) return;
          this.#owed.delete(key);
          await putOrDelete(cache, key, value).catch((error: unknown) => this.#miss(error));
        }
      },
      (error) => {
        this.#owed.clear();
        this.#miss(error);
      },
    );
  }

  #miss(error: unknown): void {
    this.#refused = isRefused(error);
    if (!this.#refused) this.#missed();
  }

  /** What is there; undefined where it does not answer. */
  async read(): Promise<Kept | undefined> {
    const requests = await this.#next((cache) => cache.keys(), orRefused([]));
    if (!requests) return undefined;
    const copies: Kept = new Map();
    for (let n = 0; n < requests.length; n += LOT) {
      const lot = requests.slice(n, n + LOT);
      const read = await this.#next((cache) => Promise.all(lot.map((request) => textOf(cache, request))), orRefused());
      if (!read) return undefined;
      for (const [at, { url }] of lot.entries()) copies.set(keyOf(url), read[at]);
    }
    return copies;
  }

  close(): void {
    this.#closed = true;
  }

  /** Closed, and gone after what is being written into it. */
  delete(): void {
    this.close();
    void this.#turn.then(() => this.#storage.delete(this.#name)).catch(() => undefined);
  }

  async #next<T>(work: (cache: Cache) => Promise<T>, failed: (error: unknown) => T | undefined): Promise<T | undefined> {
    if (this.#late) return undefined;
    const run = async (): Promise<T | undefined> => (this.#closed ? undefined : work(await this.#storage.open(this.#name)));
    const result = this.#turn.then(run).catch(failed);
    this.#turn = result;
    return inTime(this.#clock, result, () => this.#wait(result));
  }

  #wait(result: Promise<unknown>): void {
    this.#late = true;
    void result.then(() => {
      this.#late = false;
      if (this.#owed.size > 0) void this.#settle();
    });
  }
}

async function putOrDelete(cache: Cache, key: string, value: unknown): Promise<void> {
  await (value === undefined ? cache.delete(addressOf(key)) : cache.put(addressOf(key), new Response(JSON.stringify(value))));
}

/** Undefined where it cannot be read, or is damaged. */
export function valueOf(copy: string | undefined): unknown {
  try {
    return JSON.parse(copy!) as unknown;
  } catch {
    return undefined;
  }
}

async function textOf(cache: Cache, request: Request): Promise<string | undefined> {
  try {
    // What has gone since is nothing.
    return (await (await cache.match(request))?.text()) ?? '';
  } catch {
    return undefined;
  }
}

const addressOf = (key: string): string => BASE + encodeURIComponent(key);
const keyOf = (address: string): string => decodeURIComponent(address.slice(BASE.length));
