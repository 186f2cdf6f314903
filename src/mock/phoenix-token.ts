// How a token of the phoenix client travels: hidden among the sub-protocols of a socket.

const TOKEN_PREFIX = 'base64url.bearer.phx.';

/** A token as the phoenix client hides it among a socket's sub-protocols. */
export function tokenProtocol(token: string): string {
  return `${TOKEN_PREFIX}${btoa(String.fromCharCode(...new TextEncoder().encode(token)))}`;
}

/** The token the phoenix client hides among a socket's sub-protocols. The mock server's token is the user's id, percent-encoded or not. */
export function readToken(protocols: string | readonly string[] | undefined): string {
  const hidden = [protocols ?? []].flat().find((protocol) => protocol.startsWith(TOKEN_PREFIX));
  if (hidden === undefined) return '';
  try {
    return decodeURIComponent(
      new TextDecoder().decode(Uint8Array.from(atob(hidden.slice(TOKEN_PREFIX.length)), (byte) => byte.charCodeAt(0))),
    );
  } catch {
    return '';
  }
}
