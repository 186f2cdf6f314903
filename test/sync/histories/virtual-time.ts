// Time and order in the hands of a test: tasks and timers of many tabs in one process, run one by one, each with all that
// follows from it. Nothing waits for the real clock, so that a day passes in a millisecond and every history can be repeated.

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

interface Task {
  owner: Process | undefined;
  run: () => void;
  storage: boolean;
}

interface Timer extends Task {
  at: number;
  id: number;
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
  /** The tab whose code runs; undefined: the browser's or the server's own. */
  current: Process | undefined;
  #tasks: Task[] = [];
  #timers: Timer[] = [];
  #ids = 0;
  /** A tab or a line did something since this was last asked; storage that only looks again and again whether it may go on did not. */
  #moved = false;

  /** Puts this time in the place of the machine's; returns the way back. */
  install(): () => void {
    const { setTimeout, clearTimeout, setImmediate } = globalThis;
    const now = Date.now;
    Object.assign(globalThis, {
      setTimeout: (run: () => void, ms = 0) => this.#start(ms, run),
      clearTimeout: (id: unknown) => this.#cancel(id),
      // Only storage uses it, and storage works on whatever becomes of a tab.
      setImmediate: (run: () => void) => this.#tasks.push({ owner: undefined, run, storage: true }),
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
        return () => this.#cancel(id);
      },
      random,
    };
  }

  post(owner: Process | undefined, run: () => void): void {
    this.#tasks.push({ owner, run, storage: false });
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
    for (let n = 0; n < count; n += 1) {
      const index = this.#tasks.findIndex(({ owner }) => !owner?.frozen);
      const [task] = index < 0 ? [] : this.#tasks.splice(index, 1);
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
      const timer = this.#next(end);
      if (!timer) break;
      this.now = Math.max(this.now, timer.at);
      await this.#do(timer);
    }
    this.now = end;
  }

  /** `ms` milliseconds in which nobody does anything. */
  skip(ms: number): void {
    this.now += ms;
  }

  async #do({ owner, run, storage }: Task): Promise<void> {
    if (owner?.dead) return;
    if (!storage) this.#moved = true;
    this.current = owner;
    run();
    await afterMicrotasks();
    this.current = undefined;
  }

  #start(ms: number, run: () => void): number {
    const id = (this.#ids += 1);
    this.#timers.push({ at: this.now + Math.max(0, ms), id, owner: this.current, run, storage: false });
    return id;
  }

  #cancel(id: unknown): void {
    const index = this.#timers.findIndex((timer) => timer.id === id);
    if (index >= 0) this.#timers.splice(index, 1);
  }

  #next(end: number): Timer | undefined {
    let next: Timer | undefined;
    this.#timers = this.#timers.filter(({ owner }) => !owner?.dead);
    for (const timer of this.#timers) {
      if (timer.owner?.frozen || timer.at > end) continue;
      if (!next || timer.at < next.at || (timer.at === next.at && timer.id < next.id)) next = timer;
    }
    if (next) this.#cancel(next.id);
    return next;
  }
}
