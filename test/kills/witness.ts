// What a test of killed tabs knows for sure: what it saw accepted, and what the server has written down. The two are compared at the end.

import type { Page } from 'playwright';
import { expect } from 'vitest';
import type { Chat } from '../../src/chat/chat.js';
import type { Entry, Folded } from '../../src/mock/folding.js';
import { entriesOf } from '../../src/mock/journal-records.js';
import type { Commit } from '../../src/mock/protocol-server.js';
import type { Row } from '../../src/sync/protocol.js';

/** A wish of some tab: said before it was wished, and again when it was accepted. A tab may die between the two. */
export interface Wish {
  kind: 'create' | 'edit' | 'delete';
  id: string;
  content: string;
  /** Who wrote it: one life of one tab. */
  by: string;
  accepted: boolean;
}

/** What came of all wishes. */
export interface Verdict {
  accepted: number;
  /** Rows that are not what an accepted wish made of them. */
  lost: string[];
  /** What was written down more than once: texts, of messages and of changes to them, and deletes. */
  doubled: string[];
  /** Texts that overtook another of the same writer. */
  misplaced: string[];
}

type Bound = Window & { witness(wish: Wish): Promise<void> };

/** Collects what tabs say, and asks the server's journal. */
export class Witness {
  readonly #wishes: Wish[] = [];
  readonly #journal: (tab: Page) => Promise<readonly Commit[]>;
  #lives = 0;

  /** `journal` reads what the server granted; without it, that of the server in the page. */
  constructor(journal: (tab: Page) => Promise<readonly Commit[]> = async (tab) => (await tab.evaluate(readJournal)).flatMap(entriesOf)) {
    this.#journal = journal;
  }

  /** How many wishes were seen accepted. */
  get accepted(): number {
    return this.#wishes.filter(({ accepted }) => accepted).length;
  }

