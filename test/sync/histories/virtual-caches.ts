// The Cache API of all profiles, as far as the copy of an outbox uses it: what is put is there when the answer comes, and stays
// whatever becomes of tabs and databases.

import type { Process, VirtualTime } from './virtual-time.js';

type Site = Map<string, Map<string, unknown>>;

/** So long, in milliseconds, who accepts a wish waits for its copy. */
const LATE = 1_000;

export class VirtualCaches {
  readonly #time: VirtualTime;
  readonly #sites = new Map<string, Site>();
  /** The profiles of all calls, and when they were made: those without an answer, and those whose answer came late. */
  readonly #calls = new Set<{ profile: string; at: number }>();
  readonly #failed = new Set<string>();
  /** Whether the next call on a cache fails. */
  fails: () => boolean = () => false;

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  /** Takes the place of the browser's; returns the way back. */
  install(): () => void {
    const { Response } = globalThis;
    const before = Object.getOwnPropertyDescriptor(globalThis, 'caches');
    const own = (): { owner: Process; site: Site } => {
      const owner = this.#time.current;
      if (!owner) throw new Error('caches are for a tab');
      return { owner, site: this.#site(owner.profile) };
    };
    const storage = {
      open: (name: string) => {
        const { owner, site } = own();
        return this.#later({ owner, site }, () => this.#open(site, name, owner), this.fails);
      },
      has: (name: string) => this.#later(own(), (site) => site.has(name)),
      delete: (name: string) => this.#later(own(), (site) => site.delete(name)),
    };
    Object.defineProperty(globalThis, 'caches', { configurable: true, value: storage });
    globalThis.Response = Answer as unknown as typeof Response;
    return () => {
      globalThis.Response = Response;
      if (before) Object.defineProperty(globalThis, 'caches', before);
      else Reflect.deleteProperty(globalThis, 'caches');
    };
  }

  /** Somebody may have stopped waiting for an answer, or got none. */
  wasInTrouble(profile: string): boolean {
    return this.#failed.has(profile) || [...this.#calls].some((call) => call.profile === profile && this.#time.now - call.at >= LATE);
  }

  /** What is kept under a name. */
  read(profile: string, name: string): unknown[] {
    return [...(this.#sites.get(profile)?.get(name)?.values() ?? [])].map((text) => JSON.parse(text as string) as unknown);
  }

  #site(profile: string): Site {
    const site = this.#sites.get(profile) ?? new Map<string, Map<string, unknown>>();
    this.#sites.set(profile, site);
    return site;
  }

  #open(site: Site, name: string, owner: Process): object {
    const kept = site.get(name) ?? new Map<string, unknown>();
    site.set(name, kept);
    const later = <T>(run: () => T): Promise<T> => this.#later({ owner, site }, run, this.fails);
    return {
      put: (url: string, { body }: Answer) => later(() => void kept.set(url, body)),
      delete: (url: string) => later(() => kept.delete(url)),
      keys: () => later(() => [...kept.keys()].map((url) => ({ url }))),
      match: ({ url }: { url: string }) => later(() => (kept.has(url) ? new Answer(kept.get(url) as string) : undefined)),
    };
  }

  #later<T>({ owner, site }: { owner: Process; site: Site }, run: (site: Site) => T, fails = (): boolean => false): Promise<T> {
    const call = { profile: owner.profile, at: this.#time.now };
    this.#calls.add(call);
    const answer = (): T => {
      // What came late is kept with its time, and stays late.
      if (this.#time.now - call.at < LATE) this.#calls.delete(call);
      return run(site);
    };
    return new Promise((resolve, reject) => {
      this.#time.post(owner, () => {
        if (!fails()) return resolve(answer());
        this.#failed.add(owner.profile);
        this.#calls.delete(call);
        reject(new DOMException('on purpose', 'UnknownError'));
      });
    });
  }
}

class Answer {
  readonly body: string;

  constructor(body: string) {
    this.body = body;
  }

  text(): Promise<string> {
    return Promise.resolve(this.body);
  }
}
