// Errors on their way out: an element of chat tells on itself what went wrong inside its shadow tree.

import { StreamErrorEvent } from '../live-stream/events.js';
import { SourceError, type Reason } from '../sync/protocol.js';
import type { Words } from './words.js';

/** What a server says is for people. What went wrong on the way there or back is for whoever made the page. */
const NOT_HAD: ReadonlySet<Reason> = new Set(['closed', 'timeout', 'malformed']);

/** Fires `stream-error` on an element of chat, with its name and room before the words. `value` is what could not be used, when known. */
export function reportError(host: HTMLElement & { room?: string }, error: Error, value: unknown): void {
  const room = host.room === undefined ? '' : ` room="${host.room}"`;
  const named = new Error(`<${host.localName}${room}>: ${error.message}`, { cause: error });
  host.dispatchEvent(new StreamErrorEvent(named, value));
}

/** What an error itself says about the row or frame behind it. */
export function valueOf(error: Error): unknown {
  return 'value' in error ? error.value : error.cause;
}

/** What went wrong, in the words that came with it. */
export function whyOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Why something could not be loaded, in words for a reader. */
export function reasonOf(error: unknown, words: Words): string {
  if (error instanceof SourceError && NOT_HAD.has(error.reason)) return words.say('notKept');
  if (error instanceof SourceError && error.reason === 'not-found') return words.say('notHere');
  return whyOf(error);
}
