// One tab's way to the server: the socket class for the real phoenix client, with every frame in the hands of the test.
// A line that is cut loses what was under way; one that stalls delivers nothing and does not say so, or no word of others.

import type { PhoenixConnection } from '../../../src/mock/phoenix-connection.js';
import type { HistoryHost } from './history-host.js';
import type { Process, VirtualTime } from './virtual-time.js';

const CONNECTING = 0;
const OPEN = 1;
const CLOSED = 3;

export class VirtualLine {
  readonly time: VirtualTime;
  readonly host: HistoryHost;
  readonly owner: Process;
  readonly #sockets = new Set<LineSocket>();
  #online = true;
  #stalled = false;
  #hushed = false;

  constructor(time: VirtualTime, host: HistoryHost, owner: Process) {
    this.time = time;
    this.host = host;
    this.owner = owner;
  }

  get online(): boolean {
    return this.#online && !this.owner.dead;
  }

  get stalled(): boolean {
    return this.#stalled;
  }

  /** Only what is asked for is delivered. */
  get hushed(): boolean {
    return this.#hushed;
  }

  /** The class to give to the phoenix client. */
  transport(): new (url: string, protocols?: string | string[]) => object {
    const opened = (protocols: string | string[] | undefined): LineSocket => {
      const socket = new LineSocket(this, protocols);
      this.#sockets.add(socket);
      return socket;
    };
    // oxlint-disable-next-line typescript/no-extraneous-class -- the phoenix client wants a class
    return class {
      constructor(_url: string, protocols?: string | string[]) {
        return opened(protocols);
      }
    };
  }

  /** Hangs up; what is under way is lost. */
  cut(): void {
    for (const socket of [...this.#sockets]) socket.lost(1006);
    this.#sockets.clear();
  }

  goOffline(): void {
    this.#online = false;
    this.cut();
  }

  goOnline(): void {
    this.#online = true;
  }

  stall(stalled: boolean | 'ops'): void {
    this.#stalled = stalled === true;
    this.#hushed = stalled === 'ops';
    if (!this.#stalled) for (const socket of this.#sockets) socket.resume();
  }

  /** The next frame to the tab comes twice, or after the one behind it. */
  garble(how: 'twice' | 'later'): void {
    for (const { down } of this.#sockets) {
      const [first, second] = down;
      if (how === 'twice' && first !== undefined) down.push(first);
      else if (second !== undefined) down.splice(0, 2, second, first!);
    }
  }

  forget(socket: LineSocket): void {
    this.#sockets.delete(socket);
  }
}

/** The part of `WebSocket` that the phoenix client uses. */
class LineSocket {
  readyState = CONNECTING;
  readonly bufferedAmount = 0;
  binaryType = 'arraybuffer';
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number; reason: string; wasClean: boolean }) => void) | null = null;
  onerror: ((event: unknown) => void) | null = null;
  readonly up: string[] = [];
  readonly down: string[] = [];
  readonly #line: VirtualLine;
  readonly #protocols: string | string[] | undefined;
  #connection: PhoenixConnection | undefined;

  constructor(line: VirtualLine, protocols: string | string[] | undefined) {
    this.#line = line;
    this.#protocols = protocols;
    this.#post(() => this.#open());
  }

  send(data: string): void {
    if (this.readyState !== OPEN) return;
    this.up.push(data);
    this.#line.time.post(undefined, () => this.#carryUp());
  }

  close(code = 1000): void {
    this.lost(code);
  }

  /** Everything that waited while the line stood still. */
  resume(): void {
    this.#post(() => this.#open());
    for (const _ of this.up) this.#line.time.post(undefined, () => this.#carryUp());
    for (const _ of this.down) this.#post(() => this.#carryDown());
  }

  lost(code: number): void {
    if (this.readyState === CLOSED) return;
    this.readyState = CLOSED;
    this.#line.forget(this);
    if (this.#connection) this.#line.host.disconnected(this.#connection);
    this.#post(() => this.onclose?.({ code, reason: '', wasClean: code === 1000 }));
  }

  #post(run: () => void): void {
    this.#line.time.post(this.#line.owner, run);
  }

  #open(): void {
    if (this.readyState !== CONNECTING || this.#line.stalled) return;
    if (!this.#line.online) {
      this.onerror?.({ type: 'error' });
      this.lost(1006);
      return;
    }
    const end = {
      send: (data: string) => {
        this.down.push(data);
        this.#post(() => this.#carryDown());
      },
      close: (code = 1000) => this.lost(code),
    };
    this.#connection = this.#line.host.connect(end, this.#protocols);
    this.readyState = OPEN;
    this.onopen?.();
  }

  #carryUp(): void {
    if (this.readyState !== OPEN || this.#line.stalled) return;
    const data = this.up.shift();
    if (data !== undefined) this.#connection?.receive(data);
  }

  #carryDown(): void {
    if (this.readyState !== OPEN || this.#line.stalled) return;
    const next = this.#line.hushed ? this.down.findIndex((data) => !isOp(data)) : 0;
    if (next < 0) return;
    const [data] = this.down.splice(next, 1);
    if (data !== undefined) this.onmessage?.({ data });
  }
}

/** A frame of the phoenix client that nobody asked for. */
function isOp(data: string): boolean {
  return data.startsWith('[null,null,');
}
