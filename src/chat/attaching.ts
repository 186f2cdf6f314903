// What of attaching files is there before there is one: the button, what is pasted, and the way to the rest, which is loaded then.

import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { Attachment } from '../backend/attachment.js';
import type { Uploader } from '../backend/uploader.js';
import type { AttachedFiles } from './attached-files.js';
import type { Draft } from './draft.js';
import type { FileNews } from './held-file.js';
import { attachIcon } from './icons.js';
import { whyOf } from './report-error.js';
import type { Words } from './words.js';

type View = typeof import('./attached-view.js');

let view: View | undefined;

/** A composer, as far as its files go. */
export interface AttachingHost extends ReactiveControllerHost, HTMLElement {
  readonly uploader: Uploader | undefined;
}

export interface AttachingOptions {
  draft(): Draft;
  words(): Words;
  /** The files are uploaded, and the message was to be sent then. */
  ready(draft: Draft): Promise<void>;
}

export class Attaching {
  readonly #host: AttachingHost;
  readonly #options: AttachingOptions;
  /** What was told last. */
  #news: FileNews | undefined;

  constructor(host: AttachingHost, options: AttachingOptions) {
    this.#host = host;
    this.#options = options;
  }

  /** The files of the draft that is shown. */
  get files(): AttachedFiles | undefined {
    return this.#options.draft().files;
  }

  /** Attaches files to the draft, as far as the rules take them. */
  async add(files: readonly File[]): Promise<void> {
    if (files.length === 0) return;
    await this.#with((attached) => attached.add(files));
  }

  /** The files of a message that was taken back before it was sent. */
  async giveBack(attachments: readonly Attachment[], draft: Draft): Promise<void> {
    if (attachments.length > 0) await this.#with((attached) => attached.giveBack(attachments), draft);
  }

  /** Whether sending has to wait, and why: until the files are uploaded, or until somebody decides about one that was not. */
  holdsUp(draft: Draft): { reason: string } | undefined {
    const { files } = draft;
    if (!files || files.count === 0 || files.done) return undefined;
    if (files.failed) return { reason: this.#options.words().say('filesFailed') };
    files.sendWhenDone = true;
    // A draft of a room may be shown elsewhere by then, or nowhere: whoever shows it is told at once, and comes first.
    const stop = draft.watch(() => {
      if (!files.sendWhenDone) stop();
      else if (files.done && draft.topic) setTimeout(() => this.#sendOf(draft));
    });
    files.start();
    draft.touch();
    return { reason: '' };
  }

  /** The draft has changed: it may be time to send it. */
  drafted(): void {
    const { files } = this;
    if (files?.news !== this.#news) this.#reveal((this.#news = files?.news));
    const draft = this.#options.draft();
    queueMicrotask(() => this.#sendOf(draft)); // not in the middle of an update
  }

  #sendOf(draft: Draft): void {
    const { files } = draft;
    if (!files?.sendWhenDone || !files.done || files.count === 0) return;
    files.sendWhenDone = false;
    void this.#options.ready(draft);
  }

  /** What is being written is not to go half done. */
  writing(): void {
    if (this.files) this.files.sendWhenDone = false;
  }

  /** Looks at whatever the clipboard holds: words come before a picture of them. */
  readonly onPaste = (event: ClipboardEvent): void => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!this.#host.uploader || files.length === 0 || event.clipboardData?.types.includes('text/plain')) return;
    event.preventDefault();
    void this.add(files);
  };

  renderButton(words: Words): TemplateResult | typeof nothing {
    const { uploader } = this.#host;
    if (!uploader) return nothing;
    const { accept, maxEntries } = uploader; // not looked at yet: what is wrong with them is said once there is a file
    const name = words.say('attach');
    const choose = (event: Event): void => {
      event.stopPropagation();
      this.#input?.click();
    };
    return html`<button class="icon attach" part="attach" title=${name} aria-label=${name} @click=${choose}>${attachIcon}</button
      ><input
        type="file"
        hidden
        aria-label=${name}
        accept=${Array.isArray(accept) ? accept.join(',') : nothing}
        ?multiple=${maxEntries !== 1}
        @click=${(event: Event) => event.stopPropagation()}
        @change=${this.#onChosen}
      />`;
  }

  /** The files, what was not taken, and, for those who do not see them, what became of them. */
  render(words: Words): unknown {
    const { files } = this;
    if (!this.#host.uploader) return nothing;
    if (files && view) view.adoptStyles(this.#host);
    const { news } = files ?? {};
    return html`<div role="status">${files && view ? view.refusalsView(files.refusals, files.limits, words) : nothing}</div>
      <p class="unseen" role="status">${news ? words.say(news.key, { name: news.name, why: news.why }) : ''}</p>
      ${files && view ? view.attachedView(files, words, this.#removed) : nothing}`;
  }

  get #input(): HTMLInputElement | null | undefined {
    return this.#host.shadowRoot?.querySelector<HTMLInputElement>('input[type=file]');
  }

  readonly #onChosen = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const files = [...(input.files ?? [])];
    input.value = ''; // the same file may be chosen again
    void this.add(files);
  };

  /** Focus stays by the files: on the next one, else where they are attached. */
  readonly #removed = (at: number): void => {
    void this.#host.updateComplete.then(() => {
      const left = [...this.#host.shadowRoot!.querySelectorAll<HTMLElement>('.entry .out')];
      (left[Math.min(at, left.length - 1)] ?? this.#host.shadowRoot!.querySelector<HTMLElement>('.attach'))?.focus();
    });
  };

  /** Among many files the one that failed may be out of sight. */
  #reveal(news: FileNews | undefined): void {
    const at = this.files?.entries.findIndex(({ ref }) => ref === news?.ref) ?? -1;
    if (news?.key !== 'fileFailed' || at < 0) return;
    void this.#host.updateComplete.then(() => this.#host.shadowRoot!.querySelectorAll('.entry')[at]?.scrollIntoView({ block: 'nearest' }));
  }

  async #with(use: (files: AttachedFiles) => void, draft = this.#options.draft()): Promise<void> {
    const { uploader } = this.#host;
    if (!uploader) return;
    try {
      view ??= await import('./attached-view.js');
      draft.files ??= new view.AttachedFiles(uploader, { changed: () => draft.refiled(), progressed: () => draft.touch() });
      use(draft.files);
    } catch (error) {
      draft.reason = this.#options.words().say('didNotWork', { why: whyOf(error) });
    }
  }
}
