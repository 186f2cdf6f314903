// Words being written, kept on disk beside the outbox until they are accepted. Sent words leave with the transaction that accepts them.

import type { Clock } from './clock.js';
import { RetryWait } from './retry-wait.js';
import { isEmptyDraft, type OutboxVerbs, type Store, type StoredDraft } from './store.js';
import { isDraft } from './stored-shapes.js';
import { beforeLeaving } from './tabs.js';

/** How long words may be in memory only, in milliseconds, while somebody types. */
const PAUSE = 250;
/** Where they could not be written down they are tried again by themselves, ever more seldom, and not more seldom than this. */
const SELDOM = 60_000;
/** Longer words than any that could be accepted are not kept. */
const MOST = 131_072;

/** Something being written in this page. */
export interface Writing {
  readonly topic: string;
  readonly row: string;
  /** The words to keep, asked for when they are written down. An empty draft takes those away that were kept under their mutation id. */
  take(): StoredDraft;
  /** These words are on disk now. */
  kept(text: string): void;
}

/** The drafts of one user, for all tabs. */
export class Drafts {
  readonly #opened: () => Promise<Store<OutboxVerbs>>;
  readonly #clock: Clock;
  readonly #told: () => void;
  readonly #error: (error: unknown) => void;
  readonly #changed = new Map<string, Writing>();
  /** Being written down; each tells whether it was. */
  readonly #underWay = new Set<Promise<boolean>>();
  /** On their way to be accepted. */
  readonly #held = new Set<string>();
  readonly #watchers = new Set<() => void>();
  readonly #retry: RetryWait;
  /** Once opened: what is written without waiting comes before what accepts it. */
  #store: Store<OutboxVerbs> | undefined;
  #cancel: (() => void) | undefined;
  #closed = false;
  #stopListening: (() => void) | undefined;

