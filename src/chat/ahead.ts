// What the chat loads late, so that it begins sooner, it loads all the same while there is a network: whoever goes offline has all of it.

/** How long the page has to begin, in milliseconds, where an engine does not tell when it is idle. */
const BEGINS_MS = 1_000;
/** How long at most to wait for a page that never is: it may lose its network, too. */
const TIRES_MS = 5_000;

/** As `ahead`, for what few will ask for: not where the user saves data. */
export function aheadIfFree(load: () => readonly Promise<unknown>[]): void {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  if (!connection?.saveData) ahead(load);
}

/** Loads when the page is idle and online: Chromium asks for a module once in the life of a page, and one asked for in vain is never there. */
export function ahead(load: () => readonly Promise<unknown>[]): void {
  const loadOnline = (): void => {
    if (!navigator.onLine) return addEventListener('online', loadOnline, { once: true });
    // What is missed is asked for again where it is needed, and told there.
    for (const part of load()) part.catch(() => undefined);
  };
  const whenIdle = globalThis.requestIdleCallback as typeof requestIdleCallback | undefined;
  if (whenIdle) whenIdle(loadOnline, { timeout: TIRES_MS });
  else setTimeout(loadOnline, BEGINS_MS);
}
