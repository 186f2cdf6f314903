// The Cache API in memory, as far as the copy of an outbox uses it: where there is none, and for faults that no browser has on demand.

/** Those of one cache are `match`, `put` and `remove`. */
type Call = 'has' | 'delete' | 'open' | 'match' | 'put' | 'remove';

export class MemoryCaches {
  readonly #names = new Map<string, Map<string, string>>();
  /** By which error calls are answered. */
  readonly failing = new Map<Call, 'SecurityError' | 'UnknownError' | 'QuotaExceededError'>();
  /** After so many calls that answers again. */
  readonly failures = new Map<Call, number>();
  /** How often each was called. */
  readonly calls = new Map<Call, number>();
  /** What cannot be read, by its address. */
  readonly damaged = new Set<string>();

  readonly has = (name: string): Promise<boolean> => this.#answer('has', () => this.#names.has(name));
  readonly delete = (name: string): Promise<boolean> => this.#answer('delete', () => this.#names.delete(name));

  readonly open = (name: string): Promise<object> =>
    this.#answer('open', () => {
      const kept = this.#names.get(name) ?? new Map<string, string>();
      this.#names.set(name, kept);
      return {
        keys: async () => [...kept.keys()].map((url) => ({ url })),
        match: ({ url }: { url: string }) =>
          this.#answer('match', () => {
            if (this.damaged.has(url)) throw new DOMException('on purpose', 'UnknownError');
            return kept.has(url) ? new Response(kept.get(url)) : undefined;
          }),
        put: async (url: string, response: Response) => {
          const text = await response.text();
          return this.#answer('put', () => void kept.set(url, text));
        },
        delete: (url: string) => this.#answer('remove', () => kept.delete(url)),
      };
    });

  /** What is kept under a name. */
  kept(name: string): Map<string, string> {
    return this.#names.get(name) ?? new Map<string, string>();
  }

  async #answer<T>(call: Call, answer: () => T): Promise<T> {
    this.calls.set(call, (this.calls.get(call) ?? 0) + 1);
    const error = this.failing.get(call);
    const left = (this.failures.get(call) ?? Infinity) - 1;
    this.failures.set(call, left);
    if (error && left >= 0) throw new DOMException('on purpose', error);
    return answer();
  }
}
