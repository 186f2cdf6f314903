// The servers behind the demos of a page: in this process, so that nothing of the page is replaced and nothing is asked of a network.

import { ROOMS_TOPIC } from '../backend/model.js';
import { inProcessFetch, inProcessTransport } from '../mock/in-process.js';
import { SEED_ROOMS } from '../mock/seed.js';
import { ServerHost } from '../mock/server-host.js';
import type { DemoSettings } from './demo-settings.js';

/** A server lent to one demo. */
export interface DemoServer {
  /** Part of the names of all that is kept: servers of one name are one, in all tabs. */
  readonly name: string;
  readonly host: ServerHost;
  /** Ends its use here; what was written stays. */
  release(): void;
}

const running = new Map<string, { host: ServerHost; uses: number }>();

/** The server that such settings ask for. Demos of one page share it, also where nothing can be kept. */
export function lendServer({ users, seed, latency, loss, history, chatter }: DemoSettings): DemoServer {
  const name = `embed:${users.map(({ id }) => id).join(',')}`;
  const key = JSON.stringify([name, seed, latency, loss, history, chatter]);
  let server = running.get(key);
  if (!server) {
    server = { host: new ServerHost({ name, users, seed, latency, chatter, archived: history }), uses: 0 };
    lose(server.host, loss);
    // Opened beside the chat's own databases, instead of after them; whoever asks hears of an error.
    server.host.current().catch(() => undefined);
    running.set(key, server);
  }
  server.uses += 1;
  const { host } = server;
  const lent = server;
  return {
    name: [name, seed, history].join(':'),
    host,
    release: () => {
      lent.uses -= 1;
      if (lent.uses > 0) return;
      running.delete(key);
      void host.close();
    },
  };
}

/** A request on its way there, the answer on its way back, and what is told to everybody: each may get lost. */
function lose({ faults }: ServerHost, p: number): void {
  if (p === 0) return;
  faults.add({ do: 'drop-before-commit', match: { p } });
  faults.add({ do: 'commit-then-drop-reply', match: { p } });
  faults.add({ do: 'skip-op', match: { p } });
}

/** Makes a room that the server does not begin with. Asking again changes nothing. */
export async function ensureRoom({ host }: DemoServer, id: string, history: number): Promise<void> {
  const [founder] = host.users;
  if (!founder || SEED_ROOMS.includes(id) || (history > 0 && id === 'archive')) return;
  await host.put(founder.id, ROOMS_TOPIC, { mutationId: `room-${id}`, kind: 'create', id, body: { name: id, description: '' } });
}

/** The line of one demo to its server. */
export class DemoLine {
  readonly transport: ReturnType<typeof inProcessTransport>;
  readonly fetch: ReturnType<typeof inProcessFetch>;
  readonly #open = new Set<{ close(code: number): void }>();
  #online = true;

  constructor(host: ServerHost) {
    const [isOnline, open] = [() => this.#online, this.#open];
    this.fetch = inProcessFetch(host, isOnline);
    this.transport = class extends inProcessTransport(host, isOnline) {
      constructor(url: string, protocols?: string | string[]) {
        super(url, protocols);
        open.add(this);
      }

      override close(code?: number, reason?: string): void {
        open.delete(this);
        super.close(code, reason);
      }
    };
  }

  /** Setting false cuts it, as a lost network does. */
  set online(online: boolean) {
    this.#online = online;
    if (!online) for (const socket of [...this.#open]) socket.close(1006);
  }
}
