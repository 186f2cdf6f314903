// Time and order in the hands of a test: tasks and timers of many tabs in one process, run one by one, each with all that
// follows from it. Which of the pending tasks goes next is decided by a scheduler of fast-check, so that a seed and a path repeat every
// history. When a timer is due is decided by the clock; nothing waits for the real one, so that a day passes in a millisecond.

import type { Scheduler } from 'fast-check';
import { Turns, type Lane, type Task } from './turns.js';

/** Whose code runs: a tab, from its opening to its end. */
export interface Process {
  /** The origin's storage it shares. */
  readonly profile: string;
  /** Its code never runs again. */
  dead: boolean;
  /** Nothing reaches it, for the time being. */
  frozen: boolean;
  /** The schema of the cache that its build knows. */
  readonly schema: number;
}

interface Timer {
  owner: Process | undefined;
  run: () => void;
  at: number;
  id: number;
  /** It is due, and pending. */
  rings: boolean;
}

const realImmediate = globalThis.setImmediate;
/** More than any history needs: who never comes to rest goes round in circles. */
const MOST_ROUNDS = 2_000;
/** Something goes round in circles. */
export class NoRest extends Error {}

const START = Date.UTC(2026, 2, 1);

/** Resolves when everything that follows from the present task has happened. */
const afterMicrotasks = (): Promise<void> => new Promise((resolve) => void realImmediate(resolve));

export class VirtualTime {
  now = START;
  /** How many milliseconds have passed with everything that happens in them. */
  passed = 0;
  /** The tab whose code runs; undefined: the browser's or the server's own. */
  current: Process | undefined;
  readonly #turns: Turns;
  /** The database that what is asked of storage now belongs to. */
  #storage: Lane = 'storage';
  #timers: Timer[] = [];
  readonly #lanesOfTimers = new WeakMap<Process, Lane>();
  #ids = 0;
  /** A tab or a line did something since this was last asked; storage that only looks again and again whether it may go on did not. */
  #moved = false;

  constructor(scheduler: Scheduler) {
    this.#turns = new Turns(scheduler);
  }

  /** Puts this time in the place of the machine's; returns the way back. */
  install(): () => void {
    const { setTimeout, clearTimeout, setImmediate } = globalThis;
    const now = Date.now;
    Object.assign(globalThis, {
      setTimeout: (run: () => void, ms = 0) => this.#start(ms, run),
      clearTimeout: (id: unknown) => void this.#cancel(id),
      // Only storage uses it, and storage works on whatever becomes of a tab.
      setImmediate: (run: () => void) => this.#turns.add({ owner: undefined, run, lane: this.#storage, storage: true }),
    });
    Date.now = () => this.now;
    return () => {
      Object.assign(globalThis, { setTimeout, clearTimeout, setImmediate });
      Date.now = now;
    };
  }

  /** A clock for one tab. */
  clock(random: () => number): { now(): number; after(ms: number, run: () => void): () => void; random(): number } {
    return {
      now: () => this.now,
      after: (ms, run) => {
        const id = this.#start(ms, run);
        return () => void this.#cancel(id);
      },
      random,
    };
  }

  /** Lets something happen when its turn comes: any turn, unless it has a lane. */
  post(owner: Process | undefined, run: () => void, lane: Lane = {}): void {
    this.#turns.add({ owner, run, lane, storage: false });
  }

  /** What `run` asks of storage is a matter of this database, and comes in turn with all that is. */
  ofDatabase<T>(name: string, run: () => T): T {
    const before = this.#storage;
    this.#storage = name;
    try {
      return run();
    } finally {
      this.#storage = before;
    }
  }

  /** Runs code of a tab now, within the present task. */
  enter(owner: Process, run: () => void): void {
    if (owner.dead) return;
    this.current = owner;
    this.#moved = true;
    run();
  }

  /** Runs up to `count` tasks. False: none was left. */
  async run(count: number): Promise<boolean> {
    this.#turns.wake();
    for (let n = 0; n < count; n += 1) {
      const task = await this.#turns.next();
      if (!task) return false;
      await this.#do(task);
    }
    return true;
  }

  /** Lets `ms` milliseconds pass, and everything happen that happens in them. */
  async pass(ms: number): Promise<void> {
    const end = this.now + ms;
    for (let rounds = 0; ; rounds += 1) {
      if (rounds > MOST_ROUNDS) throw new NoRest(`R6: no rest within ${ms} ms`);
      // Time passes for those, too, who look again and again; for nobody else, or ten seconds would be over in a busy moment.
      if ((await this.run(50)) && (rounds % 10 !== 9 || this.#moved)) {
        if (rounds % 10 === 9) this.#moved = false;
        continue;
      }
      if (!this.#ring(end)) break;
    }
    this.now = end;
    this.passed += ms;
  }

  /** It is this instant, unless that is over: what is due then is pending. */
  reach(instant: number): void {
    this.now = Math.max(this.now, instant);
    this.#ring(this.now);
  }

  /** `ms` milliseconds in which nobody does anything. */
  skip(ms: number): void {
    this.now += ms;
  }

  /** The clock goes on to the next timer; all that are due then are pending. False: none is until `end`. */
  #ring(end: number): boolean {
    this.#timers = this.#timers.filter(({ owner }) => !owner?.dead);
    const awake = this.#timers.filter(({ owner, rings }) => !rings && !owner?.frozen);
    const at = Math.min(...awake.map((timer) => timer.at));
    if (at > end) return false;
    this.now = Math.max(this.now, at);
    const due = awake.filter((timer) => timer.at <= this.now).toSorted((a, b) => a.at - b.at || a.id - b.id);
    for (const timer of due) {
      timer.rings = true;
      const { owner, id, run } = timer;
      // Another may stop it until its turn comes.
      this.#turns.add({ owner, run: () => this.#cancel(id) && run(), lane: this.#timersOf(owner), storage: false });
    }
    return true;
  }

  async #do({ owner, run, lane, storage }: Task): Promise<void> {
    if (owner?.dead) return;
    if (!storage) this.#moved = true;
    this.current = owner;
    this.#storage = storage ? lane : 'storage';
    run();
    await afterMicrotasks();
    this.current = undefined;
    this.#storage = 'storage';
  }

  #start(ms: number, run: () => void): number {
    const id = (this.#ids += 1);
    this.#timers.push({ at: this.now + Math.max(0, ms), id, owner: this.current, run, rings: false });
    return id;
  }

  /** Timers of one tab keep their order. */
  #timersOf(owner: Process | undefined): Lane {
    if (!owner) return 'timers';
    const lane = this.#lanesOfTimers.get(owner) ?? {};
    this.#lanesOfTimers.set(owner, lane);
    return lane;
  }

  /** False: it was stopped, or rang already. */
  #cancel(id: unknown): boolean {
    const index = this.#timers.findIndex((timer) => timer.id === id);
    if (index >= 0) this.#timers.splice(index, 1);
    return index >= 0;
  }
}
