// The server's end of uploads over HTTP: begin, chunks, giving up, and the file itself.

import { CHUNK_SIZE, encodeStanding, parseBeginning } from '../backend/upload-wire.js';
import type { UploadAction } from '../backend/upload-wire.js';
import { SourceError } from '../sync/protocol.js';
import { IMPOSSIBLE_TO_FILES, IMPOSSIBLE_TO_UPLOADS, reply, silence, wait } from './http-answers.js';
import { befall, failOnPurpose, padded, refuseOnPurpose } from './on-purpose.js';
import type { ServerHost } from './server-host.js';

/** The topic that rules of faults name uploads by. */
const UPLOADS_TOPIC = 'uploads';
/** Chunks may be larger than those the kit sends, but not without end. */
const MAX_CHUNK = CHUNK_SIZE * 16;
const MAX_JSON = 16_384;

/** One request about an upload. */
export interface UploadExchange {
  host: ServerHost;
  request: Request;
  action: UploadAction;
  id: string;
  userId: string;
  /** The address of the server, to which the path of the file is added. */
  base: string;
  query: URLSearchParams;
}

/** Answers a request about an upload. Rejects with a `SourceError` where it is refused. Faults strike it by the event `upload`, topic `uploads`. */
export async function answerUpload(exchange: UploadExchange): Promise<Response> {
  const { host, request, action, id, userId } = exchange;
  const still = host.setOut();
  const asked = { topic: UPLOADS_TOPIC, event: 'upload', payload: { action, id } };
  await host.travel({ userId, ...asked }, request.signal);
  host.received(userId, { join_ref: null, ref: null, ...asked });
  const strike = host.faults.strike('upload', UPLOADS_TOPIC, action === 'file' ? IMPOSSIBLE_TO_FILES : IMPOSSIBLE_TO_UPLOADS);
  host.part(userId, strike.rule('partition')?.ms ?? 0);
  await wait(strike.delayMs + (strike.rule('partition')?.ms ?? 0));
  still();
  befall(host, strike);
  if (strike.has('close') || strike.has('restart') || strike.has('restart-older')) return Response.error();
  if (strike.has('drop-before-commit')) return silence(request.signal);
  refuseOnPurpose(strike);
  if (action === 'file') return answerFile(host, id);
  const answer = await answerOf(exchange, still);
  if (strike.has('commit-then-drop-reply')) return silence(request.signal);
  failOnPurpose(strike);
  return reply(strike, padded(strike, answer));
}

async function answerOf(
  { host, request, action, id, userId, base, query }: UploadExchange,
  still: () => void,
): Promise<Readonly<Record<string, unknown>>> {
  const known = (await host.current()).users.some((user) => user.id === userId);
  if (!known) throw new SourceError('unauthorized', 'Please sign in again.');
  if (action === 'cancel') {
    host.uploads.cancel(userId, id);
    return { offset: 0 };
  }
  if (action === 'begin') {
    const beginning = parseBeginning(asJson(await request.text()));
    still();
    return encodeStanding(await host.uploads.begin(userId, id, beginning, `${base}/uploads/${encodeURIComponent(id)}`));
  }
  const offset = Number(query.get('offset') ?? Number.NaN);
  if (!Number.isSafeInteger(offset) || offset < 0)
    throw new SourceError('malformed', 'Where does the chunk begin? The parameter offset says it.');
  const bytes = new Uint8Array(await request.arrayBuffer());
  still();
  if (bytes.length > MAX_CHUNK) throw new SourceError('too-large', `A chunk has at most ${MAX_CHUNK} bytes, this one has ${bytes.length}.`);
  return encodeStanding(await host.uploads.write(userId, id, offset, bytes));
}

/**
 * A file, to whoever knows its id, which nobody can guess: a picture of a page is asked for without a token. It is to be saved, not
 * shown, and never taken for anything else than it says, so that no file becomes a page of this origin.
 */
async function answerFile(host: ServerHost, id: string): Promise<Response> {
  const { attachment, bytes } = await host.uploads.file(id);
  return new Response(bytes, {
    headers: {
      'Content-Type': attachment.type,
      'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(attachment.name).replaceAll(/['()*]/g, escape)}`,
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'Cache-Control': 'private, max-age=31536000, immutable',
    },
  });
}

function escape(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

function asJson(text: string): unknown {
  if (text.length > MAX_JSON) throw new SourceError('too-large', `An upload begins with at most ${MAX_JSON} characters.`);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new SourceError('malformed', 'The body must be JSON.');
  }
}
