// What a test of killed tabs knows for sure: what it saw accepted, and what the server has written down. The two are compared at the end.

import type { Page } from 'playwright';
import { expect } from 'vitest';
import type { Chat } from '../../src/chat/chat.js';
import type { Commit } from '../../src/mock/protocol-server.js';

/** A wish some tab said was accepted. */
export interface Accepted {
  kind: 'create' | 'edit' | 'delete';
  id: string;
  content: string;
  /** Who wrote it: one life of one tab. */
  by: string;
}

type Bound = Window & { accepted(wish: Accepted): Promise<void> };

/** Collects what tabs say, and asks the server's journal. */
export class Witness {
  readonly accepted: Accepted[] = [];
  #lives = 0;

  /** Has a tab write without a pause, by the chat's own streams, until it ends: creates, and of some rows edits and deletes. */
  async write(tab: Page, { most = 1_000 }: { most?: number } = {}): Promise<void> {
    const by = `life ${(this.#lives += 1)}`;
    await tab.exposeBinding('accepted', (_, wish: Accepted) => void this.accepted.push(wish));
    await tab.evaluate(writeOn, { by, most });
  }

  /** Everything the server granted, in order. */
  async journal(tab: Page): Promise<Commit[]> {
    return tab.evaluate(readJournal);
  }

  /** Waits until nothing waits any more, then compares. */
  async settle(tab: Page, timeout = 20_000): Promise<void> {
    await expect.poll(() => tab.evaluate(standing), { timeout, interval: 50 }).toMatchObject({ waiting: 0, failed: 0, state: 'live' });
    const changes = (await this.journal(tab)).filter(({ changed, mutationId }) => changed && !mutationId.startsWith('seed-'));
    const created = changes
      .filter(({ reply }) => reply.row?.seq === reply.row?.version)
      .map(({ reply }) => reply.row as unknown as Accepted);
    expect(new Set(created.map(({ content }) => content)).size, 'no message twice').toBe(created.length);
    const last = new Map(changes.map(({ reply }) => [reply.row!.id, reply.row as unknown as { content: string; deleted: boolean }]));
    const lost = this.#wanted().filter(({ id, content, kind }) => {
      const row = last.get(id);
      // A message deleted before anybody was told of it never comes to the server.
      return kind === 'delete' ? row?.deleted === false : !(row?.content === content || row?.deleted === true);
    });
    expect(lost, 'nothing accepted is missing').toEqual([]);
    for (const by of new Set(this.accepted.map((wish) => wish.by))) {
      const own = created.map(({ content }) => content).filter((content) => content.startsWith(`${by} `));
      expect(own, 'creates in the order of writing').toEqual(own.toSorted((a, b) => numberIn(a) - numberIn(b)));
    }
  }

  /** The last accepted wish about each row. */
  #wanted(): Accepted[] {
    return [...new Map(this.accepted.map((wish) => [wish.id, wish])).values()];
  }
}

function numberIn(content: string): number {
  return Number(/(\d+)\D*$/.exec(content)?.[1]);
}

/** How the chat of a page stands. Runs in the page. */
export function standing(): { state: string; waiting: number; failed: number } | undefined {
  const { state, waiting, failed } = (document.querySelector('chat-app') as unknown as { chat?: Chat }).chat?.status ?? {};
  return state === undefined ? undefined : { state, waiting: waiting ?? 0, failed: failed ?? 0 };
}

/** Runs in the page; ends with it. */
function writeOn({ by, most }: { by: string; most: number }): void {
  const { chat } = document.querySelector('chat-app') as unknown as { chat: Chat };
  const roomId = 'weekend-plans';
  const none = (): void => undefined;
  const stream = chat.room(roomId, { ops: none, status: none, error: none });
  const { accepted } = window as unknown as Bound;
  const run = async (): Promise<void> => {
    for (let n = 1; n <= most; n += 1) {
      const id = crypto.randomUUID();
      const content = `${by} message ${n}`;
      const at = new Date().toISOString();
      await stream.create(id, crypto.randomUUID(), { roomId, sender: chat.user, content, insertedAt: at, updatedAt: at });
      await accepted({ kind: 'create', id, content, by });
      if (n % 4 === 0) {
        await stream.edit(id, { content: `${content} changed` });
        await accepted({ kind: 'edit', id, content: `${content} changed`, by });
      }
      if (n % 7 === 0) {
        await stream.delete(id);
        await accepted({ kind: 'delete', id, content: '', by });
      }
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
    }
  };
  void run();
}

/** Runs in the page. */
function readJournal(): Promise<Commit[]> {
  return new Promise((resolve, reject) => {
    const open = indexedDB.open('ls-mock:live-stream-kit:1');
    open.onerror = (): void => reject(open.error ?? new Error('no journal'));
    open.onsuccess = (): void => {
      const all = open.result.transaction('journal').objectStore('journal').getAll();
      all.onerror = (): void => reject(all.error ?? new Error('no journal'));
      all.onsuccess = (): void => {
        open.result.close();
        resolve(all.result as Commit[]);
      };
    };
  });
}
