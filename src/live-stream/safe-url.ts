// The one judge of addresses: what may stand in `href`, `src` and their like. Everything else is shown as text or left out.

const LINKS: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:']);
/** Against what an address is read where there is no page: a server writes what the page will take over, so both must judge alike. */
const NO_PAGE = 'https://server.invalid/';

const here: { readonly document?: Document; readonly location?: Location } = globalThis;

/**
 * An address that is safe to follow, or to load as an image, or undefined. Parsed the way the browser will, so that case, tabs,
 * line breaks and entities cannot disguise a scheme. Images: `https:`, the page's own origin, and `blob:` made by the page. On a server
 * the page is taken for one of `https:` whose own whole address is unknown.
 */
export function safeUrl(address: unknown, use: 'link' | 'image' = 'link'): string | undefined {
  if (typeof address !== 'string') return undefined;
  let url: URL;
  try {
    url = new URL(address, here.document?.baseURI ?? NO_PAGE);
  } catch {
    return undefined;
  }
  if (use === 'link') return LINKS.has(url.protocol) ? address : undefined;
  const own = url.origin === here.location?.origin && (url.protocol === 'http:' || url.protocol === 'blob:');
  return url.protocol === 'https:' || own ? address : undefined;
}
