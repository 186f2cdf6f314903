// The one gate for addresses that come from data: an image or link with any other scheme is not shown.

const SCHEMES: ReadonlySet<string> = new Set(['http:', 'https:', 'blob:']);

/** The address made absolute, when its scheme is http, https or blob; else undefined. Never throws. */
export function safeUrl(address: unknown): string | undefined {
  if (typeof address !== 'string' || address === '') return undefined;
  try {
    const url = new URL(address, document.baseURI);
    return SCHEMES.has(url.protocol) ? url.href : undefined;
  } catch {
    return undefined;
  }
}
