// What tests in other languages do to a mock server, over routes of their own beside those of the contract: faults, one request at a
// time, what was asked and what came of it, and back to the beginning.

import type { ServerHost } from '../mock/server-host.js';
import { encodeCommit, encodeRequest, encodeRule, inWire, parseRule } from './control-wire.js';

/** Below this lie the routes; no route of the contract does. */
const BASE = '/mock/';

/** Answers a request of a test's, if it is one. */
export async function control(server: ServerHost, request: Request): Promise<Response | undefined> {
  const { pathname, searchParams } = new URL(request.url);
  if (!pathname.startsWith(BASE)) return undefined;
  const route = `${request.method} ${pathname.slice(BASE.length)}`;
  const act = ROUTES[route];
  if (!act) return Response.json({ message: `There is no ${route}; there are: ${Object.keys(ROUTES).join(', ')}.` }, { status: 404 });
  try {
    return Response.json(await act(server, await request.text(), searchParams));
  } catch (error) {
    return Response.json({ message: inWire((error as Error).message) }, { status: 422 });
  }
}

type Act = (server: ServerHost, body: string, query: URLSearchParams) => unknown;

const ROUTES: Readonly<Record<string, Act | undefined>> = {
  'GET faults': inForce,
  'POST faults': (server, body) => {
    server.faults.add(parseRule(body));
    return inForce(server);
  },
  'DELETE faults': (server) => {
    server.faults.clear();
    return inForce(server);
  },
  'POST pause': (server) => {
    server.pause();
    return {};
  },
  'POST step': (server, _, query) => {
    const count = Number(query.get('count') ?? 1);
    if (!Number.isSafeInteger(count) || count < 1) throw new RangeError(`count is a whole number of 1 or more, not ${query.get('count')}`);
    return { passed: server.step(count) };
  },
  'POST resume': (server) => {
    server.resume();
    return {};
  },
  'GET held': ({ held }) => ({ held: held.map(encodeRequest) }),
  'GET journal': ({ requests, commits }) => ({ requests: requests.map(encodeRequest), commits: commits.map(encodeCommit) }),
  'POST reset': async (server) => {
    server.faults.clear();
    server.faults.struck.clear();
    await server.reset();
    server.resume();
    server.requests.length = server.commits.length = 0;
    return {};
  },
};

function inForce({ faults }: ServerHost): unknown {
  return { rules: faults.rules.map(encodeRule), struck: Object.fromEntries(faults.struck) };
}
