// One file of a message that is being written: what is shown of it, what is known of it, and by which id messages carry it.

import { parseAttachment, type Attachment } from '../backend/attachment.js';
import type { UploadError } from '../backend/upload-rules.js';

/** One file, in the words of LiveView's entries. */
export interface UploadEntry {
  /** Names it here, and is the id that the file is to have on the server. */
  readonly ref: string;
  readonly clientName: string;
  readonly clientSize: number;
  /** By its first bytes, where those are of a picture; else what the browser says. */
  clientType: string;
  /** Of a hundred, never less than before. */
  progress: number;
  /** The server has all of it. */
  done: boolean;
  /** Nothing speaks against it. */
  valid: boolean;
  /** The user has taken it out again. */
  cancelled: boolean;
  /** Why it was not uploaded: LiveView's `externalClientFailure`, with the words of whatever failed. */
  failure: string | undefined;
  /** There is no connection to upload it over. */
  stalled: boolean;
  /** A picture of it, as long as it is here. */
  preview: string | undefined;
}

/** A file that was not taken. */
export interface Refusal {
  readonly name: string;
  readonly size: number;
  readonly error: UploadError;
}

/** What is told of a file to somebody who does not see it. */
export interface FileNews {
  key: 'fileUploading' | 'fileUploaded' | 'fileFailed';
  /** Which file. */
  ref: string;
  name: string;
  why: string;
}

/** A file with all that is known of it. */
export interface Held {
  entry: UploadEntry;
  file: File | undefined;
  stop: AbortController;
  /** What the server has of it, once that is all. */
  attachment: Attachment | undefined;
  pixels: { width: number; height: number } | undefined;
  /** Its type and its size as a picture are known; an upload says both. */
  looked: boolean;
  begun: boolean;
}

/** A file of which nothing is uploaded. */
export function newEntry(ref: string, clientName: string, clientSize: number, clientType: string): UploadEntry {
  const at = { progress: 0, done: false, valid: true, cancelled: false, stalled: false };
  return { ref, clientName, clientSize, clientType, ...at, failure: undefined, preview: undefined };
}

/** A file that nothing was done with yet. */
export function newHeld(entry: UploadEntry, file: File | undefined): Held {
  return { entry, file, stop: new AbortController(), attachment: undefined, pixels: undefined, looked: false, begun: false };
}

/** The id by which a message carries it. Some servers name their files themselves. */
export function idOf({ attachment, entry }: Held): string {
  return attachment?.id ?? entry.ref;
}

/** What an uploader gave, if it is a file: what it does not say is as it is here. Throws where it has no id, by which messages name it. */
export function answered(answer: Attachment, { clientName: name, clientType: type, clientSize: size }: UploadEntry): Attachment {
  const said = Object(answer) as Partial<Attachment>;
  if (typeof said.id !== 'string' || said.id === '') throw new TypeError('the uploader gave no file with an id');
  return parseAttachment({ name, type, size, ...said });
}