  /** Has a tab write without a pause, by the chat's own streams, until it ends: creates, and of some rows edits and deletes. */
  async write(tab: Page, { most = 1_000 }: { most?: number } = {}): Promise<void> {
    const by = `life ${(this.#lives += 1)}`;
    await tab.exposeBinding('witness', (_, wish: Wish) => void this.#wishes.push(wish));
    await tab.evaluate(writeOn, { by, most });
  }

  /** Everything the server granted, in order. */
  async journal(tab: Page): Promise<readonly Commit[]> {
    return this.#journal(tab);
  }

  /** Waits until nothing waits any more, compares, and tells what was found. */
  async settle(tab: Page, timeout = 20_000): Promise<Verdict> {
    try {
      await expect.poll(() => tab.evaluate(standing), { timeout, interval: 50 }).toMatchObject({ waiting: 0, failed: 0, state: 'live' });
    } catch (error) {
      throw new Error(`it did not come to rest: ${await tab.evaluate(whatWaits)}`, { cause: error });
    }
    const journal = await this.journal(tab);
    const rows = changesIn(journal);
    const created = rows.filter(({ seq, version }) => seq === version).map(({ content }) => content);
    const last = new Map(rows.map((row) => [row.id, row]));
    const ids = new Set(this.#wishes.filter(({ accepted }) => accepted).map(({ id }) => id));
    const misplaced = [...new Set(this.#wishes.map(({ by }) => by))].flatMap((by) => {
      const own = created.filter((content) => content.startsWith(`${by} `));
      return own.filter((content, place) => place > 0 && numberIn(content) < numberIn(own[place - 1]!));
    });
    return {
      accepted: this.accepted,
      lost: [...ids].filter((id) => !this.#mayBe(id, last.get(id))).map((id) => this.#tell(id, last.get(id))),
      doubled: doubledIn(journal),
      misplaced,
    };
  }

  /** What is wrong with a row: whose it was, and what the server has of it. */
  #tell(id: string, row: (Row & Wish) | undefined): string {
    const wish = this.#wishes.findLast((one) => one.id === id && one.accepted);
    const has = row ? `version ${row.version}, ${row.deleted ? 'deleted' : row.content}` : 'nothing';
    return `${wish?.by}, ${wish?.kind} ${wish?.content}: the server has ${has}`;
  }

  /** Whether a row is what the last accepted wish made of it, or one that was wished after that. */
  #mayBe(id: string, row: (Row & Wish) | undefined): boolean {
    const wishes = this.#wishes.filter((wish) => wish.id === id);
    const possible = wishes.slice(wishes.findLastIndex(({ accepted }) => accepted));
    // A message deleted before anybody was told of it never comes to the server.
    return possible.some(({ kind, content }) => (kind === 'delete' ? row?.deleted !== false : row?.content === content));
  }
}

function changesIn(journal: readonly Commit[]): (Row & Wish)[] {
  return journal.flatMap(({ changed, reply }) => (changed && reply.row ? [reply.row as unknown as Row & Wish] : []));
}

/**
 * What the server did more than once, under whatever ids it was sent: it answers a mutation that it knows from memory, so these tell nothing.
 * No two wishes of a test may have the same text.
 */
export function doubledIn(journal: readonly Commit[]): string[] {
  const seen = new Set<string>();
  return changesIn(journal)
    .map(({ deleted, id, content }) => (deleted ? `the delete of ${id}` : content))
    .filter((what) => what !== undefined && seen.size === seen.add(what).size);
}

const sums = new Map<string, Record<'times' | 'accepted' | 'lost' | 'doubled' | 'misplaced', number>>();

/** The verdict in figures, summed over all rounds, for whoever runs the test; fails unless nothing is wrong. */
export function judge(what: string, times: number, { accepted, lost, doubled, misplaced }: Verdict): void {
  const sum = sums.get(what) ?? { times: 0, accepted: 0, lost: 0, doubled: 0, misplaced: 0 };
  sum.times += times;
  sum.accepted += accepted;
  sum.lost += lost.length;
  sum.doubled += doubled.length;
  sum.misplaced += misplaced.length;
  sums.set(what, sum);
  console.log(`${what}: ${sum.times}, accepted: ${sum.accepted}, lost: ${sum.lost}, doubled: ${sum.doubled}, misplaced: ${sum.misplaced}`);
  expect(accepted, 'something was accepted').toBeGreaterThan(0);
  expect({ lost, doubled, misplaced }).toEqual({ lost: [], doubled: [], misplaced: [] });
}

function numberIn(content: string): number {
  return Number(/(\d+)\D*$/.exec(content)?.[1]);
}

/** How the chat of a page stands. Runs in the page. */
export function standing(): { state: string; waiting: number; failed: number } | undefined {
  const { word: state, waiting, failed } = (document.querySelector('chat-app') as unknown as { chat?: Chat } | null)?.chat?.status ?? {};
  return state === undefined ? undefined : { state, waiting: waiting ?? 0, failed: failed ?? 0 };
}

/** Who holds which lock, and what is to be sent first: now, and after the longest wait between two tries. Runs in the page. */
async function whatWaits(): Promise<string> {
  const look = async (): Promise<unknown> => {
    const { name } = (await indexedDB.databases()).find((one) => one.name?.endsWith(':outbox')) ?? {};
    const opening = indexedDB.open(name!);
    await new Promise((resolve) => opening.addEventListener('success', resolve));
    const reading = opening.result.transaction('entries').objectStore('entries').getAll();
    await new Promise((resolve) => reading.addEventListener('success', resolve));
    opening.result.close();
    const { held = [], pending = [] } = await navigator.locks.query();
    const entries = reading.result as Record<string, unknown>[];
    const first = entries.slice(0, 2).map(({ body: _body, ...entry }) => entry);
    return { at: Date.now(), count: entries.length, first, held: held.map((lock) => lock.name), pending: pending.map((lock) => lock.name) };
  };
  const now = await look();
  await new Promise((resolve) => setTimeout(resolve, 31_000));
  return JSON.stringify([now, await look()]);
}

/** Runs in the page; ends with it. */
function writeOn({ by, most }: { by: string; most: number }): void {
  const { chat } = document.querySelector('chat-app') as unknown as { chat: Chat };
  const roomId = 'weekend-plans';
  const none = (): void => undefined;
  const stream = chat.room(roomId, { ops: none, status: none, error: none });
  const { witness } = window as unknown as Bound;
  const wish = async (kind: Wish['kind'], id: string, content: string, ask: () => Promise<void>): Promise<void> => {
    await witness({ kind, id, content, by, accepted: false });
    await ask();
    await witness({ kind, id, content, by, accepted: true });
  };
  const run = async (): Promise<void> => {
    for (let n = 1; n <= most; n += 1) {
      const id = crypto.randomUUID();
      const content = `${by} message ${n}`;
      const at = new Date().toISOString();
      const body = { roomId, sender: chat.user, content, insertedAt: at, updatedAt: at };
      await wish('create', id, content, () => stream.create(id, crypto.randomUUID(), body));
      if (n % 4 === 0) await wish('edit', id, `${content} changed`, () => stream.edit(id, { content: `${content} changed` }));
      if (n % 7 === 0) await wish('delete', id, '', () => stream.delete(id));
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
    }
  };
  void run();
}

/** Runs in the page. */
function readJournal(): Promise<(Entry | Folded)[]> {
  return new Promise((resolve, reject) => {
    const open = indexedDB.open('ls-mock:live-stream-kit:1');
    open.onerror = (): void => reject(open.error ?? new Error('no journal'));
    open.onsuccess = (): void => {
      const all = open.result.transaction('journal').objectStore('journal').getAll();
      all.onerror = (): void => reject(all.error ?? new Error('no journal'));
      all.onsuccess = (): void => {
        open.result.close();
        resolve(all.result as (Entry | Folded)[]);
      };
    };
  });
}
