// The files of a message that is being written: taken or refused by the rules, uploaded, cancelled, tried again. Loaded with the first file.

import { fileName, HEAD, isPicture, typeOf, type Attachment } from '../backend/attachment.js';
import { admitFiles, uploadLimits, type UploadLimits } from '../backend/upload-rules.js';
import type { Uploader } from '../backend/uploader.js';
import { newId } from '../sync/new-id.js';
import { answered, idOf, newEntry, newHeld, type FileNews, type Held, type Refusal, type UploadEntry } from './held-file.js';
import { whyOf } from './report-error.js';

/** What such files are told to. */
export interface AttachedFilesEvents {
  /** Others than before. */
  changed(): void;
  /** The same ones, farther. */
  progressed(): void;
}

/** The files of one draft. They end with the page. */
export class AttachedFiles {
  readonly limits: Required<UploadLimits>;
  /** Those that were just not taken, and why. */
  refusals: readonly Refusal[] = [];
  news: FileNews | undefined;
  /** The message is to be sent once the files are uploaded. */
  sendWhenDone = false;
  readonly #uploader: Uploader;
  readonly #events: AttachedFilesEvents;
  #held: Held[] = [];

  /** Throws a `TypeError` where the uploader's limits are none. */
  constructor(uploader: Uploader, events: AttachedFilesEvents) {
    this.#uploader = uploader;
    this.limits = uploadLimits(uploader);
    this.#events = events;
  }

  get entries(): readonly UploadEntry[] {
    return this.#held.map(({ entry }) => entry);
  }

  get count(): number {
    return this.#held.length;
  }

  /** Whether the server has all of them. */
  get done(): boolean {
    return this.#held.every(({ entry }) => entry.done);
  }

  get failed(): boolean {
    return this.#held.some(({ entry }) => entry.failure !== undefined);
  }

  /** What the message will carry: those the server has. */
  get attachments(): readonly Attachment[] {
    return this.#held.flatMap(({ attachment }) => attachment ?? []);
  }

  /** Takes what the rules take; the others are `refusals`. */
  add(files: readonly File[]): void {
    const { taken, refused } = admitFiles(files, this.count, this.limits);
    this.refusals = refused.map(({ file, error }) => ({ name: fileName(file.name), size: file.size, error }));
    const added = taken.map((file) => newHeld(newEntry(newId(), fileName(file.name), file.size, file.type), file));
    this.#held.push(...added);
    if (added.length > 0) this.#events.changed();
    else this.#events.progressed();
    for (const held of added) void this.#look(held);
  }

  /** Uploads what has not begun: without `autoUpload`, when the message is sent. What is still looked at follows. */
  start(): void {
    for (const held of this.#held) if (held.looked && !held.begun) void this.#upload(held);
  }

  /** Takes a file out again, and ends its upload. */
  cancel(ref: string): void {
    const held = this.#held.find(({ entry }) => entry.ref === ref);
    if (!held) return;
    held.entry.cancelled = true;
    held.stop.abort(new Error('cancelled'));
    this.#drop(held);
    this.#events.changed();
  }

  /** Uploads a file that failed, from where the server is. */
  retry(ref: string): void {
    const held = this.#held.find(({ entry }) => entry.ref === ref && entry.failure !== undefined);
    if (held) void this.#upload(held);
  }

  /** Files of a message that was taken back before it was sent. */
  giveBack(attachments: readonly Attachment[]): void {
    for (const attachment of attachments) {
      if (this.#held.some((held) => idOf(held) === attachment.id)) continue;
      const { id, name, size, type } = attachment;
      const entry = { ...newEntry(id, name, size, type), progress: 100, done: true };
      this.#held.push({ ...newHeld(entry, undefined), attachment, looked: true, begun: true });
    }
    this.#events.changed();
  }

  /** Those of a message that was sent are its own now. */
  sent(attachments: readonly Attachment[]): void {
    const ids = new Set(attachments.map(({ id }) => id));
    for (const held of this.#held.filter((one) => ids.has(idOf(one)))) this.#drop(held);
    this.sendWhenDone = false;
    this.refusals = [];
    this.#events.changed();
  }

  /** Ends everything, and gives up the pictures. */
  close(): void {
    for (const held of this.#held) held.stop.abort(new Error('closed'));
    for (const held of [...this.#held]) this.#drop(held);
  }

  #drop(held: Held): void {
    this.#held = this.#held.filter((other) => other !== held);
    if (this.count === 0) this.sendWhenDone = false; // nothing is left to wait for
    if (held.entry.preview !== undefined) URL.revokeObjectURL(held.entry.preview);
    held.entry.preview = undefined;
    // Of a file that is gone there is no news.
    if (this.news?.ref === held.entry.ref) this.news = undefined;
  }

  /** Only what is a picture by its first bytes, and can be drawn, is shown as one. */
  async #look(held: Held): Promise<void> {
    const { entry, file, stop } = held;
    const head = await file!
      .slice(0, HEAD)
      .arrayBuffer()
      .catch(() => undefined);
    entry.clientType = typeOf(entry.clientType, new Uint8Array(head ?? new ArrayBuffer()));
    if (isPicture({ type: entry.clientType })) {
      const picture = await createImageBitmap(file!).catch(() => undefined);
      if (picture && !stop.signal.aborted) {
        held.pixels = { width: picture.width, height: picture.height };
        entry.preview = URL.createObjectURL(file!);
      }
      picture?.close();
    }
    if (stop.signal.aborted) return;
    this.#events.progressed();
    held.looked = true;
    if (this.#uploader.autoUpload !== false || this.sendWhenDone) void this.#upload(held);
  }

  async #upload(held: Held): Promise<void> {
    const { entry, file, stop, pixels } = held;
    if (!file || stop.signal.aborted) return;
    held.begun = true;
    entry.failure = undefined;
    entry.valid = true;
    this.#tell('fileUploading', entry);
    try {
      const typed = entry.clientType === file.type ? file : new File([file], file.name, { type: entry.clientType });
      const answer = await this.#uploader.upload(typed, {
        id: entry.ref,
        signal: stop.signal,
        progress: (share) => this.#progress(entry, share),
        stalled: (isStalled) => {
          entry.stalled = isStalled;
          this.#events.progressed();
        },
        ...pixels,
      });
      if (stop.signal.aborted) return;
      held.attachment = answered(answer, entry);
      Object.assign(entry, { progress: 100, done: true, stalled: false });
      this.#tell('fileUploaded', entry);
    } catch (error) {
      if (stop.signal.aborted) return;
      entry.stalled = false;
      entry.valid = false;
      entry.failure = whyOf(error);
      this.sendWhenDone = false;
      this.#tell('fileFailed', entry);
    }
  }

  #progress(entry: UploadEntry, share: number): void {
    const progress = Math.floor(Math.max(0, Math.min(1, share)) * 100);
    if (progress <= entry.progress) return;
    entry.progress = progress;
    this.#events.progressed();
  }

  #tell(key: FileNews['key'], { ref, clientName, failure = '' }: UploadEntry): void {
    this.news = { key, ref, name: clientName, why: failure };
    this.#events.progressed();
  }
}
