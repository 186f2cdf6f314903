// The server's end of HTTP: a request in, a response out, the same for a test in process, for Node and for a page. It knows no
// server class and no global of a page but those of `fetch`.

import { destination, MUTATION_HEADER, RESUME_HEADER, TOPIC_PARAMETER } from '../backend/http-wire.js';
import type { Action, Destination } from '../backend/http-wire.js';
import { checkJoin, encodePut, encodeSync, EVENTS, parseMutation, parseSyncQuery } from '../backend/wire.js';
import type { Frame } from '../backend/wire.js';
import { uploadDestination } from '../backend/upload-wire.js';
import { SourceError } from '../sync/protocol.js';
import { EventConnection, joinBeside, missedSince } from './event-connection.js';
import type { TopicJoin } from './event-connection.js';
import type { Strike } from './faults.js';
import { Lost } from './gate.js';
import { IMPOSSIBLE, IMPOSSIBLE_TO_STREAMS, refusal, refuseRoute, reply, silence, wait } from './http-answers.js';
import { befall, failOnPurpose, padded, refuseOnPurpose } from './on-purpose.js';
import { pageOf } from './page-of.js';
import type { ProtocolServer } from './protocol-server.js';
import type { ServerHost } from './server-host.js';
import { answerUpload } from './upload-handler.js';

type Payload = Frame['payload'];

/** What rules of faults call an action: as over Phoenix. */
const EVENT_OF: Record<Action, string> = {
  sync: EVENTS.sync,
  page: EVENTS.page,
  events: EVENTS.join,
  topics: EVENTS.join,
  create: EVENTS.put,
  edit: EVENTS.put,
  delete: EVENTS.put,
  react: EVENTS.put,
  typing: EVENTS.typing,
};
/** Longer than any wish: the longest text, each character of it escaped. */
const MAX_BODY = 131_072;
const PAGE_LIMIT = 50;
const SYNC_LIMIT = 500;

/** Answers requests from `host`. Paths begin below `base`, such as `/api`. A user's token is their id, percent-encoded where no header could carry it. */
export function httpHandler(host: ServerHost, base = ''): (request: Request) => Promise<Response> {
  return async (request) => {
    try {
      const url = new URL(request.url);
      if (!url.pathname.startsWith(`${base}/`)) throw new SourceError('not-found', `There is nothing at ${url.pathname}.`);
      const path = url.pathname.slice(base.length);
      const upload = uploadDestination(request.method, path);
      const where = upload ?? destination(request.method, path);
      if ('allowed' in where) return refuseRoute(request.method, url.pathname, where.allowed);
      if (!('topic' in where))
        return await answerUpload({ host, request, ...where, userId: userOf(request), base: url.origin + base, query: url.searchParams });
      return await new Exchange(host, request, where, url.searchParams).answer();
    } catch (error) {
      return error instanceof Lost ? Response.error() : refusal(error);
    }
  };
}

/** One request and what is answered. */
class Exchange {
  readonly #host: ServerHost;
  readonly #request: Request;
  readonly #where: Destination;
  readonly #query: URLSearchParams;
  readonly #userId: string;
  /** Throws where the server has begun anew since: no request goes on there. */
  readonly #still: () => void;

  constructor(host: ServerHost, request: Request, where: Destination, query: URLSearchParams) {
    this.#host = host;
    this.#request = request;
    this.#where = where;
    this.#query = query;
    this.#userId = userOf(request);
    this.#still = host.setOut();
  }

