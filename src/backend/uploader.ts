// What takes files to a server. A chat that is opened without one offers no attachments.

import type { Attachment } from './attachment.js';
import type { UploadLimits } from './upload-rules.js';

/** What an upload is told with, and tells. */
export interface UploadTask {
  /** The id the file is to have; a server that names files itself says another in its answer. Asked again with the same one, an upload goes on from where it was. */
  id: string;
  /** Ends it: the promise rejects, and what the server has of it is given up. */
  signal: AbortSignal;
  /** Called with the share that the server has, from 0 to 1, never less than before. */
  progress?(share: number): void;
  /** Called with true when there is no connection, and with false when there is one again. */
  stalled?(isStalled: boolean): void;
  /** Of a picture, in pixels. */
  width?: number;
  /** As `width`. */
  height?: number;
}

/** Takes files to a server, and fetches them from there where an address alone is not enough. */
export interface Uploader extends UploadLimits {
  /** Whether a file is uploaded once it is attached; else when the message is sent. Default true. */
  readonly autoUpload?: boolean;
  /**
   * Resolves when the server has all of the file, with what the server says of it: the message names it by the `id` given here, and an
   * answer without one is a failure; a name, type or size that is left out is that of the file. Rejects with an error whose message can be shown.
   */
  upload(file: File, task: UploadTask): Promise<Attachment>;
  /** Fetches a file. Given, files are never loaded by their address: for servers that want to know who asks. */
  load?(attachment: Attachment, signal: AbortSignal): Promise<Blob>;
}
