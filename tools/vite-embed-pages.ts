// What the embedding pages of the demo need beside their files: the embed file, the header of the strict page, and the little server
// of the page that is sent HTML.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Connect, Plugin } from 'vite';
import { buildCdn } from './vite-cdn.ts';

/** S5: the policy that the kit works under. */
export const STRICT_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' https: blob:",
  "connect-src 'self' wss:",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types lit-html',
].join('; ');

const CDN_PATH = /^\/cdn\/(live-stream-kit(?:\.iife)?\.js)$/;
const GUESTS_PATH = /^\/embed\/guests(?:\/(\d+))?$/;
const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** The pages of `demo/public/embed`, in the server of the demo, its preview, and its build. */
export function embedPages(): Plugin {
  let files: Promise<Map<string, string>> | undefined;
  return {
    name: 'embed-pages',
    configureServer(server) {
      // The sources are what one works on: what was built of older ones is built again when it is asked for.
      server.watcher.on('change', (path) => {
        if (/[\\/]src[\\/]/.test(path)) files = undefined;
      });
      server.middlewares.use((request, response, next) => {
        const [, name] = CDN_PATH.exec(pathOf(request)) ?? [];
        if (name === undefined) return next();
        files ??= buildCdn();
        files.then((built) => response.setHeader('content-type', 'text/javascript').end(built.get(name)), next);
      });
      server.middlewares.use(pages());
    },
    configurePreviewServer(server) {
      server.middlewares.use(pages());
    },
    async generateBundle() {
      for (const [name, source] of await buildCdn()) this.emitFile({ type: 'asset', fileName: `cdn/${name}`, source });
    },
  };
}

function pages(): Connect.NextHandleFunction {
  const guests = new Map([
    [1, 'Ana'],
    [2, 'Ben'],
  ]);
  return (request, response, next) => {
    const path = pathOf(request);
    if (path === '/embed/strict.html') response.setHeader('content-security-policy', STRICT_POLICY);
    const found = GUESTS_PATH.exec(path);
    if (!found) return next();
    void read(request).then((body) => {
      const id = Number(found[1]);
      const name = new URLSearchParams(body).get('name')?.trim();
      if (request.method === 'GET') answer(response, insert(guests));
      else if (request.method === 'POST' && name) {
        const added = Math.max(0, ...guests.keys()) + 1;
        guests.set(added, name);
        answer(response, insert(new Map([[added, name]])));
      } else if (request.method === 'DELETE' && guests.delete(id)) {
        answer(response, `<stream-op action="delete" target="guests" dom-id="guests-${id}"></stream-op>`);
      } else response.writeHead(request.method === 'DELETE' ? 404 : 422).end();
    });
  };
}

/** Rows as the server of any language would write them. */
function insert(guests: ReadonlyMap<number, string>): string {
  const rows = Array.from(
    guests,
    ([id, name]) => `<li id="guests-${id}"><span>${escape(name)}</span><button hx-delete="./guests/${id}">Remove</button></li>`,
  );
  return `<stream-op action="insert" target="guests"><template>${rows.join('')}</template></stream-op>`;
}

function answer(response: ServerResponse, html: string): void {
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.end(html);
}

async function read(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

function pathOf({ url = '/' }: IncomingMessage): string {
  return new URL(url, 'http://localhost').pathname;
}

function escape(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => ESCAPES[character] ?? character);
}
