// The changed words of messages that were deleted meanwhile: no dialog can be opened for them any more, so their room lists them until
// they are thrown away. Kept unseen they would hold back whoever wants to sign out, and thrown away unasked they would be lost.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Message } from '../backend/model.js';
import type { SyncedStream } from '../sync/synced-stream.js';
import type { Chat } from './chat.js';
import { oneAtATime } from './one-at-a-time.js';

export interface LostWordsOptions {
  chat(): Chat | undefined;
  stream(): SyncedStream<Message> | undefined;
}

export class LostWords implements ReactiveController {
  readonly #host: ReactiveControllerHost & Element;
  readonly #options: LostWordsOptions;
  #chat: Chat | undefined;
  #stream: SyncedStream<Message> | undefined;
  #unwatch: (() => void) | undefined;
  /** The messages of the room that were deleted while somebody changed their words. */
  #gone: readonly string[] = [];

  constructor(host: ReactiveControllerHost & Element, options: LostWordsOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  /** The ids of the messages, and the words. */
  get all(): readonly { id: string; text: string }[] {
    return this.#gone.flatMap((id) => {
      const text = this.#chat?.edits.get(id);
      return text === undefined ? [] : [{ id, text }];
    });
  }

  hostUpdate(): void {
    const [chat, stream] = [this.#options.chat(), this.#options.stream()];
    if (!this.#host.isConnected || (chat === this.#chat && stream === this.#stream)) return;
    this.#unwatch?.();
    this.#unwatch = chat?.edits.watch(this.look);
    [this.#chat, this.#stream, this.#gone] = [chat, stream, []];
    this.look();
  }

  hostDisconnected(): void {
    this.#unwatch?.();
    this.#chat = this.#stream = this.#unwatch = undefined;
  }

  /** Which they are may have changed: rows of the room are others, or the words. */
  readonly look = oneAtATime(async () => {
    const stream = this.#stream;
    const ids = this.#chat?.edits.keys() ?? [];
    // Storage that does not answer has said so elsewhere.
    const rows = await Promise.all(stream ? ids.map((id) => stream.find(id).catch(() => undefined)) : []);
    if (stream !== this.#stream) return;
    const gone = rows.flatMap((row) => (row?.deleted ? row.id : []));
    if (gone.length + this.#gone.length > 0) this.#host.requestUpdate();
    this.#gone = gone;
  });
}
