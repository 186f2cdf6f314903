// Between Node's HTTP and that of `fetch`: a message in becomes a `Request`, a `Response` becomes a message out.

import type { IncomingMessage, ServerResponse } from 'node:http';

/** Longer bodies are not read: nobody wishes for so much. */
const MAX_BODY_BYTES = 1_048_576;
const ALLOWED_HEADERS = 'Authorization, Content-Type, Idempotency-Key, Last-Event-ID';
const ALLOWED_METHODS = 'GET, PUT, PATCH, DELETE, POST';

/** The request, or the answer where no server needs to be asked: what a browser asks beforehand, and what is too long. */
export async function readRequest(incoming: IncomingMessage, outgoing: ServerResponse): Promise<Request | Response> {
  if (incoming.method === 'OPTIONS') return new Response(null, { status: 204 });
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of incoming as AsyncIterable<Buffer>) {
    bytes += piece.length;
    // What is left is read and thrown away: a client that still sends does not hear an answer.
    if (bytes <= MAX_BODY_BYTES) pieces.push(piece);
  }
  if (bytes > MAX_BODY_BYTES)
    return Response.json({ reason: 'too_large', message: `A body has at most ${MAX_BODY_BYTES} bytes.` }, { status: 413 });
  const gone = new AbortController();
  outgoing.on('close', () => gone.abort());
  const headers = Object.entries(incoming.headers).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as [string, string]] : [],
  );
  const method = incoming.method ?? 'GET';
  // Put together as text: of two slashes the first name would be taken for the host.
  const url = new URL(`http://${incoming.headers.host ?? 'localhost'}${incoming.url?.startsWith('/') ? incoming.url : '/'}`);
  return new Request(url, {
    method,
    headers,
    signal: gone.signal,
    ...(bytes > 0 && method !== 'GET' ? { body: Buffer.concat(pieces) } : {}),
  });
}

/** Writes the response; to a page of another origin, with leave to read it. Destroys the connection where the response is an error. */
export async function answerTo(outgoing: ServerResponse, response: Response, origin: string | undefined): Promise<void> {
  if (response.type === 'error') {
    outgoing.destroy();
    return;
  }
  if (origin !== undefined) {
    outgoing.setHeader('Access-Control-Allow-Origin', origin);
    outgoing.setHeader('Access-Control-Allow-Headers', ALLOWED_HEADERS);
    outgoing.setHeader('Access-Control-Allow-Methods', ALLOWED_METHODS);
    outgoing.setHeader('Access-Control-Expose-Headers', 'Retry-After');
    outgoing.setHeader('Vary', 'Origin');
  }
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.flushHeaders();
  const pieces = response.body?.getReader();
  outgoing.on('close', () => void pieces?.cancel().catch(() => undefined));
  try {
    for (let piece = await pieces?.read(); piece && !piece.done; piece = await pieces?.read()) outgoing.write(piece.value);
    outgoing.end();
  } catch {
    // It broke off, and so it does for whoever reads it.
    outgoing.destroy();
  }
}
