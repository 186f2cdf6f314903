// Takes files to a server of the contract over HTTP, in chunks: what got lost on the way is sent again, from where the server is.
// It goes with either transport, so that a large file never stands before what people say.

import { SourceError, waitAfter } from '../sync/protocol.js';
import type { Attachment } from './attachment.js';
import { backOff } from './back-off.js';
import { asSourceError, limit, readJson, request } from './http-request.js';
import type { HttpCall, HttpEndpoint } from './http-request.js';
import { uploadLimits } from './upload-rules.js';
import type { UploadLimits } from './upload-rules.js';
import { chunkPath, CHUNK_SIZE, encodeBeginning, parseStanding, uploadPath } from './upload-wire.js';
import type { UploadStanding } from './upload-wire.js';
import type { Uploader, UploadTask } from './uploader.js';

/** How to reach a server that takes files, and which files. */
export interface HttpUploaderOptions extends HttpEndpoint, UploadLimits {
  /** The bytes of a chunk. Default 64,000. */
  chunkSize?: number;
  /** How long to wait for the answer to a chunk, in milliseconds, before it is sent again; of a file fetched, for each piece. Default 10,000. */
  chunkTimeout?: number;
  /** Whether a file is uploaded once it is attached; else when the message is sent. Default true. */
  autoUpload?: boolean;
  /** Fetches files from their address by requests of its own, with the token where that is of the same origin as `url`, and never elsewhere. Default false. */
  fetchFiles?: boolean;
  /** Numbers in [0, 1) for the jitter. Default `Math.random`. */
  random?: () => number;
}

const CHUNK_TIMEOUT_MS = 10_000;
const FIRST_RETRY_MS = 300;
/** So often a server may answer with a fault of its own, or with what cannot be read, before the user is asked. */
const MOST_FAULTS = 5;

/** An uploader on a server of the contract. Throws a `TypeError` for limits that are none. */
export function httpUploader(options: HttpUploaderOptions): Uploader {
  const { chunkSize = CHUNK_SIZE, chunkTimeout = CHUNK_TIMEOUT_MS, autoUpload = true, fetchFiles = false } = options;
  for (const [name, value] of Object.entries({ chunkSize, chunkTimeout }))
    if (!Number.isInteger(value) || value < 1) throw new TypeError(`${name} must be a whole number above 0, not ${String(value)}`);
  const server = new UploadServer(options, chunkTimeout);
  return {
    ...uploadLimits(options),
    autoUpload,
    upload: (file, task) => new HttpUpload(server, file, task, chunkSize).run(options.random ?? Math.random),
    ...(fetchFiles ? { load: (attachment, signal) => server.load(attachment, signal) } : {}),
  };
}

/** The requests. Each rejects with a `SourceError`, or with the reason of the signal. */
class UploadServer {
  readonly #options: HttpUploaderOptions;
  readonly #timeoutMs: number;

  constructor(options: HttpUploaderOptions, timeoutMs: number) {
    this.#options = options;
    this.#timeoutMs = timeoutMs;
  }

  ask(method: string, path: string, body: BodyInit | undefined, signal: AbortSignal | undefined): Promise<UploadStanding> {
    const type = typeof body === 'string' ? 'application/json' : 'application/octet-stream';
    const call = { method, path, headers: {}, ...(body === undefined ? {} : { headers: { 'Content-Type': type }, body }) };
    return this.#request(this.#options, call, signal, async (response) => parseStanding(await readJson(response)));
  }

  async load({ url }: Attachment, signal: AbortSignal): Promise<Blob> {
    const { url: server, token, ...rest } = this.#options;
    const { address, isOurs } = fileAddress(url, server);
    const endpoint = { ...rest, url: '', ...(isOurs && token !== undefined ? { token } : {}) };
    const call = { method: 'GET', path: address, headers: {} };
    return this.#request(endpoint, call, signal, (response, again) => heard(response, again).blob());
  }

  async #request<T>(
    endpoint: HttpEndpoint,
    call: HttpCall,
    outer: AbortSignal | undefined,
    read: (response: Response, again: () => void) => Promise<T>,
  ): Promise<T> {
    const patience = limit(outer, this.#timeoutMs, new SourceError('timeout', `no answer to ${call.method} ${call.path}`));
    try {
      // Read here, where what breaks off in the middle is known for what it is.
      return await patience.hold(request(endpoint, call, patience.signal).then((response) => read(response, patience.again)));
    } catch (error) {
      if (outer?.aborted) throw outer.reason;
      throw asSourceError(error, call);
    } finally {
      patience.end();
    }
  }
}

