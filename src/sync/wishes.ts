// The user's wishes for one topic, from the wish to its acceptance. Accepted means kept: on disk, or by the server itself.

import type { Clock } from './clock.js';
import { newId } from './new-id.js';
import type { Entry, NewEntry } from './overlay.js';
import { isDiskFull, OutboxFull, type Outbox } from './outbox.js';
import type { Person } from './protocol.js';

/** Longest body of a wish, as JSON in UTF-16 units. The server may allow less. */
const MAX_BODY = 131_072;

/** Time to take back a wish before it is sent, in milliseconds, by kind. */
export type Grace = Readonly<Record<Exclude<Entry['kind'], 'react'>, number>>;

const GRACE: Grace = { create: 0, edit: 0, delete: 5_000 };

/** The usual times, but where others are asked for: of a delete, or by kind. */
export function graceOf(asked: number | Partial<Grace> | undefined): Grace {
  return { ...GRACE, ...(typeof asked === 'number' ? { delete: asked } : asked) };
}

/** A wish was not accepted; nothing of it is kept, the text is still the caller's. */
export class NotAccepted extends Error {
  /** What kept it from being accepted. */
  readonly reason: 'outbox-full' | 'not-saved' | 'too-large' | 'refused' | 'offline' | 'undone' | 'closed';

  constructor(reason: NotAccepted['reason'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'NotAccepted';
    this.reason = reason;
  }
}

/** What wishes work with. */
export interface WishesOptions {
  topic: string;
  user: string;
  outbox: Outbox;
  clock: Clock;
  /** In memory the outbox ends with the page: only the server's answer accepts. */
  storage(): 'disk' | 'memory';
  grace: Grace;
  /** Whether a wish could be sent now. */
  joined(): boolean;
  /** The outbox was changed. */
  changed(): void;
  /** The user wants what was refused sent, now. */
  retried(): void;
}

/** Accepts, takes back and repeats wishes. */
export class Wishes {
  readonly #options: WishesOptions;
  /** In memory mode: wishes the server has not answered, by mutation id. */
  readonly #unanswered = new Map<string, Unanswered>();
  #closed = false;
  /** Everything was closed with it, and nobody signed out. */
  #resting = false;

  constructor(options: WishesOptions) {
    this.#options = options;
  }

  create(id: string, mutationId: string, body: Record<string, unknown>): Promise<void> {
    return this.#accept({ mutationId, kind: 'create', id, body });
  }

  edit(id: string, body: Record<string, unknown>, base: number | undefined): Promise<void> {
    return this.#accept({ mutationId: newId(), kind: 'edit', id, body, ...(base !== undefined && { base }) });
  }

  delete(id: string, base: number | undefined): Promise<void> {
    return this.#accept({ mutationId: newId(), kind: 'delete', id, body: {}, ...(base !== undefined && { base }) });
  }

