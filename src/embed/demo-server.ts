// The servers behind the demos of a page: in this process, so that nothing of the page is replaced and nothing is asked of a network.

import { ROOMS_TOPIC } from '../backend/model.js';
import { Faults } from '../mock/faults.js';
import { Gate } from '../mock/gate.js';
import { CLOSED, inProcessFetch, inProcessTransport, type InProcessSocket } from '../mock/in-process.js';
import { keptName } from '../mock/kept-name.js';
import { seededRandom } from '../mock/random.js';
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

const running = new Map<string, { host: ServerHost; uses: DemoSettings[] }>();

/** The server that such settings ask for. Demos of one page share it, also where nothing can be kept. */
export function lendServer(settings: DemoSettings): DemoServer {
  const { users, seed, history } = settings;
  const name = keptName('embed', ...users.map(({ id }) => id));
  const key = JSON.stringify([name, seed, history]);
  let server = running.get(key);
  if (!server) {
    server = { host: new ServerHost({ name, users, seed, archived: history }), uses: [] };
    // Opened beside the chat's own databases, instead of after them; whoever asks hears of an error.
    server.host.current().catch(() => undefined);
    running.set(key, server);
  }
  const { host, uses } = server;
  // Who writes by themselves is heard by all: as the newest demo has it that says anything of it.
  const chat = (): void => void (host.chatter = uses.findLast(({ chatter }) => chatter !== 0)?.chatter ?? 0);
  uses.push(settings);
  chat();
  return {
    name: keptName(name, seed, history),
    host,
    release: () => {
      uses.splice(uses.indexOf(settings), 1);
      if (uses.length > 0) return chat();
      running.delete(key);
      void host.close();
    },
  };
}

/** Makes a room that the server does not begin with. Asking again changes nothing. */
export async function ensureRoom({ host }: DemoServer, id: string, history: number): Promise<void> {
  const [founder] = host.users;
  if (!founder || SEED_ROOMS.includes(id) || (history > 0 && id === 'archive')) return;
  await host.put(founder.id, ROOMS_TOPIC, { mutationId: `room-${id}`, kind: 'create', id, body: { name: id, description: '' } });
}

/** The line of one demo to its server: its own latency and losses, so that others may have theirs to the same server. */
export class DemoLine {
  readonly transport: ReturnType<typeof inProcessTransport>;
  readonly fetch: ReturnType<typeof inProcessFetch>;
  readonly #open = new Set<InProcessSocket>();
  #online = true;

  constructor(host: ServerHost, { seed, latency, loss }: Pick<DemoSettings, 'seed' | 'latency' | 'loss'>) {
    const [isOnline, open, random] = [() => this.#online, this.#open, seededRandom(seed)];
    const [faults, gate] = [new Faults(random), new Gate(latency, random)];
    // A request on its way there, the answer on its way back, and what is told to everybody: each may get lost.
    for (const kind of ['drop-before-commit', 'commit-then-drop-reply', 'skip-op'] as const)
      if (loss > 0) faults.add({ do: kind, match: { p: loss } });
    const line = { faults, travel: () => gate.travel() };
    const ask = inProcessFetch(host, isOnline);
    this.fetch = async (url, init) => {
      await gate.travel();
      const strike = faults.strike('upload', 'uploads');
      if (strike.has('drop-before-commit')) return silence(init?.signal);
      const response = await ask(url, init);
      return strike.has('commit-then-drop-reply') ? silence(init?.signal) : response;
    };
    const end: Pick<ServerHost, 'connect' | 'disconnected'> = {
      connect: (socket, protocols) => host.connect(socket, protocols, line),
      disconnected: (connection) => host.disconnected(connection),
    };
    this.transport = class extends inProcessTransport(end, isOnline) {
      constructor(url: string, protocols?: string | string[]) {
        super(url, protocols);
        for (const socket of open) if (socket.readyState === CLOSED) open.delete(socket);
        open.add(this);
      }
    };
  }

  /** Setting false cuts it, as a lost network does. */
  set online(online: boolean) {
    this.#online = online;
    if (!online) for (const socket of this.#open) socket.close(1006);
  }
}

/** No answer, until whoever asked gives up. */
function silence(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_, reject) => {
    const give = (): void => reject(new TypeError('the connection was lost'));
    if (signal?.aborted) give();
    else signal?.addEventListener('abort', give, { once: true });
  });
}
