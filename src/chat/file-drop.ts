// Takes files that are dropped on a room, and shows where to. Words and rows that are dragged are nobody's business here.

import { css, html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { attachIcon } from './icons.js';
import type { Words } from './words.js';

export class FileDrop implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #take: (files: readonly File[]) => void;
  readonly #isWelcome: () => boolean;
  #over = false;

  /** `isWelcome`: whether files can be attached now. */
  constructor(host: ReactiveControllerHost & HTMLElement, isWelcome: () => boolean, take: (files: readonly File[]) => void) {
    this.#host = host;
    this.#take = take;
    this.#isWelcome = isWelcome;
    host.addEventListener('dragenter', this.#onOver);
    host.addEventListener('dragover', this.#onOver);
    host.addEventListener('dragleave', (event) => {
      const to = event.relatedTarget;
      if (!(to instanceof Node) || !(host.contains(to) || host.shadowRoot?.contains(to))) this.#show(false);
    });
    host.addEventListener('drop', (event) => {
      if (!this.#hasFiles(event)) return;
      event.preventDefault();
      this.#show(false);
      if (!this.#isCovered(event)) this.#take([...(event.dataTransfer?.files ?? [])]);
    });
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#over = false;
  }

  render(words: Words): TemplateResult | typeof nothing {
    if (!this.#over) return nothing;
    return html`<div class="drop" part="drop" aria-hidden="true"><p>${attachIcon} ${words.say('dropHere')}</p></div>`;
  }

  readonly #onOver = (event: DragEvent): void => {
    if (!this.#hasFiles(event)) return;
    event.preventDefault(); // or the browser would open the file in place of the page
    const isCovered = this.#isCovered(event);
    if (event.dataTransfer) event.dataTransfer.dropEffect = isCovered ? 'none' : 'copy';
    this.#show(!isCovered);
  };

  /** A dialog of the host's own is before the message it would belong to. */
  #isCovered(event: DragEvent): boolean {
    const path = event.composedPath();
    return path.slice(0, path.indexOf(this.#host)).some((target) => 'localName' in target && target.localName === 'dialog');
  }

  #hasFiles({ dataTransfer }: DragEvent): boolean {
    return this.#isWelcome() && (dataTransfer?.types.includes('Files') ?? false);
  }

  #show(over: boolean): void {
    if (over === this.#over) return;
    this.#over = over;
    this.#host.requestUpdate();
  }
}

export const fileDropStyles = css`
  .drop {
    position: absolute;
    inset: 0.5rem;
    z-index: 3;
    display: grid;
    place-items: center;
    border: 2px dashed var(--_accent);
    border-radius: calc(var(--_radius) + 0.25rem);
    background: color-mix(in oklab, var(--_accent-soft), transparent 12%);
    color: var(--_accent);
    font-weight: 600;
    pointer-events: none;
  }
  .drop p {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    margin: 1rem;
  }
`;
