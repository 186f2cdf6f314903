// The one judge of addresses: what may stand in `href`, `src` and their like. Everything else is shown as text or left out.

const LINKS: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:']);

/**
 * An address that is safe to follow, or to load as an image, or undefined. Parsed the way the browser will, so that case, tabs,
 * line breaks and entities cannot disguise a scheme. Images: `https:`, the page's own origin, and `blob:` made by the page.
 */
export function safeUrl(address: unknown, use: 'link' | 'image' = 'link'): string | undefined {
  if (typeof address !== 'string') return undefined;
  let url: URL;
  try {
    url = new URL(address, document.baseURI);
  } catch {
    return undefined;
  }
  if (use === 'link') return LINKS.has(url.protocol) ? address : undefined;
  const own = url.origin === location.origin && (url.protocol === 'http:' || url.protocol === 'blob:');
  return url.protocol === 'https:' || own ? address : undefined;
}