  async answer(): Promise<Response> {
    const { action, topic } = this.#where;
    const payload = await this.#payload();
    this.#still();
    const event = EVENT_OF[action];
    await this.#host.travel({ userId: this.#userId, topic, event, payload }, this.#request.signal);
    this.#host.received(this.#userId, { join_ref: null, ref: null, topic, event, payload });
    const isStream = action === 'events' || action === 'topics';
    const strike = this.#host.faults.strike(event, topic, isStream ? IMPOSSIBLE_TO_STREAMS : IMPOSSIBLE);
    this.#host.part(this.#userId, strike.rule('partition')?.ms ?? 0);
    await wait(strike.delayMs + (strike.rule('partition')?.ms ?? 0));
    this.#still();
    befall(this.#host, strike);
    // Over HTTP the reply is the connection: what hangs up on everybody hangs up on whoever asked.
    if (strike.has('close') || strike.has('restart') || strike.has('restart-older')) return Response.error();
    if (strike.has('drop-before-commit')) return silence(this.#request.signal);
    refuseOnPurpose(strike);
    if (isStream) return this.#events(strike);
    const answer = await this.#ask(payload);
    await wait(strike.rule('stale-page')?.ms ?? 0);
    this.#still();
    if (strike.has('commit-then-drop-reply')) return silence(this.#request.signal);
    failOnPurpose(strike);
    return reply(strike, padded(strike, answer));
  }

  /** What the request says, by the names it would have over Phoenix. */
  async #payload(): Promise<Payload> {
    const { action, id, emoji } = this.#where;
    if (action === 'events' || action === 'topics') return this.#numbers('v');
    if (action === 'sync') return { after: -1, limit: SYNC_LIMIT, ...this.#numbers('after', 'limit') };
    if (action === 'page') return this.#page();
    if (action === 'typing') return {};
    const mid = decoded(this.#request.headers.get(MUTATION_HEADER));
    if (mid === undefined) throw new SourceError('malformed', `A change needs the header ${MUTATION_HEADER}.`);
    const on = this.#request.method === 'PUT';
    const body = action === 'react' ? { emoji, on } : action === 'delete' ? {} : await readBody(this.#request);
    return { mid, kind: action, id, body, ...this.#numbers('base') };
  }

  #page(): Payload {
    const [id, at] = [this.#query.get('around'), this.#query.get('around_at')];
    const { around_seq: seq, ...numbers } = this.#numbers('before', 'after', 'around_seq', 'limit');
    const around = id === null ? (at === null ? (seq === undefined ? undefined : { seq }) : { at }) : { id };
    const limits = { limit: PAGE_LIMIT, ...numbers };
    return around ? { ...limits, around } : limits;
  }

  #numbers(...names: string[]): Payload {
    return Object.fromEntries(
      names.flatMap((name) => {
        const value = this.#query.get(name);
        return value === null ? [] : [[name, /^-?\d+$/.test(value) ? Number(value) : value]];
      }),
    );
  }

  async #ask(payload: Payload): Promise<Payload> {
    const { action, topic } = this.#where;
    const user = this.#userId;
    const server = await this.#host.current();
    this.#still();
    const joined = server.join(user, topic);
    if (action === 'typing') {
      this.#host.typing(user, topic, this.#query.get('typing') !== 'false');
      return {};
    }
    if (action === 'sync') {
      // A number of another history says nothing about this one.
      const epoch = this.#query.get('epoch');
      const query = parseSyncQuery(epoch === null || epoch === joined.epoch ? payload : { ...payload, after: -1 });
      return encodeSync(server.sync(user, topic, query));
    }
    if (action === 'page') return pageOf(server, user, topic, payload);
    return encodePut(await this.#host.put(user, topic, parseMutation(payload)));
  }

  async #events(strike: Strike): Promise<Response> {
    const { action, topic } = this.#where;
    const server = await this.#host.current();
    this.#still();
    checkJoin(this.#numbers('v'));
    if (strike.has('commit-then-drop-reply')) return silence(this.#request.signal);
    failOnPurpose(strike);
    // Subscribed in the same breath as the heads are told: a change is either in the head, or broadcast.
    const joins =
      action === 'topics'
        ? this.#topics().map((one) => joinBeside(one, () => server.join(this.#userId, one)))
        : [this.#join(server, topic)];
    const connection = new EventConnection(this.#host, this.#userId, joins, strike);
    this.#host.listen(connection);
    connection.begin();
    const { signal } = this.#request;
    const leave = (): void => this.#host.disconnected(connection);
    // Whoever has hung up by now is told nothing, and is not here.
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
    return new Response(connection.body, { headers: { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' } });
  }

  #topics(): string[] {
    const topics = new Set(this.#query.getAll(TOPIC_PARAMETER));
    if (topics.size === 0) throw new SourceError('malformed', `Which topics? Each is a parameter ${TOPIC_PARAMETER}.`);
    return [...topics];
  }

  #join(server: ProtocolServer, topic: string): TopicJoin {
    const joined = server.join(this.#userId, topic);
    const id = this.#request.headers.get(RESUME_HEADER);
    return { topic, joined, resumed: missedSince(id, joined, (query) => server.sync(this.#userId, topic, query)) };
  }
}

function userOf(request: Request): string {
  return decoded(/^Bearer (.+)$/i.exec(request.headers.get('Authorization') ?? '')?.[1] ?? '') ?? '';
}

async function readBody(request: Request): Promise<unknown> {
  const text = await request.text();
  if (text.length > MAX_BODY)
    throw new SourceError('too-large', `A change has at most ${MAX_BODY} characters, this one has ${text.length}.`);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new SourceError('malformed', 'The body must be JSON.');
  }
}

function decoded(header: string | null): string | undefined {
  try {
    return header === null ? undefined : decodeURIComponent(header);
  } catch {
    return undefined;
  }
}
