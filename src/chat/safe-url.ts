// The one gate for addresses that come from data. Parsed the way the browser will, so that nothing can disguise a scheme.

/** The address, when an image may be loaded from it: `https:`, the page's own origin, or a `blob:` of the page. Never throws. */
export function safeImageUrl(address: unknown): string | undefined {
  if (typeof address !== 'string' || address === '') return undefined;
  try {
    const { protocol, origin, href } = new URL(address, document.baseURI);
    const own = origin === location.origin && (protocol === 'http:' || protocol === 'blob:');
    return protocol === 'https:' || own ? href : undefined;
  } catch {
    return undefined;
  }
}
