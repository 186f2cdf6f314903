// What the user has read, room by room: on disk beside the drafts, the same in all tabs, gone when they sign out.

import { roomTopic } from '../backend/model.js';
import type { Drafts, Writing } from '../sync/drafts.js';
import type { StoredDraft } from '../sync/store.js';
import { tellAll } from '../sync/stream-status.js';
import { parseRanges, union, withRange, writeRanges, type Ranges } from './read-ranges.js';

/** Where marks lie among the drafts. Their id is empty: they are no words of anybody's. */
export const READS = 'reads';

/** What was read of one room. */
export class ReadMark implements Writing {
  /** Under which kind of words it is kept. */
  readonly topic = READS;
  /** Which of them it is. */
  readonly row: string;
  /** Undefined until it is known what is on disk. */
  ranges: Ranges | undefined;
  /** Whether this room was ever marked on this device. */
  begun = false;
  readonly #kept: Drafts;
  readonly #watchers = new Set<() => void>();

  constructor(room: string, kept: Drafts) {
    this.row = roomTopic(room);
    this.#kept = kept;
  }

  /** These places were read. */
  add(from: number, to: number): void {
    const before = this.ranges ?? [];
    const ranges = withRange(before, from, to);
    if (this.begun && writeRanges(ranges) === writeRanges(before)) return;
    this.ranges = ranges;
    this.begun = true;
    this.#kept.keep(this);
    this.#tell();
  }

  /** What is written down. */
  take(): StoredDraft {
    return { topic: READS, row: this.row, text: writeRanges(this.ranges ?? []), id: '', mutationId: '' };
  }

  /** It is on disk now. */
  kept(): void {
    // What was added since is asked to be kept by itself.
  }

  /** Takes over what is on disk: what was read in any tab was read. */
  follow(stored: StoredDraft | undefined): void {
    const before = this.ranges && writeRanges(this.ranges);
    this.ranges = union(this.ranges ?? [], parseRanges(stored?.text ?? ''));
    this.begun ||= stored !== undefined;
    if (writeRanges(this.ranges) !== before) this.#tell();
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

/** What the user has chosen for this chat, such as what is read out: kept and shared as the marks are. */
export class Choice implements Writing {
  /** Under which kind of words it is kept. */
  readonly topic = READS;
  /** Which of them it is. */
  readonly row: string;
  #value = '';
  /** Chosen here, and not written down since. */
  #changed = false;
  readonly #kept: Drafts;

  constructor(name: string, kept: Drafts) {
    this.row = name;
    this.#kept = kept;
  }

  /** Empty as long as nothing was chosen. */
  get value(): string {
    return this.#value;
  }
  set value(value: string) {
    this.#value = value;
    this.#changed = true;
    this.#kept.keep(this);
  }

  /** What is written down. */
  take(): StoredDraft {
    return { topic: READS, row: this.row, text: this.#value, id: '', mutationId: '' };
  }

  /** It is on disk now. */
  kept(text: string): void {
    if (text === this.#value) this.#changed = false;
  }

  /** Takes over what is on disk, but for what was chosen here since. */
  follow(stored: StoredDraft | undefined): void {
    if (stored && !this.#changed) this.#value = stored.text;
  }
}
