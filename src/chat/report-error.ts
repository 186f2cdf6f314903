// Errors on their way out: an element of chat tells on itself what went wrong inside its shadow tree.

import { StreamErrorEvent } from '../live-stream/events.js';

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
