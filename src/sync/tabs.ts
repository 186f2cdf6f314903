// Word between tabs: that something changed, never what. Whoever hears it reads the database; whoever misses it finds out later.

import type { Clock } from './clock.js';
import { newId } from './new-id.js';

/** How long a tab may take, in milliseconds, until it begins to write down what is being written. What is begun later comes after it. */
const FLUSH_MS = 300;

/** What tabs tell each other. None of it is believed: it only makes the hearer look. */
export interface TabEvents {
  /** Rows of a topic, or its wishes. */
  changed(topic: string): void;
  /** Wishes or drafts, of whichever topic. */
  outbox(): void;
  /** The user is about to leave: what is being written belongs on the disk. */
  flush(): void;
  /** The user left: the databases are gone, or about to be. */
  logout(): void;
}

/** Notices to and from the tabs that share a user's databases. Where there is no BroadcastChannel, or it is refused, it does nothing. */
export class Tabs {
  #channel: BroadcastChannel | undefined;
  readonly #tab = newId();

  constructor(name: string, events: Partial<TabEvents>) {
    this.#channel = channelOf(name);
    if (!this.#channel) return;
    this.#channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      const { t, topic } = Object(data) as { t?: unknown; topic?: unknown };
      if (t === 'changed' && typeof topic === 'string') events.changed?.(topic);
      else if (t === 'outbox') events.outbox?.();
      else if (t === 'flush') events.flush?.();
      else if (t === 'logout') events.logout?.();
      // Who wants to know how many they are counts the answers: an inspector does.
      else if (t === 'who') this.#channel?.postMessage({ t: 'here', tab: this.#tab });
    };
  }

  changed(topic: string): void {
    this.#channel?.postMessage({ t: 'changed', topic });
  }

  outbox(): void {
    this.#channel?.postMessage({ t: 'outbox' });
  }

  /** Asks for what is being written; resolves when there was time to begin with it. */
  async flush(clock: Clock): Promise<void> {
    if (!this.#channel) return;
    this.#channel.postMessage({ t: 'flush' });
    await new Promise<void>((resolve) => void clock.after(FLUSH_MS, resolve));
  }

  logout(): void {
    this.#channel?.postMessage({ t: 'logout' });
  }

  /** Says nothing more: what is under way may still end. */
  close(): void {
    this.#channel?.close();
    this.#channel = undefined;
  }
}

function channelOf(name: string): BroadcastChannel | undefined {
  try {
    return typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(name);
  } catch {
    return undefined;
  }
}

/** What happens to a page as a whole. */
export interface PageEvents {
  /** It may have slept, or the network changed. */
  woke(): void;
  /** It may be gone, or asleep, by the next moment. */
  leaving(): void;
  /** It goes to sleep: it must hold nothing that another page could wait for. */
  freezing(): void;
}

/** Listens to the page, where there is one; returns the way to stop. */
export function watchPage(events: PageEvents): () => void {
  if (typeof addEventListener !== 'function') return () => undefined;
  const stop = new AbortController();
  const options = { signal: stop.signal };
  const page = globalThis.document as Document | undefined;
  for (const type of ['pageshow', 'online', 'offline']) addEventListener(type, events.woke, options);
  addEventListener('pagehide', events.leaving, options);
  page?.addEventListener('visibilitychange', () => (page.visibilityState === 'hidden' ? events.leaving() : events.woke()), options);
  page?.addEventListener('resume', events.woke, options);
  page?.addEventListener('freeze', events.freezing, options);
  return () => stop.abort();
}

/**
 * Runs `run` when the page may be about to go; returns the way to stop. A commit begun at `pagehide` may die with the page; told before, it
 * has the time of an answer from the server. Only for as long as something would be lost: some browsers keep no page that listens to this.
 */
export function beforeLeaving(run: () => void): () => void {
  if (typeof addEventListener !== 'function') return () => undefined;
  addEventListener('beforeunload', run);
  return () => removeEventListener('beforeunload', run);
}

/** Asks before the page is closed as long as `losing` says so. Pages that ask are kept out of some browsers' back-forward cache. */
export function warnBeforeLosing(losing: () => boolean): () => void {
  if (typeof addEventListener !== 'function') return () => undefined;
  const ask = (event: Event): void => {
    if (losing()) event.preventDefault();
  };
  addEventListener('beforeunload', ask);
  return () => removeEventListener('beforeunload', ask);
}

/** Runs `run` when the page is about to be frozen, until the returned function is called. */
export function onFreeze(run: () => void): () => void {
  const page = globalThis.document as Document | undefined;
  page?.addEventListener('freeze', run);
  return () => page?.removeEventListener('freeze', run);
}
