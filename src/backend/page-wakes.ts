// When a page wakes, or the network changes: what failed before says nothing about now.

/** Runs `run` whenever the page may have slept, or may be connected another way, until the returned function is called. Where there is no page, never. */
export function whenPageWakes(run: () => void): () => void {
  if (typeof addEventListener !== 'function') return () => undefined;
  const stop = new AbortController();
  const { signal } = stop;
  const woke = (): void => run();
  const page = globalThis.document as Document | undefined;
  for (const type of ['pageshow', 'online']) addEventListener(type, woke, { signal });
  page?.addEventListener('visibilitychange', () => page.visibilityState === 'visible' && woke(), { signal });
  page?.addEventListener('resume', woke, { signal });
  return () => stop.abort();
}
