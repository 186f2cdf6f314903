// Whose turn it is among all that is pending: a scheduler of fast-check decides, so that a seed and a path repeat every order.
// What keeps an order of its own, frames of one line or steps of one database, keeps it; between them any order may come.

import fc, { type Scheduler } from 'fast-check';
import type { Process } from './virtual-time.js';

/** The name of a database, or whatever else keeps its order. */
export type Lane = string | object;

export interface Task {
  owner: Process | undefined;
  run: () => void;
  /** What comes in turn among itself: the acts of one user, the steps of one database. */
  lane: Lane;
  storage: boolean;
}

const PENDING = Promise.resolve();

/** A scheduler that a seed decides, for who runs no property. */
export function schedulerOf(seed: number): Scheduler {
  const [scheduler] = fc.sample(fc.scheduler(), { seed, numRuns: 1 });
  if (!scheduler) throw new Error(`no scheduler for seed ${seed}`);
  return scheduler;
}

export class Turns {
  readonly #scheduler: Scheduler;
  readonly #lanes = new Map<Lane, Task[]>();
  /** Lanes whose turn came while their tab was frozen, once for each turn. */
  #asleep: Lane[] = [];
  #chosen: Lane | undefined;

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  /** The scheduler chooses a lane; the first task of it goes. */
  add(task: Task): void {
    const tasks = this.#lanes.get(task.lane);
    if (tasks) tasks.push(task);
    else this.#lanes.set(task.lane, [task]);
    this.#queue(task.lane);
  }

  /** Who goes next. Undefined: nobody who is awake is left. */
  async next(): Promise<Task | undefined> {
    while (this.#scheduler.count() > 0) {
      await this.#scheduler.waitOne();
      const task = this.#take();
      if (task) return task;
    }
    return undefined;
  }

  /** Whose turn came in vain, and who is awake now, has another. */
  wake(): void {
    const all = this.#asleep;
    if (all.length === 0) return;
    this.#asleep = [];
    for (const lane of all) {
      if (this.#firstOf(lane).owner?.frozen) this.#asleep.push(lane);
      else this.#queue(lane);
    }
  }

  #queue(lane: Lane): void {
    void this.#scheduler.schedule(PENDING).then(() => (this.#chosen = lane));
  }

  /** The first of the chosen lane. Undefined: it is asleep. */
  #take(): Task | undefined {
    const lane = this.#chosen ?? '';
    const first = this.#firstOf(lane);
    if (first.owner?.frozen) {
      this.#asleep.push(lane);
      return undefined;
    }
    const tasks = this.#lanes.get(lane);
    tasks?.shift();
    if (tasks?.length === 0) this.#lanes.delete(lane);
    return first;
  }

  #firstOf(lane: Lane): Task {
    const first = this.#lanes.get(lane)?.[0];
    if (!first) throw new Error('a turn of nobody');
    return first;
  }
}
