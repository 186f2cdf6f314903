// What the chat loads late, so that it begins sooner, it loads all the same while there is a network: whoever goes offline has all of it.

/** How long the page has to begin, in milliseconds, where an engine does not tell when it is idle. */
const BEGINS_MS = 1_000;

let begun = false;

/** Loads it once, when the page is idle and online: Chromium asks for a module once in the life of a page, and one asked for in vain is never there. */
export function loadAhead(): void {
  if (begun) return;
  begun = true;
  const whenIdle = globalThis.requestIdleCallback as typeof requestIdleCallback | undefined;
  if (whenIdle) whenIdle(load);
  else setTimeout(load, BEGINS_MS);
}

function load(): void {
  if (!navigator.onLine) return addEventListener('online', load, { once: true });
  const parts = [
    import('./attached-view.js'),
    import('./copy-lines.js'),
    import('./delete-question.js'),
    import('./fetched-files.js'),
    import('./flash.js'),
    import('./panes.js'),
  ];
  // What is missed is asked for again where it is needed, and told there.
  for (const part of parts) part.catch(() => undefined);
}
