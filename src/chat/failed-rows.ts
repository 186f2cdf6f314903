// Finds the rows whose wish was refused, also those further up than what is shown.

import type { Message } from '../backend/model.js';
import type { LiveStream } from '../live-stream/live-stream.js';
import type { Shown } from '../sync/overlay.js';
import type { SyncedStream } from '../sync/synced-stream.js';
import { MessageItem } from './message-item.js';

type List = LiveStream<Shown<Message>>;

/** How many older rows are looked through at a time. */
const STEP = 100;

/** The shown rows that wait for the user to retry or discard, from top to bottom. */
export function failedRows(list: List | null): MessageItem[] {
  return [...(list?.children ?? [])].filter((child): child is MessageItem => child instanceof MessageItem && child.state === 'failed');
}

/** Brings the first such row into view and focuses it, widening the stream until there is one; says so when none can be had. */
export async function showFailed(
  list: List | null,
  stream: SyncedStream<Message> | undefined,
  trouble: (words: string) => void,
): Promise<void> {
  if (!list || !stream) return;
  let [row] = failedRows(list);
  for (let grown = true; grown && !row;) {
    const before = list.size;
    await stream.older(STEP);
    await list.updateComplete;
    [row] = failedRows(list);
    grown = list.isConnected && list.size > before;
  }
  if (!row) {
    trouble('The message could not be found.');
    return;
  }
  row.scrollIntoView({ block: 'center' });
  row.focus({ preventScroll: true });
}