/** Where a file lies, and whether that is where files are uploaded to. Throws where it has no address of the web. */
function fileAddress(url: string, server: string): { address: string; isOurs: boolean } {
  const page = typeof document === 'undefined' ? globalThis.location?.href : document.baseURI;
  const ours = URL.canParse(server, page) ? new URL(server, page) : undefined;
  if (url === '' || !URL.canParse(url, ours?.href)) throw new SourceError('not-found', 'The file has no address.');
  const { protocol, origin, href } = new URL(url, ours?.href);
  if (!/^https?:$/.test(protocol)) throw new SourceError('not-found', `A file is not fetched by ${protocol}`);
  return { address: href, isOurs: origin === ours?.origin };
}

/** An answer that calls `again` with each piece of it that comes: a large file takes its time on a slow line. */
function heard({ body, headers }: Response, again: () => void): Response {
  const transform = (piece: Uint8Array<ArrayBuffer>, out: TransformStreamDefaultController<Uint8Array<ArrayBuffer>>): void => {
    again();
    out.enqueue(piece);
  };
  const type = headers.get('Content-Type');
  return new Response(body && body.pipeThrough(new TransformStream({ transform })), {
    headers: type === null ? {} : { 'Content-Type': type },
  });
}

/** One file on its way. */
class HttpUpload {
  readonly #server: UploadServer;
  readonly #file: File;
  readonly #task: UploadTask;
  readonly #chunkSize: number;
  #share = -1;
  #stalled = false;

  constructor(server: UploadServer, file: File, task: UploadTask, chunkSize: number) {
    this.#server = server;
    this.#file = file;
    this.#task = task;
    this.#chunkSize = chunkSize;
  }

  async run(random: () => number): Promise<Attachment> {
    const { signal } = this.#task;
    let standing: UploadStanding | undefined;
    /** Only bytes that nobody had taken before say that it goes on: a server that fails at each of them would be asked for ever. */
    let furthest = -1;
    let tries = 0;
    let faults = 0;
    try {
      for (;;) {
        try {
          const before: number = standing?.offset ?? -1;
          standing = standing ? await this.#chunk(standing.offset) : await this.#begin();
          this.#tell(standing.offset);
          if (standing.attachment) return standing.attachment;
          if (standing.offset > furthest) {
            furthest = standing.offset;
            tries = faults = 0;
          } else if (standing.offset <= before) faults += 1; // takes nothing, and says nothing against it
          if (faults > MOST_FAULTS) throw new SourceError('invalid', 'The server does not take this file.');
        } catch (error) {
          const wait = this.#waitFor(error, (tries += 1), random);
          const reason = error instanceof SourceError ? error.reason : undefined;
          if (reason === 'server' || reason === 'malformed') faults += 1;
          if (faults > MOST_FAULTS)
            throw reason === 'malformed' ? new SourceError(reason, 'The server gives no answer that can be read.') : error;
          this.#stall(reason === 'closed');
          standing = undefined; // whether it came through only the server knows
          await pause(wait, signal);
        }
      }
    } catch (error) {
      // Nobody waits for this answer, and without it the server forgets in its own time.
      if (signal.aborted) void this.#server.ask('DELETE', uploadPath(this.#task.id), undefined, undefined).catch(() => undefined);
      throw error;
    } finally {
      this.#stall(false);
    }
  }

  #begin(): Promise<UploadStanding> {
    const { id, signal, width, height } = this.#task;
    const { name, type, size } = this.#file;
    const facts = { name, type, size, ...(width === undefined || height === undefined ? {} : { width, height }) };
    return this.#server.ask('PUT', uploadPath(id), JSON.stringify(encodeBeginning(facts)), signal);
  }

  async #chunk(offset: number): Promise<UploadStanding> {
    const { id, signal } = this.#task;
    return this.#server.ask('PATCH', chunkPath(id, offset), this.#file.slice(offset, offset + this.#chunkSize), signal);
  }

  /** How long to wait before the next try; throws what no trying mends. */
  #waitFor(error: unknown, tries: number, random: () => number): number {
    const passes = error instanceof SourceError && ['closed', 'timeout', 'server', 'rate-limited', 'malformed'].includes(error.reason);
    if (this.#task.signal.aborted || !passes) throw error;
    return waitAfter(error, backOff(tries, random, FIRST_RETRY_MS));
  }

  #tell(offset: number): void {
    this.#stall(false);
    const share = this.#file.size === 0 ? 1 : Math.min(1, offset / this.#file.size);
    // A server that was restarted may have less than it had.
    if (share > this.#share) this.#task.progress?.((this.#share = share));
  }

  #stall(isStalled: boolean): void {
    if (isStalled !== this.#stalled) this.#task.stalled?.((this.#stalled = isStalled));
  }
}

/** Waits, but no longer than until there is a network again. Rejects with the reason of the signal. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      globalThis.removeEventListener?.('online', end);
      if (signal.aborted) reject(signal.reason as Error);
      else resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
    globalThis.addEventListener?.('online', end);
    if (signal.aborted) end();
  });
}
