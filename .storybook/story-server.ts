// A story's own mock server: in this page, in memory, there as long as the story is shown, and gone with it.

import { startMockServer, type MockServer, type MockServerOptions } from '../src/mock/index.js';
import { answer, type MswParameters } from './handlers.js';
import { makeTrouble } from './trouble.js';

/** What of a story's context is asked here. */
interface Shown {
  id: string;
  canvasElement: HTMLElement;
  parameters: Record<string, unknown>;
  globals: Record<string, unknown>;
  loaded: Record<string, unknown>;
}

/** What stories have been given, by where they are shown: controls and the toolbar prepare a story once more without ending it. */
const given = new WeakMap<HTMLElement, Record<string, unknown>>();

/**
 * For `beforeEach`: `parameters: { server: {…} }` gives a story a server as `loaded.server`. With `parameters: { msw: { handlers: […] } }`
 * it answers over HTTP, too, at `loaded.httpUrl`, after the handlers of the story, which need no server. What else the story puts into
 * `loaded` stays as well.
 */
export function serve({ id, canvasElement, parameters, globals, loaded }: Shown): (() => Promise<void>) | undefined {
  const options = parameters['server'] as MockServerOptions | undefined;
  const msw = parameters['msw'] as MswParameters | undefined;
  if (!options && !msw) return undefined;
  const before = given.get(canvasElement);
  if (before) {
    Object.assign(loaded, before);
    if (options) trouble({ loaded, globals, canvasElement });
    return undefined;
  }
  const server =
    options && startMockServer({ name: id, storage: 'memory', url: `wss://${id}.invalid/socket`, allowAnyHost: true, ...options });
  const own = server && { server, url: `https://${id}.invalid/api` };
  given.set(canvasElement, Object.assign(loaded, own && { server, httpUrl: own.url }));
  if (server) {
    server.online = true; // a page that was reloaded in its trouble would remember
    trouble({ loaded, globals, canvasElement });
  }
  const unanswer = msw && answer(msw, own);
  return async () => {
    given.delete(canvasElement);
    if (server) makeTrouble(server, canvasElement, 'none');
    unanswer?.();
    await server?.stop();
  };
}

/** Makes the trouble that is chosen in the toolbar. */
function trouble({ loaded, globals, canvasElement }: Pick<Shown, 'loaded' | 'globals' | 'canvasElement'>): void {
  makeTrouble(loaded['server'] as MockServer, canvasElement, String(globals['trouble']));
}