  /** `told` is called after words were written down, `error` when they could not be: then they are tried again in a while, and with the next ones. */
  constructor(options: { opened(): Promise<Store<OutboxVerbs>>; clock: Clock; told(): void; error(error: unknown): void }) {
    this.#opened = options.opened;
    this.#clock = options.clock;
    this.#told = options.told;
    this.#error = options.error;
    this.#retry = new RetryWait(
      options.clock,
      () => void this.#write(),
      (_, { failures }) => Math.min(PAUSE * 2 ** failures, SELDOM),
    );
  }

  /** All that is kept. */
  async all(): Promise<StoredDraft[]> {
    const store = await this.#open();
    return (await store.read((verbs) => verbs.drafts())).filter(isDraft);
  }

  /** Words changed: they are written down soon. */
  keep(writing: Writing): void {
    if (this.#closed) return;
    this.#held.delete(keyOf(writing));
    this.#changed.set(keyOf(writing), writing);
    this.#cancel ??= this.#clock.after(PAUSE, () => void this.#write());
    this.#stopListening ??= beforeLeaving(() => void this.#write());
  }

  /**
   * Words are on their way to be accepted: written down once more, as they are sent, so that what accepts them takes them away and a page that
   * goes before loses nothing; and not again before that came to something and they are to be kept again.
   */
  hold(writing: Writing): void {
    const key = keyOf(writing);
    this.#held.add(key);
    this.#changed.delete(key);
    const draft = writing.take();
    if (this.#closed || !isKept(draft)) return;
    let tried = false;
    const put = (verbs: OutboxVerbs): Promise<unknown> => {
      // Where it is repeated they may be accepted.
      const isLate = tried || !this.#held.has(key);
      tried = true;
      return isLate ? Promise.resolve() : verbs.putDraft(draft);
    };
    // Where storage is opened only now, what accepts them may be first; after that they are no draft.
    const putLate = async (verbs: OutboxVerbs): Promise<void> => void ((await verbs.find(draft.mutationId)) ?? (await put(verbs)));
    const written = this.#store?.write(put, { last: true }) ?? this.#open().then((store) => store.write(putLate));
    // Storage that fails says so to what accepts them.
    void this.#heed(
      written.then(
        () => true,
        () => false,
      ),
    );
  }

  /**
   * Writes down what changed, at once: the page may go away. Resolves when all is on disk, also what was on its way or was changed meanwhile; or
   * when it could not be written.
   */
  async flush(): Promise<void> {
    for (let isWritten = true; isWritten && this.unsaved;) {
      const own = this.#changed.size > 0 ? this.#write() : undefined;
      // Theirs may fail: what comes back of it is written here.
      await Promise.all(this.#underWay);
      isWritten = (await own) ?? true;
    }
  }

  /** Whether some words are not on disk: they are on their way, or storage failed. */
  get unsaved(): boolean {
    return this.#changed.size > 0 || this.#underWay.size > 0;
  }

  /** Calls back when another tab may have written, sent or dropped words; returns the way to stop. */
  watch(changed: () => void): () => void {
    this.#watchers.add(changed);
    return () => this.#watchers.delete(changed);
  }

  /** Something may have changed elsewhere. */
  look(): void {
    for (const changed of this.#watchers) changed();
  }

  /** Forgets what is not written down yet; `flush` first, unless it is not to be kept. */
  close(): void {
    this.#closed = true;
    this.#cancel?.();
    this.#retry.stop();
    this.#changed.clear();
    this.#rest();
  }

  async #open(): Promise<Store<OutboxVerbs>> {
    if (!this.#store && this.#closed) throw new Error('drafts: closed');
    return (this.#store ??= await this.#opened());
  }

  /** Tells whether what changed is on disk. Waits for no other: the page may go before that has come to something. */
  async #write(): Promise<boolean> {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#retry.stop();
    const writings = [...this.#changed.values()];
    this.#changed.clear();
    return this.#heed(writings.length === 0 || this.#put(writings));
  }

  /** On its way to the disk until it came to something. */
  async #heed(written: true | Promise<boolean>): Promise<boolean> {
    if (written !== true) this.#underWay.add(written);
    const isWritten = await written;
    if (written !== true) this.#underWay.delete(written);
    if (!this.unsaved) this.#rest();
    return isWritten;
  }

  async #put(writings: readonly Writing[]): Promise<boolean> {
    try {
      const store = await this.#open();
      let put: Taken[] = [];
      let gone: Taken[] = [];
      const putAll = (verbs: OutboxVerbs): Promise<unknown> => {
        // Anew where it is repeated: words that were accepted meanwhile are no draft any more.
        const taken = writings.filter((writing) => !this.#held.has(keyOf(writing))).map((writing) => ({ writing, draft: writing.take() }));
        put = taken.filter(({ draft }) => isKept(draft));
        gone = taken.filter(({ draft }) => isEmptyDraft(draft));
        return Promise.all(put.map(({ draft }) => verbs.putDraft(draft)));
      };
      await store.write(putAll, { last: true });
      if (gone.length > 0) await store.write((verbs) => removeAll(verbs, gone));
      for (const { writing, draft } of [...put, ...gone]) writing.kept(draft.text);
      this.#retry.end();
      this.#told();
      return true;
    } catch (error) {
      if (this.#closed) return false;
      const isOwed = (key: string): boolean => !this.#changed.has(key) && !this.#held.has(key);
      for (const writing of writings) if (isOwed(keyOf(writing))) this.#changed.set(keyOf(writing), writing);
      this.#error(error);
      if (this.#changed.size > 0) this.#retry.begin(error);
      return false;
    }
  }

  /** All that was written is on disk: the page may go. */
  #rest(): void {
    this.#stopListening?.();
    this.#stopListening = undefined;
  }
}

interface Taken {
  writing: Writing;
  draft: StoredDraft;
}

function isKept(draft: StoredDraft): boolean {
  return !isEmptyDraft(draft) && draft.text.length <= MOST;
}

/** What another tab has written meanwhile stays. */
async function removeAll(verbs: OutboxVerbs, gone: readonly Taken[]): Promise<void> {
  for (const { draft } of gone) {
    const { topic, row, mutationId } = draft;
    const kept = await verbs.draft(topic, row);
    if (isDraft(kept) && kept.mutationId === mutationId) await verbs.removeDraft(topic, row);
  }
}

function keyOf({ topic, row }: Writing): string {
  return JSON.stringify([topic, row]);
}
