// The files of a mock server. What is on its way lies in memory; what is whole lies beside the journal, so that reloads and other tabs
// have it, too. A name or a type that a client says is checked here, whatever the client has checked.

import type { DBSchema, IDBPDatabase } from 'idb';
import { fileName, HEAD, pixels, typeOf } from '../backend/attachment.js';
import type { Attachment } from '../backend/attachment.js';
import { isAccepted, uploadError, uploadLimits } from '../backend/upload-rules.js';
import type { UploadLimits } from '../backend/upload-rules.js';
import type { UploadBeginning, UploadStanding } from '../backend/upload-wire.js';
import { SourceError } from '../sync/protocol.js';
import { invalid } from './message-fields.js';
import type { UploadFacts } from './message-fields.js';
import { openDisk } from './open-disk.js';

/** A file, or as much of it as has come. */
export interface Upload {
  readonly owner: string;
  /** What it will be; the type is what was said until the first bytes are here. */
  attachment: Attachment;
  bytes: ArrayBuffer;
  received: number;
}

interface Schema extends DBSchema {
  files: { key: string; value: Upload };
}

/** The files of one server. */
export class Uploads {
  readonly #name: string | undefined;
  readonly #limits: Required<UploadLimits>;
  readonly #here = new Map<string, Upload>();
  #database: Promise<IDBPDatabase<Schema> | undefined> | undefined;

  /** `name`: of the database; without one, all is kept in memory. */
  constructor({ name, limits }: { name?: string | undefined; limits?: UploadLimits | undefined }) {
    this.#name = name;
    this.#limits = uploadLimits(limits);
  }

  /** Begins an upload, or tells how far it is. Throws a `SourceError` where the file is not taken. */
  async begin(userId: string, id: string, said: UploadBeginning, url: string): Promise<UploadStanding> {
    const known = await this.#find(id);
    if (known) {
      if (known.owner !== userId) throw new SourceError('forbidden', `The upload ${id} belongs to somebody else.`);
      if (known.attachment.size !== said.size) throw invalid('size', `of ${id} is ${known.attachment.size}, not ${said.size}`);
      return standing(known);
    }
    const name = fileName(said.name);
    const error = uploadError({ ...said, name }, this.#limits);
    if (error === 'tooLarge')
      throw new SourceError('too-large', `A file has at most ${this.#limits.maxFileSize} bytes, ${name} has ${said.size}.`);
    if (error) throw invalid('type', `of ${name} is not accepted`);
    const attachment = { id, name, type: said.type, size: said.size, url, ...pixels(said.width, said.height) };
    const upload: Upload = { owner: userId, attachment, bytes: new ArrayBuffer(said.size), received: 0 };
    this.#here.set(id, upload);
    if (said.size === 0) await this.#finish(upload);
    return standing(upload);
  }

  /** Takes bytes that begin where the last ones ended; of others it takes none, and tells how far it is. */
  async write(userId: string, id: string, offset: number, bytes: Uint8Array): Promise<UploadStanding> {
    const upload = await this.#find(id);
    if (!upload) throw new SourceError('not-found', `There is no upload ${id}.`);
    if (upload.owner !== userId) throw new SourceError('forbidden', `The upload ${id} belongs to somebody else.`);
    if (offset !== upload.received) return standing(upload);
    if (offset + bytes.length > upload.attachment.size)
      throw new SourceError('too-large', `The upload ${id} has ${upload.attachment.size} bytes, these end at ${offset + bytes.length}.`);
    new Uint8Array(upload.bytes).set(bytes, offset);
    upload.received += bytes.length;
    if (upload.received === upload.attachment.size) await this.#finish(upload);
    return standing(upload);
  }

  /** Gives up what has come of a file. A whole one may be in a message by now, and stays. */
  cancel(userId: string, id: string): void {
    const upload = this.#here.get(id);
    if (upload?.owner === userId && !isWhole(upload)) this.#here.delete(id);
  }

  /** A whole file. Throws a `SourceError` where there is none. */
  async file(id: string): Promise<Upload> {
    const upload = await this.#find(id);
    if (!upload || !isWhole(upload)) throw new SourceError('not-found', `There is no file ${id}.`);
    return upload;
  }

  /** The uploads with these ids, as far as there are any. */
  async find(ids: readonly string[]): Promise<Map<string, UploadFacts>> {
    const found = await Promise.all(ids.map(async (id) => [id, await this.#find(id)] as const));
    return new Map(found.flatMap(([id, upload]) => (upload ? [[id, upload] as const] : [])));
  }

  /** Forgets all files. */
  async clear(): Promise<void> {
    this.#here.clear();
    await (await this.#open())?.clear('files');
  }

  async close(): Promise<void> {
    (await this.#database)?.close();
  }

  async #find(id: string): Promise<Upload | undefined> {
    return this.#here.get(id) ?? (await (await this.#open())?.get('files', id));
  }

  async #finish(upload: Upload): Promise<void> {
    const { attachment, bytes } = upload;
    const type = typeOf(attachment.type, new Uint8Array(bytes.slice(0, HEAD)));
    if (!isAccepted({ name: attachment.name, type }, this.#limits.accept)) {
      this.#here.delete(attachment.id);
      throw invalid('type', `of ${attachment.name} is ${type}, which is not accepted`);
    }
    const { width: _width, height: _height, ...rest } = attachment;
    upload.attachment = { ...(type.startsWith('image/') ? attachment : rest), type };
    const database = await this.#open();
    if (!database) return;
    await database.put('files', upload);
    this.#here.delete(attachment.id);
  }

  #open(): Promise<IDBPDatabase<Schema> | undefined> {
    const name = this.#name;
    if (name === undefined) return Promise.resolve(undefined);
    // Refused or silent, as in private windows and sandboxed frames: then this tab keeps them, as it does the journal.
    this.#database ??= openDisk<Schema>(name, {
      create: (created) => void created.createObjectStore('files', { keyPath: 'attachment.id' }),
      // Somebody deletes it: the next file is kept in a new one.
      forget: () => (this.#database = undefined),
    }).catch(() => undefined);
    return this.#database;
  }
}

/** Whether all of a file has come. */
function isWhole({ attachment, received }: UploadFacts): boolean {
  return received === attachment.size;
}

function standing(upload: Upload): UploadStanding {
  return { offset: upload.received, ...(isWhole(upload) ? { attachment: upload.attachment } : {}) };
}
