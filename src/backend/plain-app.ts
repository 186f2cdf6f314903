// What a Phoenix app that counts nothing is read and written by: functions of its own. Each has a time to answer in, for one that never
// settles would hold its room for good, and all that waits to be sent in it.

import { SourceError } from '../sync/protocol.js';
import type { Mutation, Reason } from '../sync/protocol.js';

/** How the app is read and written. Rows are those of openapi.json, without `cseq`, `ver` and `deleted`; a function that fails may throw a `SourceError` that says why. */
export interface PlainApp {
  /** All rooms, in order; asked for with each connection, for nothing is broadcast of them. */
  rooms(): Promise<readonly unknown[]>;
  /** Messages of a room, ascending: the newest, or those before the message with this id. `complete` when nothing older is left. */
  messages(roomId: string, query: { before?: string; limit: number }): Promise<{ messages: readonly unknown[]; complete: boolean }>;
  /**
   * Does what the user wishes, in a room or (without one) among the rooms. Gives the row as it is now; of a delete nothing. Where it fails
   * before anything was sent, as offline, a `SourceError` that is `unsent` keeps the user from being asked (`takesIds: false`).
   */
  write(mutation: Mutation, roomId: string | undefined): Promise<unknown>;
  /**
   * Whether the app keeps the ids clients make, each once: then sending again doubles nothing. Default true. Where false, a message that is
   * `unsure` is not written but refused, until the user asks for it again.
   */
  takesIds?: boolean;
}

/** After these nobody knows whether a wish was granted; all else was said by a server that did nothing. */
const LEAVES_UNKNOWN: ReadonlySet<Reason> = new Set(['closed', 'timeout', 'server', 'malformed']);

/** The app, of whose functions each settles within so many milliseconds, with `timeout` where it did not by itself, and rejects with a `SourceError`. */
export function withinTime(app: PlainApp, milliseconds: number): PlainApp {
  const held = async <T>(name: string, call: () => Promise<T>): Promise<T> => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const over = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new SourceError('timeout', `no answer from ${name}()`)), milliseconds);
    });
    try {
      return await Promise.race([call(), over]);
    } catch (error) {
      throw asSourceError(error);
    } finally {
      clearTimeout(timer);
    }
  };
  return {
    rooms: () => held('rooms', () => app.rooms()),
    messages: (roomId, query) => held('messages', () => app.messages(roomId, query)),
    write: (mutation, roomId) =>
      held('write', () => app.write(mutation, roomId)).catch((error: SourceError) => {
        error.unsent ||= app.takesIds === false && !LEAVES_UNKNOWN.has(error.reason);
        throw error;
      }),
    ...(app.takesIds === undefined ? {} : { takesIds: app.takesIds }),
  };
}

/** What went wrong, where it may have been anything. */
export function asSourceError(error: unknown): SourceError {
  return error instanceof SourceError ? error : new SourceError('server', String(error));
}
