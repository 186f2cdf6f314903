// What tabs of one profile share besides storage: notices and locks. As in a browser, a killed tab lets go of both, a frozen one of neither.

import type { Lane } from './turns.js';
import type { Process, VirtualTime } from './virtual-time.js';

interface Hold {
  profile: string;
  name: string;
  owner: Process;
}

type Granted = (lock: { name: string } | null) => unknown;

/** BroadcastChannel and Web Locks for all tabs of a test. */
export class VirtualPlatform {
  readonly #time: VirtualTime;
  readonly #channels = new Set<Notices>();
  #holds: Hold[] = [];
  /** Those who wait for a lock: asked again whenever one is let go. */
  #waiting: (() => boolean)[] = [];

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  /** Takes the place of the browser's; returns the way back. */
  install(): () => void {
    const { BroadcastChannel } = globalThis;
    const navigator = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
    const time = this.#time;
    const channels = this.#channels;
    globalThis.BroadcastChannel = class extends Notices {
      constructor(name: string) {
        super(time, channels, name);
      }
    } as unknown as typeof BroadcastChannel;
    const locks = { request: (name: string, ...rest: [Granted] | [{ ifAvailable?: boolean }, Granted]) => this.#request(name, ...rest) };
    Object.defineProperty(globalThis, 'navigator', { configurable: true, value: { onLine: true, locks } });
    return () => {
      globalThis.BroadcastChannel = BroadcastChannel;
      if (navigator) Object.defineProperty(globalThis, 'navigator', navigator);
      else Reflect.deleteProperty(globalThis, 'navigator');
    };
  }

  /** Whether some tab holds a lock whose name ends so. */
  isHeld(end: string): boolean {
    return this.#holds.some(({ name }) => name.endsWith(end));
  }

  /** A tab is gone. */
  abandon(owner: Process): void {
    for (const channel of [...this.#channels]) if (channel.owner === owner) channel.close();
    this.#release((hold) => hold.owner === owner);
  }

  #request(name: string, ...rest: [Granted] | [{ ifAvailable?: boolean }, Granted]): Promise<unknown> {
    const owner = this.#time.current;
    const [options, granted] = rest.length === 1 ? [{}, rest[0]] : rest;
    if (!owner) return Promise.reject(new Error('a lock is for a tab'));
    return new Promise((resolve, reject) => {
      const hold: Hold = { profile: owner.profile, name, owner };
      const take = (): boolean => {
        if (owner.dead) return true;
        const free = !this.#holds.some((other) => other.name === name && other.profile === owner.profile);
        if (!free && !options.ifAvailable) return false;
        if (free) this.#holds.push(hold);
        this.#time.post(owner, () => {
          void Promise.resolve()
            .then(() => granted(free ? { name } : null))
            .then(resolve, reject)
            .finally(() => this.#release((other) => other === hold));
        });
        return true;
      };
      if (!take()) this.#waiting.push(take);
    });
  }

  #release(goes: (hold: Hold) => boolean): void {
    this.#holds = this.#holds.filter((hold) => !goes(hold));
    this.#waiting = this.#waiting.filter((take) => !take());
  }
}

/** One tab's end of a BroadcastChannel. */
class Notices {
  readonly owner: Process | undefined;
  readonly name: string;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  readonly #time: VirtualTime;
  readonly #all: Set<Notices>;
  readonly #lanes = new WeakMap<Notices, Lane>();

  constructor(time: VirtualTime, all: Set<Notices>, name: string) {
    this.owner = time.current;
    this.name = name;
    this.#time = time;
    this.#all = all;
    all.add(this);
  }

  postMessage(data: unknown): void {
    for (const other of this.#all) {
      if (other === this || other.name !== this.name || other.owner?.profile !== this.owner?.profile) continue;
      const heard = (): void => {
        if (this.#all.has(other)) other.onmessage?.({ data: structuredClone(data) });
      };
      // What one says another hears in that order; what two say in any.
      const lane = this.#lanes.get(other) ?? {};
      this.#lanes.set(other, lane);
      this.#time.post(other.owner, heard, lane);
    }
  }

  addEventListener(_type: 'message', heard: (event: { data: unknown }) => void): void {
    this.onmessage = heard;
  }

  close(): void {
    this.#all.delete(this);
  }
}
