// The rooms of a chat, all of them: a server gives some of its newest at first, and the others are asked for here, before anything is
// said to be loaded. Whoever shows rooms has them whole, and in the order in which they stay.

import type { Room } from '../backend/model.js';
import { SourceError } from '../sync/protocol.js';
import type { StreamEvents, StreamStatus, SyncedStream } from '../sync/synced-stream.js';

/** As many rooms as there are rows in a list. Of more, the newest are shown. */
export const MOST_LISTED = 500;

/** How a topic stands that the server answers. */
const HEARD: ReadonlySet<StreamStatus['state']> = new Set(['connecting', 'behind', 'live']);

/** How streams of rooms are opened. */
export class AllRooms {
  readonly #open: (events: StreamEvents<Room>) => SyncedStream<Room>;
  readonly #most: number;
  /** One stream after the other: what one was given, the next finds in the cache. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(most: number, open: (events: StreamEvents<Room>) => SyncedStream<Room>) {
    this.#most = most;
    this.#open = open;
  }

  open(events: StreamEvents<Room>): SyncedStream<Room> {
    let [asking, owed, refused, closed] = [false, false, false, false];
    const tell = (status: StreamStatus): void => {
      owed = asking;
      events.status(asking ? { ...status, loaded: false } : status);
    };
    const older = async (): Promise<void> => (closed ? undefined : stream.older(this.#most - sizeOf(stream)));
    const over = (error?: unknown): void => {
      asking = false;
      // What failed is asked for again with the next look at the topic, of which there is one every few seconds.
      refused = error instanceof SourceError && error.refused;
      if (owed && !closed) tell(stream.status);
    };
    const ask = (): void => {
      const { state, loaded, beginning } = stream.status;
      // A refusal holds for as long as the server says the same of the topic.
      if (!HEARD.has(state)) refused = false;
      if (asking || refused || closed || !loaded || beginning || sizeOf(stream) >= this.#most) return;
      asking = true;
      this.#turn = this.#turn.then(older).then(() => over(), over);
    };
    const stream = this.#open({
      ops: (ops) => events.ops(ops),
      status: (status) => {
        ask();
        tell(status);
      },
      changed: () => {
        ask();
        events.changed?.();
      },
      error: (error) => events.error(error),
      refused: (reaction, why) => events.refused?.(reaction, why),
      // Of more than may be shown the newest stay.
      held: () => events.held?.() ?? stream.newest(() => true)?.id,
    });
    const close = stream.close.bind(stream);
    stream.close = () => {
      closed = true;
      close();
    };
    return stream;
  }
}

function sizeOf(stream: SyncedStream<Room>): number {
  let size = 0;
  stream.newest(() => {
    size += 1;
    return false;
  });
  return size;
}
