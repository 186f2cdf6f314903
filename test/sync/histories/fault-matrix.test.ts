// Every fault of a server × every wish × one tab or three × five moments, against the real code in virtual time. Each cell fails
// unless its fault has struck. R1, R2, R4, R5 and R7 are checked after every act, R3 and R6 once the fault is over.

import { afterAll, describe, expect, it } from 'vitest';
import { OP_FAULTS, REQUEST_FAULTS, type FaultKind, type FaultRule } from '../../../src/mock/faults.js';
import { brokenAfterHealing, brokenNow } from './history-promises.js';
import type { HistoryTab } from './history-tab.js';
import { HistoryWorld } from './history-world.js';

const LONG = import.meta.env.MODE === 'long';
const FAULTS: readonly FaultKind[] = [...REQUEST_FAULTS, ...OP_FAULTS];
const WISHES = ['create', 'edit', 'delete'] as const;
const TABS = [1, 3] as const;
const MOMENTS = ['before it is sent', 'in flight', 'after the commit', 'during a catch-up', 'at the join'] as const;

type Wish = (typeof WISHES)[number];
type Moment = (typeof MOMENTS)[number];
interface Cell {
  fault: FaultKind;
  wish: Wish;
  tabs: number;
  moment: Moment;
  seed: number;
}

/** How a fault is set up. Those that take time take less than the line's patience, but for the one that must not. */
const RULES: Partial<Record<FaultKind, Partial<FaultRule>>> = {
  delay: { ms: 700, jitterMs: 500 },
  '429': { retryAfterMs: 400 },
  partition: { ms: 6_000 },
  'restart-older': { count: 1 },
  'stale-page': { ms: 900 },
  clock: { ms: -3 * 3_600_000 },
  'delay-join-subscribe': { ms: 500 },
  'reorder-ops': { count: 2 },
  'slow-consumer': { ms: 300 },
};

/** Which frames a fault is to hit at a moment. */
function eventOf(fault: FaultKind, moment: Moment): string | undefined {
  if ((OP_FAULTS as readonly string[]).includes(fault)) return 'op';
  if (fault === 'delay-join-subscribe' || moment === 'at the join') return 'phx_join';
  if (fault === 'stale-page' && moment !== 'during a catch-up') return 'page';
  if (moment === 'during a catch-up') return 'sync';
  // Nobody knows what is asked next once the answer and the broadcast are lost.
  return moment === 'after the commit' ? undefined : 'put';
}

class Trial {
  readonly world: HistoryWorld;
  readonly #cell: Cell;
  broken: string | undefined;
  #before = 0;

  constructor(cell: Cell) {
    this.#cell = cell;
    this.world = new HistoryWorld({ profiles: cell.tabs === 1 ? ['laptop'] : ['laptop', 'laptop', 'phone'], seed: cell.seed });
  }

