// Word between tabs: "this topic changed", never what changed. Whoever hears it reads the database; whoever misses it finds out later.

/** Notices to and from the tabs that share a user's databases. Without BroadcastChannel it does nothing. */
export class Tabs {
  readonly #channel: BroadcastChannel | undefined;

  constructor(name: string, heard: (topic: string) => void) {
    if (typeof BroadcastChannel === 'undefined') return;
    this.#channel = new BroadcastChannel(name);
    this.#channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      const topic = topicOf(data);
      if (topic !== undefined) heard(topic);
    };
  }

  changed(topic: string): void {
    this.#channel?.postMessage({ t: 'changed', topic });
  }

  close(): void {
    this.#channel?.close();
  }
}

function topicOf(data: unknown): string | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { t, topic } = data as { t?: unknown; topic?: unknown };
  return t === 'changed' && typeof topic === 'string' ? topic : undefined;
}

/** Calls back whenever the page may have slept or the network changed; returns the way to stop. */
export function watchPage(woke: () => void): () => void {
  if (typeof addEventListener !== 'function') return () => undefined;
  const stop = new AbortController();
  const options = { signal: stop.signal };
  for (const type of ['pageshow', 'online', 'offline']) addEventListener(type, woke, options);
  globalThis.document?.addEventListener('visibilitychange', woke, options);
  return () => stop.abort();
}
