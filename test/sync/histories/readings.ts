// What each tab read last of each room: the state of the cache that its list stands for. No list tells it, and what is shown can only
// be judged by it: rows may be missing that were made later than the cache knows, and none besides. In memory nothing else can be looked at.

import { Cache } from '../../../src/sync/cache.js';
import type { TopicState } from '../../../src/sync/rules.js';
import type { Process, VirtualTime } from './virtual-time.js';

export interface Reading {
  /** Undefined: nothing is known of the room. */
  state: TopicState | undefined;
  /** Another history was read, and the list has not begun anew with it yet. */
  stale: boolean;
}

export class Readings {
  readonly #time: VirtualTime;
  readonly #of = new WeakMap<Process, { cache: Cache; rooms: Map<string, Reading & { history: string | undefined }> }>();
  /** Those of a user who signed out. */
  readonly #past = new WeakSet<Cache>();
  /** Whether rows were ever forgotten because there were too many. */
  trimmed = false;

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  /** Listens to every cache; returns the way back. */
  install(): () => void {
    const { window, applyOps } = Cache.prototype;
    const time = this.#time;
    const note = (owner: Process, cache: Cache, topic: string, state: TopicState | undefined): void =>
      this.#note(owner, cache, topic, state);
    const trim = (): void => void (this.trimmed = true);
    Cache.prototype.window = async function (...args) {
      const owner = time.current;
      const read = await window.apply(this, args);
      if (owner) note(owner, this, args[0], read.state);
      return read;
    };
    Cache.prototype.applyOps = async function (...args) {
      const written = await applyOps.apply(this, args);
      // Nothing but trimming makes an op the oldest answer that is taken.
      if (written.changed && written.state?.base0 === written.state?.cursor) trim();
      return written;
    };
    return () => void Object.assign(Cache.prototype, { window, applyOps });
  }

  of(owner: Process, topic: string): Reading | undefined {
    return this.#of.get(owner)?.rooms.get(topic);
  }

  /** The list of a room began anew. */
  anew(owner: Process, topic: string): void {
    const reading = this.#of.get(owner)?.rooms.get(topic);
    if (reading) reading.stale = false;
  }

  /** The user signed out: what is read for whoever was here is of no meaning any more. */
  forget(owner: Process): void {
    const known = this.#of.get(owner);
    if (known) this.#past.add(known.cache);
    this.#of.delete(owner);
  }

  #note(owner: Process, cache: Cache, topic: string, state: TopicState | undefined): void {
    if (this.#past.has(cache)) return;
    const known = this.#of.get(owner) ?? { cache, rooms: new Map() };
    this.#of.set(owner, known);
    const { stale = false, history } = known.rooms.get(topic) ?? {};
    const other = state !== undefined && history !== undefined && state.epoch !== history;
    known.rooms.set(topic, { state, stale: stale || other, history: state?.epoch ?? history });
  }
}
