// Files that an address alone does not give: fetched by the uploader when their message comes into view, or to be saved. Loaded where one does.

import { HEAD, isPicture, typeOf, type Attachment } from '../backend/attachment.js';
import type { Uploader } from '../backend/uploader.js';
import { SourceError } from '../sync/protocol.js';

type Host = HTMLElement & { requestUpdate(): void; readonly load: Uploader['load'] };

/** So many milliseconds after a file was handed to the browser it has begun to save it. */
const SAVED_AFTER_MS = 10_000;

export class FetchedFiles {
  readonly #host: Host;
  /** Addresses of pictures; without one yet, it is on its way, and with an empty one it could not be had. */
  readonly #pictures = new Map<string, string | undefined>();
  readonly #wanted = new Map<string, Attachment>();
  #stop = new AbortController();
  /** How often there may have been a network again. */
  #comebacks = 0;
  readonly #view: IntersectionObserver;

  constructor(host: Host) {
    this.#host = host;
    this.#view = new IntersectionObserver((seen) => {
      if (!seen.some(({ isIntersecting }) => isIntersecting)) return;
      this.#view.disconnect();
      for (const file of this.#wanted.values()) void this.#fetch(file);
      this.#wanted.clear();
    });
  }

  /** The address of a picture, as soon as there is one; empty where it could not be had. */
  picture(file: Attachment): string | undefined {
    if (!this.#pictures.has(file.id) && !this.#wanted.has(file.id)) {
      this.#wanted.set(file.id, file);
      this.#view.observe(this.#host);
    }
    return this.#pictures.get(file.id);
  }

  /** Hands a file to the browser, to be saved under its name. Gives why it cannot be had, if so. */
  async save(file: Attachment): Promise<'notHere' | 'notKept' | undefined> {
    const blob = await this.#host.load?.(file, new AbortController().signal).catch((error: unknown) => error);
    if (!(blob instanceof Blob)) return blob instanceof SourceError && blob.refused ? 'notHere' : 'notKept';
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = file.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), SAVED_AFTER_MS);
    return undefined;
  }

  /** Asks for what could not be had, once it is in view. */
  readonly again = (): void => {
    this.#comebacks++;
    this.#view.observe(this.#host);
  };

  /** Gives everything up; what is shown again is fetched again. */
  forget(): void {
    this.#view.disconnect();
    this.#stop.abort();
    this.#stop = new AbortController();
    for (const url of this.#pictures.values()) if (url) URL.revokeObjectURL(url);
    this.#pictures.clear();
    this.#wanted.clear();
  }

  async #fetch(file: Attachment): Promise<void> {
    const { signal } = this.#stop;
    if (!this.#pictures.has(file.id)) this.#pictures.set(file.id, undefined);
    // The network of the page, or the connection of the chat, which the room around tells of.
    for (const from of [window, this.#host]) from.addEventListener('online', this.again, { signal });
    const comebacks = this.#comebacks;
    let url = '';
    try {
      const blob = await this.#host.load!(file, signal);
      const type = typeOf(file.type, new Uint8Array(await blob.slice(0, HEAD).arrayBuffer()));
      if (signal.aborted) return;
      if (isPicture({ type })) url = URL.createObjectURL(new Blob([blob], { type }));
    } catch {
      if (signal.aborted) return;
      this.#wanted.set(file.id, file);
      if (comebacks !== this.#comebacks) this.#view.observe(this.#host); // no comeback itself, or two files would ask by turns for ever
    }
    this.#pictures.set(file.id, url);
    this.#host.requestUpdate();
  }
}
