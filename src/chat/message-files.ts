// The files of a message: pictures in boxes that have their size before they are loaded, all others as lines to save them by.

import { css, html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { isPicture, type Attachment } from '../backend/attachment.js';
import type { Message } from '../backend/model.js';
import type { Uploader } from '../backend/uploader.js';
import { safeUrl } from '../live-stream/safe-url.js';
import { askAgain } from './ask-again.js';
import { fileSize } from './format.js';
import { fileIcon } from './icons.js';
import type { FetchedFiles } from './fetched-files.js';
import type { StringKey } from './strings.js';
import type { Words } from './words.js';

type Host = ReactiveControllerHost & HTMLElement & { readonly load: Uploader['load'] };

const WIDEST = 320;
const HIGHEST = 240;
/** Large enough to be hit, however small the picture. */
const LEAST = 48;

/** How large a picture is shown: never larger than it is, nor than its box. */
export function pictureBox({ width = WIDEST, height = HIGHEST * 0.75 }: Pick<Attachment, 'width' | 'height'>): {
  width: number;
  height: number;
} {
  const scale = Math.min(1, WIDEST / width, HIGHEST / height);
  return { width: Math.max(LEAST, Math.round(width * scale)), height: Math.max(LEAST, Math.round(height * scale)) };
}

export class MessageFiles implements ReactiveController {
  readonly #host: Host;
  /** Where files are fetched by request: what does that, once it is needed. */
  #fetched: FetchedFiles | undefined;
  /** What fetched them last. */
  #load: Uploader['load'];
  /** The file that was to be saved and could not be had, and why. */
  #missed: { id: string; why: StringKey } | undefined;

  constructor(host: Host) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    if (this.#fetched) this.#host.requestUpdate(); // what was given up is fetched again
  }

  hostDisconnected(): void {
    this.#fetched?.forget();
    this.#missed = undefined;
  }

  /** The words and the files below them; without words, what became of the message stands at its end. */
  beside(text: TemplateResult, { content, attachments }: Message, words: Words): unknown {
    const files = this.#render(attachments, words);
    return content === '' ? [files, text] : [text, files];
  }

  #render(files: readonly Attachment[] | undefined, words: Words): TemplateResult | typeof nothing {
    if (!files || files.length === 0) return nothing;
    if (this.#host.load) this.#fetch(this.#host.load);
    return html`<ul class="files" part="attachments" role="list" aria-label=${words.say('attachments')}>
      ${files.map((file) => html`<li>${this.#renderFile(file, words)}${file.id === this.#missed?.id ? missed(words.say(this.#missed.why), words) : nothing}</li>`)}
    </ul>`;
  }

  #renderFile(file: Attachment, words: Words): TemplateResult {
    const { load } = this.#host;
    const got = load && isPicture(file) ? this.#fetched?.picture(file) : undefined;
    const source = isPicture(file) ? (load ? (got ?? '') : addressOf(file, 'image')) : undefined;
    const [look, inside] = source === undefined ? ['file', line(file, words)] : ['picture', picture(file, source, got === '')];
    if (load) {
      const name = source === '' ? file.name : nothing; // the picture has none yet
      const save = (): unknown => this.#save(file);
      return html`<button class=${look} part="attachment" tabindex="-1" aria-label=${name} @click=${save}>${inside}</button>`;
    }
    const address = addressOf(file, 'link');
    if (address === undefined) return html`<span class=${look} part="attachment">${inside}</span>`;
    return html`<a
      class=${look}
      part="attachment"
      tabindex="-1"
      href=${address}
      download=${file.name}
      target="_blank"
      rel="noopener noreferrer nofollow ugc"
      referrerpolicy="no-referrer"
      >${inside}</a
    >`;
  }

  async #save(file: Attachment): Promise<void> {
    this.#miss(undefined); // the same words again are heard again
    const why = await this.#fetched?.save(file);
    if (why) this.#miss({ id: file.id, why });
  }

  #miss(missed: { id: string; why: StringKey } | undefined): void {
    this.#missed = missed;
    this.#host.requestUpdate();
  }

  #fetch(load: NonNullable<Uploader['load']>): void {
    if (this.#load === load) return;
    const isLoading = this.#load !== undefined;
    this.#load = load;
    if (isLoading) return this.#fetched?.again();
    void import('./fetched-files.js').then(
      ({ FetchedFiles: Files }) => {
        this.#fetched = new Files(this.#host);
        this.#host.requestUpdate();
      },
      () => (this.#load = undefined), // offline: the next render tries again
    );
  }
}

/** Where a file can be had, if that is safe: no address at all would be this page. */
function addressOf({ url }: Attachment, use: 'link' | 'image'): string | undefined {
  return url === '' || /^\s*mailto:/i.test(url) ? undefined : safeUrl(url, use);
}

/** Without a source it has no words either: WebKit gives it their shape. */
function picture(file: Attachment, source: string, missed: boolean): TemplateResult {
  const { width, height } = pictureBox(file);
  return html`<img
      class=${missed ? 'broken' : nothing}
      part="preview"
      loading="lazy"
      decoding="async"
      referrerpolicy="no-referrer"
      width=${width}
      height=${height}
      alt=${source && file.name}
      src=${source || nothing}
      @error=${showName}
      @load=${showName}
    /><bdi class="alt" aria-hidden="true">${file.name}</bdi>`;
}

function line({ name, size }: Attachment, words: Words): TemplateResult {
  return html`${fileIcon}<bdi title=${name}>${name}</bdi> <small><bdi>${fileSize(size, words.locale)}</bdi></small>`;
}

function missed(why: string, words: Words): TemplateResult {
  return html`<p class="trouble" role="alert">${words.say('didNotWork', { why })}</p>`;
}

/** The box of a picture that cannot be loaded stays, with its name in it: as words of the image WebKit would make that a square. */
function showName({ target, type }: Event): void {
  const image = target as HTMLImageElement;
  const name = image.nextElementSibling!;
  const broken = type === 'error';
  image.classList.toggle('broken', broken);
  image.alt = broken ? '' : name.textContent;
  name.setAttribute('aria-hidden', `${!broken}`);
  if (broken) askAgain(image);
}

export const messageFilesStyles = css`
  .files {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-start;
    gap: 0.375rem;
    max-inline-size: var(--ls-message-measure, 48rem);
    padding: 0;
    margin: 0.25rem 0;
    list-style: none;
  }
  .files li {
    min-inline-size: 0;
    max-inline-size: 100%;
  }
  .picture,
  .file {
    max-inline-size: 100%;
    min-block-size: 0;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_bg-side);
    color: inherit;
    text-decoration: none;
  }
  :is(a, button):is(.picture, .file):hover {
    border-color: var(--_line-strong);
    background: var(--_bg-raised);
  }
  .picture {
    position: relative;
    display: block;
    overflow: hidden;
    padding: 0;
  }
  .picture img {
    display: block;
    max-inline-size: 100%;
    block-size: auto;
    object-fit: contain;
    color: transparent; /* of the name that stands for it */
  }
  .picture .alt {
    display: none;
    position: absolute;
    inset: 0;
    place-content: center;
    padding: 0.25rem;
    overflow: hidden;
    color: var(--_muted);
    font-size: 0.75rem;
    line-height: 1rem;
    text-align: center;
  }
  .picture .broken + .alt {
    display: grid;
  }
  .file {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    padding: 0.375rem 0.625rem;
    font-size: 0.875rem;
    font-weight: 500;
    line-height: 1.25rem;
    text-align: start;
  }
  .file svg {
    color: var(--_muted);
  }
  .file > bdi {
    display: -webkit-box;
    min-inline-size: 0;
    overflow: hidden;
    overflow-wrap: anywhere;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
  }
  .file small {
    flex: none;
    color: var(--_muted);
    font-size: 0.75rem;
    font-weight: 400;
  }
  @media (pointer: coarse) {
    .file {
      min-block-size: 2.75rem;
    }
  }
`;
