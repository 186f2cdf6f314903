// The files above the field of a composer: what each is, how far it is, and what can be done. Loaded with the first file.

import { css, html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { UploadLimits } from '../backend/upload-rules.js';
import { adoptSheets } from '../live-stream/any-document.js';
import { AttachedFiles } from './attached-files.js';
import { fileSize } from './format.js';
import type { Refusal, UploadEntry } from './held-file.js';
import { closeIcon, fileIcon } from './icons.js';
import type { Words } from './words.js';

export { AttachedFiles };

/** The list, and what was not taken. `removed` is told where in the list a file was. */
export function attachedView(files: AttachedFiles, words: Words, removed: (at: number) => void): TemplateResult | typeof nothing {
  if (files.count === 0) return nothing;
  const cancel = (ref: string, at: number): void => {
    files.cancel(ref);
    removed(at);
  };
  return html`<ul class="attached" part="files" role="list" aria-label=${words.say('attachments')}>
    ${repeat(
      files.entries,
      ({ ref }) => ref,
      (entry, at) =>
        entryView(
          entry,
          words,
          () => cancel(entry.ref, at),
          () => files.retry(entry.ref),
        ),
    )}
  </ul>`;
}

function entryView(entry: UploadEntry, words: Words, cancel: () => void, retry: () => void): TemplateResult {
  const { clientName: name, clientSize, progress, done, failure, stalled, preview } = entry;
  const size = fileSize(clientSize, words.locale);
  const out = words.say(done || failure !== undefined ? 'removeFile' : 'cancelFile', { name });
  const again = ({ currentTarget }: Event): void => {
    // This button goes with the failure, and focus would go with it: it stays by the file.
    const button = currentTarget as HTMLElement;
    if (button.matches(':focus')) button.parentElement?.querySelector<HTMLElement>('.out')?.focus();
    retry();
  };
  return html`<li class=${failure === undefined ? 'entry' : 'entry failed'} part="file">
    ${preview ? html`<img part="preview" src=${preview} alt="" width="40" height="40" />` : html`<span class="kind">${fileIcon}</span>`}
    <span class="about">
      <bdi class="called" title=${name}>${name}</bdi>
      <span class="fact"
        >${failure === undefined ? (stalled ? words.say('fileStalled') : html`<bdi>${size}</bdi>`) : words.say('notUploaded', { why: failure })}</span
      >
      ${done || failure !== undefined ? nothing : html`<progress max="100" value=${progress} aria-label=${words.say('fileUploading', { name })}></progress>`}
    </span>
    ${failure === undefined ? nothing : html`<button class="link" aria-label=${words.say('retryFile', { name })} @click=${again}>${words.say('retry')}</button>`}
    <button class="icon out" title=${out} aria-label=${out} @click=${cancel}>${closeIcon}</button>
  </li>`;
}

/** Why files were not taken, each with its own words, and the same words once. */
export function refusalsView(refusals: readonly Refusal[], limits: Required<UploadLimits>, words: Words): TemplateResult {
  const over = refusals.filter(({ error }) => error === 'tooManyFiles').length;
  const said = new Set(refusals.map((refusal) => refusalWords(refusal, over, limits, words)));
  return html`${Array.from(said, (text) => html`<p class="untaken" part="refusal">${text}</p>`)}`;
}

function refusalWords({ name, size, error }: Refusal, over: number, limits: Required<UploadLimits>, words: Words): string {
  const { accept, maxEntries, maxFileSize } = limits;
  const { locale } = words;
  if (error === 'tooLarge') return words.say('fileTooLarge', { name, size: fileSize(size, locale), most: fileSize(maxFileSize, locale) });
  if (error === 'tooManyFiles') return words.say(over > 1 ? 'filesTooMany' : 'fileTooMany', { name, count: over, most: maxEntries });
  return words.say('fileNotAccepted', { name, types: accept === 'any' ? '' : words.list(accept.map((one) => kindOf(one, words))) });
}

/** What people call a kind of file: an ending as it is, a type by the part of it that tells most. */
function kindOf(accepted: string, words: Words): string {
  if (accepted === 'image/*') return words.say('pictures');
  const [main = '', sub] = accepted.split('/');
  if (sub === undefined) return accepted;
  return (sub === '*' || sub === 'plain' ? main : sub.replace(/^(x-|.*\.)|\+.*/g, '')).toUpperCase();
}

const styles = css`
  .attached {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 15rem), 1fr));
    gap: 0.375rem;
    max-block-size: min(16rem, 40vb);
    overflow-y: auto;
    /* Shadows at the ends where there is more. */
    background:
      linear-gradient(var(--_bg) 40%, transparent) 0 0 / 100% 1.25rem no-repeat local,
      linear-gradient(transparent, var(--_bg) 60%) 0 100% / 100% 1.25rem no-repeat local,
      linear-gradient(var(--_line-strong), transparent) 0 0 / 100% 0.375rem no-repeat scroll,
      linear-gradient(transparent, var(--_line-strong)) 0 100% / 100% 0.375rem no-repeat scroll;
    padding: 0.125rem;
    margin: 0 0 0.375rem;
    list-style: none;
    scrollbar-width: thin;
  }
  .entry {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    padding: 0.25rem;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_bg-raised);
  }
  .entry.failed {
    border-color: var(--_danger);
  }
  .entry .link {
    font-size: 0.8125rem;
  }
  .entry img,
  .kind {
    flex: none;
    inline-size: 2.5rem;
    block-size: 2.5rem;
    border-radius: calc(var(--_radius) - 0.125rem);
    object-fit: cover;
    background: var(--_bg-side);
  }
  .kind {
    display: grid;
    place-items: center;
    color: var(--_muted);
  }
  .about {
    flex: 1;
    display: grid;
    min-inline-size: 0;
    font-size: 0.8125rem;
    line-height: 1.125rem;
  }
  .called {
    justify-self: start;
    max-inline-size: 100%;
    overflow: hidden;
    font-weight: 500;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .fact {
    color: var(--_muted);
    font-size: 0.75rem;
    overflow-wrap: anywhere;
  }
  .failed .fact {
    color: var(--_danger);
  }
  progress {
    appearance: none;
    inline-size: 100%;
    block-size: 0.25rem;
    margin-block-start: 0.125rem;
    border: 0;
    border-radius: 0.125rem;
    overflow: hidden;
    background: var(--_line);
    accent-color: var(--_accent);
  }
  progress::-webkit-progress-bar {
    background: var(--_line);
  }
  progress::-webkit-progress-value {
    background: var(--_accent);
  }
  progress::-moz-progress-bar {
    background: var(--_accent);
  }
  .untaken {
    margin: 0 0 0.375rem;
    padding-inline: 0.875rem;
    color: var(--_danger);
    font-size: 0.8125rem;
    overflow-wrap: anywhere;
  }
  @media (forced-colors: active) {
    progress {
      appearance: auto;
      block-size: 0.75rem;
    }
    .entry.failed {
      border-width: 2px;
    }
  }
`;

/** Gives a composer the looks of the list, once. */
export function adoptStyles({ shadowRoot }: Element): void {
  if (shadowRoot) adoptSheets(shadowRoot, styles);
}