  async run(): Promise<void> {
    const { world } = this;
    const { fault, moment } = this.#cell;
    await world.open();
    await world.time.pass(500);
    const tab = world.tabs[0]!;
    await this.#atItsMoment(tab);
    // Others go on writing meanwhile, in the other tabs and elsewhere.
    for (const [at, other] of world.tabs.entries()) if (at > 0) other.create(`other ${at}`, `words of ${at}`);
    for (let n = 0; n < 3; n += 1) {
      this.#say(`later ${n}`);
      await this.#pass(60);
    }
    await this.#pass(16_000);
    if (this.#struck === this.#before) this.broken ??= `${fault} never struck ${moment}`;
    this.broken ??= await brokenAfterHealing(world);
    this.broken ??= this.#granted();
  }

  async #atItsMoment(tab: HistoryTab): Promise<void> {
    const { host } = this.world;
    const { moment } = this.#cell;
    if (moment === 'before it is sent' || moment === 'at the join') {
      this.#strike();
      await this.#provoke(tab);
      this.#wish(tab);
    } else if (moment === 'in flight') {
      // Sent, and lost with the line: the fault meets the repeat.
      tab.line.stall(true);
      this.#wish(tab);
      await this.#pass(1_200);
      this.#strike();
      tab.line.stall(false);
      tab.line.cut();
      await this.#provoke(tab);
    } else if (moment === 'after the commit') {
      // Granted, but nobody said so.
      host.faults.add({ do: 'commit-then-drop-reply', match: { event: 'put' }, times: 1 });
      if (eventOf(this.#cell.fault, moment) !== 'op') host.faults.add({ do: 'skip-op', times: this.#cell.tabs });
      this.#wish(tab);
      await this.#pass(1_200);
      this.#strike();
      await this.#provoke(tab);
    } else {
      tab.line.goOffline();
      this.#wish(tab);
      for (let n = 0; n < 5; n += 1) this.#say(`missed ${n}`);
      await this.#pass(1_200);
      this.#strike();
      tab.line.goOnline();
      await this.#pass(300);
      await this.#provoke(tab);
    }
  }

  #strike(): void {
    const { fault, moment } = this.#cell;
    const event = eventOf(fault, moment);
    this.#before = this.#struck;
    this.world.host.faults.add({ do: fault, times: 1, ...(event !== undefined && { match: { event } }), ...RULES[fault] });
  }

  get #struck(): number {
    return this.world.host.faults.struck.get(this.#cell.fault) ?? 0;
  }

  /** What strikes only joins or pages needs one. */
  async #provoke(tab: HistoryTab): Promise<void> {
    const { fault, moment } = this.#cell;
    const event = eventOf(fault, moment);
    if (event === 'phx_join' && moment !== 'during a catch-up') tab.line.cut();
    // A line that was cut comes back first.
    if (event === 'page' && moment === 'in flight') await this.#pass(2_500);
    if (event === 'page') tab.act((stream) => stream.older(4));
    if (event === 'page' || event === 'phx_join') await this.#pass(100);
  }

  #wish(tab: HistoryTab): void {
    const { wish } = this.#cell;
    const own = tab.list.filter(({ row, state }) => row.sender.id === 'ana' && state === 'sent').at(-1)!;
    if (wish === 'create') tab.create('mine', 'my words');
    else if (wish === 'edit') tab.edit(own.id, 'my changed words');
    else tab.delete(own.id);
  }

  #say(word: string): void {
    this.world.host.say('create', word, word);
    this.broken ??= brokenNow(this.world);
  }

  async #pass(ms: number): Promise<void> {
    await this.world.time.pass(ms);
    this.broken ??= brokenNow(this.world);
  }

  /** The wish is on the server, unless the server refused it or forgot it. */
  #granted(): string | undefined {
    const { fault, wish } = this.#cell;
    if (fault === '403' || fault === '422' || fault === 'restart-older') return undefined;
    const rows = [...this.world.host.rows().values()];
    const done =
      wish === 'delete'
        ? rows.some(({ deleted }) => deleted)
        : rows.some(({ content }) => content === (wish === 'create' ? 'my words' : 'my changed words'));
    return done ? undefined : `the ${wish} was never granted`;
  }
}

const cells: Cell[] = FAULTS.flatMap((fault, f) =>
  WISHES.flatMap((wish, w) =>
    TABS.flatMap((tabs, t) =>
      MOMENTS.flatMap((moment, m) => {
        // Every run takes a fifth of the cells, each fault with each wish and number of tabs, at moments that differ.
        if (!LONG && (f + w + 2 * t) % MOMENTS.length !== m) return [];
        return (LONG ? [1, 2] : [1]).map((seed) => ({ fault, wish, tabs, moment, seed }));
      }),
    ),
  ),
);

describe(`the fault matrix (${cells.length} cells)`, () => {
  let run = 0;
  let whole = 0;
  afterAll(() => {
    console.info(`fault matrix: ${run} of ${cells.length} cells, ${run - whole} broken`);
  });

  it.each(FAULTS)('%s breaks no promise', { timeout: 120_000 }, async (fault) => {
    const broken: string[] = [];
    for (const cell of cells.filter((one) => one.fault === fault)) {
      const trial = new Trial(cell);
      run += 1;
      try {
        await trial.run();
      } finally {
        trial.world.close();
      }
      if (trial.broken === undefined) whole += 1;
      else broken.push(`${cell.wish}, ${cell.tabs} tab(s), ${cell.moment}, seed ${cell.seed}: ${trial.broken}`);
    }
    expect(broken).toEqual([]);
  });
});
