// The drafts of a chat: one per room, and the changed words of messages. They follow what is written down, in this tab or another.

import { roomTopic } from '../backend/model.js';
import type { Drafts, Writing } from '../sync/drafts.js';
import { EDITS, type StoredDraft } from '../sync/store.js';
import { tellAll } from '../sync/stream-status.js';
import { warnBeforeLosing } from '../sync/tabs.js';
import { Draft } from './draft.js';
import { oneAtATime } from './one-at-a-time.js';
import { Choice, READS, ReadMark } from './read-marks.js';

/** How long a chat that is closed waits for words on their way, in milliseconds: a disk takes less, and a server may never answer. */
const ON_THEIR_WAY_MS = 1_000;

/** What is being written in a chat. */
export class ChatDrafts {
  /** The changed words of messages, by message id, until they are saved or thrown away. */
  readonly edits: EditedWords;
  /** What a screen reader is told of messages that come: `all`, `mentions`, `count` or `off`; empty for what the page says. */
  readonly announce: Choice;
  readonly #kept: Drafts;
  readonly #rooms = new Map<string, Draft>();
  readonly #marks = new Map<string, ReadMark>();
  /** Those with files that were not sent. */
  readonly #filed = new Set<Draft>();
  #stopAsking: (() => void) | undefined;
  #closed = false;
  #forgotten = false;
  readonly #unwatch: () => void;

  constructor(kept: Drafts) {
    this.#kept = kept;
    this.edits = new EditedWords(kept);
    this.announce = new Choice('announce', kept);
    this.#unwatch = kept.watch(this.#read);
    this.#read();
  }

  /** What is being written in a room. */
  room(id: string): Draft {
    let draft = this.#rooms.get(id);
    if (!draft) {
      const begun = (draft = new Draft(roomTopic(id), this.#kept));
      begun.watch(() => this.#ask(begun));
      this.#rooms.set(id, draft);
      this.#read();
    }
    return draft;
  }

  /** What was read in a room. */
  mark(room: string): ReadMark {
    let mark = this.#marks.get(room);
    if (!mark) {
      mark = new ReadMark(room, this.#kept);
      this.#marks.set(room, mark);
      this.#read();
    }
    return mark;
  }

  /** Whether anything is being written (in memory mode, none of it is on a disk). */
  get unsent(): boolean {
    return this.edits.size > 0 || [...this.#rooms.values()].some(({ text }) => text !== '');
  }

  /**
   * Resolves once no words are on their way, or when that takes long; undefined when none are. While they are, they are what is written
   * down of their draft: what was written after them is kept only then.
   */
  sent(): Promise<unknown> | undefined {
    const sending = [...this.#rooms.values()].filter((draft) => draft.sending);
    if (sending.length === 0) return undefined;
    const late = new Promise((resolve) => setTimeout(resolve, ON_THEIR_WAY_MS));
    return Promise.race([Promise.all(sending.map(isSent)), late]);
  }

  /** Words stay on the disk, and what is being read from there still comes before those written here; files end with the chat. */
  close(): void {
    this.#closed = true;
    this.#unwatch();
    for (const draft of this.#rooms.values()) {
      if (!draft.files?.count) continue;
      draft.files.close();
      draft.refiled(); // the words alone are another message than they were with them
    }
    this.#stopAsking?.();
  }

  /** The user has left: nothing of what they wrote stays to be read. */
  forget(): void {
    this.#forgotten = true;
    this.close();
    for (const draft of this.#rooms.values()) draft.forget();
    this.edits.forget();
  }

  /** Words are on disk, files end with the page: it asks before that, and listens no longer than there are any. */
  #ask(draft: Draft): void {
    if (draft.files?.count) this.#filed.add(draft);
    else this.#filed.delete(draft);
    if (this.#filed.size > 0 && !this.#closed) {
      this.#stopAsking ??= warnBeforeLosing(() => this.#filed.size > 0);
    } else {
      this.#stopAsking?.();
      this.#stopAsking = undefined;
    }
  }

  /** Storage that does not answer has said so elsewhere; the next change is read with the next word from it. */
  readonly #read = oneAtATime(async () => {
    const all = this.#forgotten ? undefined : await this.#kept.all().catch(() => undefined);
    if (!all || this.#forgotten) return;
    // Not searched for each: a user who has been in many rooms has a draft and a mark of all of them.
    const words = new Map(all.filter(({ row }) => row === '').map((draft) => [draft.topic, draft]));
    const marks = new Map(all.filter(({ topic }) => topic === READS).map((mark) => [mark.row, mark]));
    for (const draft of this.#rooms.values()) draft.follow(words.get(draft.topic));
    this.edits.follow(all.filter(({ topic }) => topic === EDITS));
    for (const mark of this.#marks.values()) mark.follow(marks.get(mark.row));
    this.announce.follow(marks.get(this.announce.row));
  });
}

/** Resolves when what is being sent has been accepted, or refused. */
function isSent(draft: Draft): Promise<void> {
  const { sending } = draft;
  return new Promise((resolve) => {
    const stop = draft.watch(() => {
      if (draft.sending === sending) return;
      stop();
      resolve();
    });
  });
}

/** A map of message ids to changed words that outlives the page. */
export class EditedWords {
  readonly #kept: Drafts;
  readonly #words = new Map<string, EditedMessage>();
  readonly #watchers = new Set<() => void>();

  constructor(kept: Drafts) {
    this.#kept = kept;
  }

  /** How many messages have changed words. */
  get size(): number {
    return this.keys().length;
  }

  /** The ids of these messages. */
  keys(): readonly string[] {
    return [...this.#words.values()].filter(({ text }) => text !== '').map(({ row }) => row);
  }

  /** The changed words of a message; undefined where there are none. */
  get(id: string): string | undefined {
    return this.#words.get(id)?.text || undefined;
  }

  /** Keeps other words of a message; empty ones take them away. */
  set(id: string, text: string): void {
    const words = this.#words.get(id) ?? new EditedMessage(id);
    this.#words.set(id, words);
    words.text = text;
    words.changed = true;
    this.#kept.keep(words);
    this.#tell();
  }

  /** They were saved, or thrown away. */
  delete(id: string): void {
    if (this.#words.has(id)) this.set(id, '');
  }

  /** The user has left. */
  forget(): void {
    this.#words.clear();
  }

  /** Takes over what is written down, but for what was changed here since. */
  follow(stored: readonly StoredDraft[]): void {
    const found = new Map(stored.map(({ row, text }) => [row, text]));
    let same = true;
    for (const id of new Set([...this.#words.keys(), ...found.keys()])) {
      const words = this.#words.get(id) ?? new EditedMessage(id);
      const before = words.text;
      if (!words.changed) words.text = found.get(id) ?? '';
      same &&= words.text === before;
      if (words.text === '' && !words.changed) this.#words.delete(id);
      else this.#words.set(id, words);
    }
    if (!same) this.#tell();
  }

  /** Calls back on every change, until the returned function is called. */
  watch(changed: () => void): () => void {
    this.#watchers.add(changed);
    return () => this.#watchers.delete(changed);
  }

  #tell(): void {
    tellAll(this.#watchers);
  }
}

/** The changed words of one message. */
class EditedMessage implements Writing {
  readonly topic = EDITS;
  readonly row: string;
  text = '';
  changed = false;

  constructor(row: string) {
    this.row = row;
  }

  take(): StoredDraft {
    return { topic: EDITS, row: this.row, text: this.text, id: this.row, mutationId: '' };
  }

  kept(text: string): void {
    if (text === this.text) this.changed = false;
  }
}