  react(id: string, emoji: string, on: boolean, by: Person = { id: this.#options.user, name: '' }): Promise<void> {
    return this.#accept({ mutationId: newId(), kind: 'react', id, body: { emoji, on, by } });
  }

  async undo(id: string): Promise<boolean> {
    const { outbox, topic, changed } = this.#options;
    const undone = await outbox.undo(topic, id);
    if (undone.length === 0) return false;
    // Whoever takes a delete back wants nothing told of it: no words of theirs are left over.
    this.#giveBack(undone.filter(({ kind }) => kind !== 'delete'));
    changed();
    return true;
  }

  async retry(id: string): Promise<void> {
    const { outbox, topic, clock, changed, retried } = this.#options;
    await outbox.retry(topic, id, clock.now());
    changed();
    retried();
  }

  async discard(id: string): Promise<void> {
    const { outbox, topic, changed } = this.#options;
    const discarded = await outbox.discard(topic, id);
    if (discarded.length === 0) return;
    this.#giveBack(discarded);
    changed();
  }

  /** Looks whether wishes that wait for the server's answer have it. Needed after every change of the outbox in memory mode. */
  async settle(): Promise<void> {
    const { outbox, changed } = this.#options;
    for (const [mutationId, { resolve, reject }] of this.#unanswered) {
      const entry = await outbox.find(mutationId);
      // Nobody knows what became of one that was parked: the user sends it again, or discards it.
      if (entry?.state === 'queued' || entry?.error?.reason === 'poison' || entry?.error?.reason === 'expired') continue;
      this.#unanswered.delete(mutationId);
      if (!entry) {
        resolve();
        continue;
      }
      await outbox.forget(mutationId);
      changed();
      reject(new NotAccepted('refused', entry.error?.message ?? 'The server refused it.'));
    }
  }

  /** The server refused a wish that is not kept as refused; tells whether somebody waited for that answer. */
  refuse({ mutationId }: Entry, why: Error): boolean {
    const waiting = this.#unanswered.get(mutationId);
    this.#unanswered.delete(mutationId);
    waiting?.reject(new NotAccepted('refused', why.message));
    return waiting !== undefined;
  }

  /** `resting`: all is closed, and what was accepted stays. */
  close(resting = false): void {
    this.#closed = true;
    this.#resting = resting;
    for (const { reject } of this.#unanswered.values()) reject(closed());
    this.#unanswered.clear();
  }

  /** Not accepted: the words are the writer's again. */
  #giveBack(entries: readonly Entry[]): void {
    for (const { mutationId } of entries) {
      this.#unanswered.get(mutationId)?.reject(new NotAccepted('undone', 'It was taken back.'));
      this.#unanswered.delete(mutationId);
    }
  }

  async #accept(wish: Pick<NewEntry, 'mutationId' | 'kind' | 'id' | 'body' | 'base'>): Promise<void> {
    const { topic, user, outbox, clock, grace, joined, changed } = this.#options;
    const storage = this.#options.storage();
    const at = clock.now();
    // A delete can always be taken back until it is sent, however short its time.
    const time = wish.kind === 'react' ? 0 : grace[wish.kind];
    const undoable = time > 0 || wish.kind === 'delete';
    if (JSON.stringify(wish.body).length > MAX_BODY) throw new NotAccepted('too-large', `${topic}: longer than ${MAX_BODY} characters`);
    if (storage === 'memory' && !joined()) throw new NotAccepted('offline', `${topic}: not connected, and nothing can be saved here`);
    let mutationId: string;
    try {
      mutationId = await outbox.add({ ...wish, topic, user, at, ...(undoable && { notBefore: at + time }) });
    } catch (cause) {
      const isFull = cause instanceof OutboxFull || isDiskFull(cause);
      throw new NotAccepted(isFull ? 'outbox-full' : this.#resting ? 'closed' : 'not-saved', `${topic}: ${String(cause)}`, { cause });
    }
    changed();
    if (storage === 'disk') return;
    if (this.#closed) {
      // Nobody hears an answer any more: the words are the writer's again, and nobody else sends them.
      await outbox.forget(mutationId).catch(() => undefined);
      throw closed();
    }
    const waiting = this.#unanswered.get(mutationId) ?? unanswered();
    this.#unanswered.set(mutationId, waiting);
    // The answer may have been quicker than we were.
    await this.settle();
    await waiting.answer;
  }
}

function closed(): NotAccepted {
  return new NotAccepted('not-saved', 'Closed before the server answered.');
}

interface Unanswered {
  answer: Promise<void>;
  resolve(): void;
  reject(error: NotAccepted): void;
}

function unanswered(): Unanswered {
  let settle: Pick<Unanswered, 'resolve' | 'reject'> | undefined;
  const answer = new Promise<void>((resolve, reject) => (settle = { resolve, reject }));
  return { answer, resolve: () => settle?.resolve(), reject: (error) => settle?.reject(error) };
}
