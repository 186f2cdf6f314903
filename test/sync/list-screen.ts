// A screen for a synced stream: applies its ops to a plain list, as an element would, and remembers what it was told.

import { expect, vi } from 'vitest';
import type { Message } from '../../src/backend/model.js';
import type { StreamOp } from '../../src/live-stream/ops.js';
import type { CacheLimits } from '../../src/sync/cache-trim.js';
import { systemClock, type Clock } from '../../src/sync/clock.js';
import { isGap } from '../../src/sync/gap.js';
import type { Shown } from '../../src/sync/overlay.js';
import { Sync } from '../../src/sync/sync.js';
import type { SyncOptions } from '../../src/sync/sync-options.js';
import { newId, type StreamStatus, type SyncedStream } from '../../src/sync/synced-stream.js';
import { modelRun } from '../live-stream/list-model.js';
import { TOPIC, type FakeSource } from './fake-source.js';

/** Real time without jitter: a repeat comes at once. */
export const eagerClock: Clock = { ...systemClock, random: () => 0 };

/** The same where a wait of so many milliseconds takes others. */
export function clockWhere(wait: number, takes: number): Clock {
  return { ...eagerClock, after: (ms, run) => eagerClock.after(ms === wait ? takes : ms, run) };
}

/** Real time without jitter, but each failure takes ten seconds more by the clock: a server that has faults for minutes. */
export function agingClock(): Clock {
  let skipped = 0;
  const random = (): number => {
    skipped += 10_000;
    return 0;
  };
  return { ...systemClock, random, now: () => Date.now() + skipped };
}

/** One tab: a Sync, one open stream, what it shows. */
export class ListScreen {
  readonly sync: Sync;
  readonly stream: SyncedStream<Message>;
  readonly source: FakeSource;
  /** What is shown. Where gaps are to be expected, ask `isGap`. */
  list: Shown<Message>[] = [];
  readonly batches: StreamOp<Shown<Message>>[][] = [];
  /** What was to be seen after each batch. */
  readonly history: string[][] = [];
  readonly statuses: StreamStatus[] = [];
  readonly errors: Error[] = [];
  /** Reactions that were taken back, and why. */
  readonly refused: string[] = [];

  constructor(
    source: FakeSource,
    options: {
      userKey: string;
      storage?: 'disk' | 'memory';
      size?: number;
      most?: number;
      held?: () => string | undefined;
      limits?: Partial<CacheLimits>;
      graceMs?: SyncOptions['graceMs'];
      outboxLimit?: SyncOptions['outboxLimit'];
      topic?: string;
      isRow?: (row: object) => boolean;
      clock?: Clock;
    },
  ) {
    const { userKey, storage = 'disk', size = 50, most = 500, held, limits = {}, graceMs = 20, topic = TOPIC } = options;
    const { isRow = () => true, clock = eagerClock } = options;
    this.source = source;
    this.sync = new Sync({
      app: 'test',
      userKey,
      source,
      storage,
      graceMs,
      clock,
      isRow,
      limits,
      ...(options.outboxLimit && { outboxLimit: options.outboxLimit }),
    });
    this.stream = this.sync.stream<Message>(
      topic,
      {
        ops: (items) => {
          const ops = items as StreamOp<Shown<Message>>[];
          this.batches.push(ops);
          this.list = modelRun(this.list, ops);
          this.history.push(this.rows);
        },
        status: (status) => this.statuses.push(status),
        error: (error) => this.errors.push(error),
        refused: ({ body }, { message }) => this.refused.push(`${String(body['emoji'])} ${message}`),
        held: () => held?.(),
      },
      { size, most },
    );
  }

  get status(): StreamStatus {
    return this.stream.status;
  }

  /** Rows as text: the content, marked where it is not simply sent; a gap as `…`. */
  get rows(): string[] {
    return this.list.map((item) => (isGap(item) ? '…' : textOf(item)));
  }

  /** Writes a message; its id is its text. */
  send(content: string, id = content): Promise<void> {
    return this.stream.create(id, newId(), { content, roomId: 'kitchen', sender: { id: 'ana', name: 'Ana' } });
  }

  async shows(...rows: string[]): Promise<void> {
    await vi.waitFor(() => expect(this.rows).toEqual(rows), { timeout: 5_000, interval: 5 });
  }

  async is(status: Partial<StreamStatus>): Promise<void> {
    await vi.waitFor(() => expect(this.status).toMatchObject(status), { timeout: 5_000, interval: 5 });
  }

  /** Ends the tab as a closed tab ends: nothing more is said. */
  async close(): Promise<void> {
    this.stream.close();
    await this.sync.close();
    this.source.close();
  }
}

function textOf({ row, state }: Shown<Message>): string {
  return state === 'sent' ? row.content : `${row.content} (${state})`;
}
