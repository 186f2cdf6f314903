// Where a mock server may live: it loses what people write, and knows everybody by their name alone. Pure.

const LOCAL_HOST = /^(localhost|.+\.localhost|127(\.\d+){3}|\[?::1\]?)$/;

/** Whether a host name is this machine. */
export function isLocalHost(hostname: string): boolean {
  return LOCAL_HOST.test(hostname);
}

/** Throws where a mock server is not meant to be. */
export function requireLocalHost(what: string, hostname: string, allowAnyHost: boolean): void {
  if (allowAnyHost || isLocalHost(hostname)) return;
  throw new Error(`${what}: a mock server is not for "${hostname}"; pass allowAnyHost: true, or --any-host, if it is meant`);
}
