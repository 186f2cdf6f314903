// Stands in for the public-suffix list inside MSW's cookie jar: every host counts as a domain of its own.

export function getDomain(host: string): string {
  return host;
}

export function getPublicSuffix(): null {
  return null;
}
