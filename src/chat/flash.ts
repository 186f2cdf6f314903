// What a page has to say over its chat, one message of each kind (LiveView's flash). Loaded when there is something to say.

import { css, html, nothing, render, type TemplateResult } from 'lit';
import { adoptSheets } from '../live-stream/any-document.js';
import { dialogOver, type SaysInside, type Say } from './announcer.js';
import { alertIcon, closeIcon } from './icons.js';
import type { Words } from './words.js';

/** `info` is told when there is a pause, and goes by itself; `error` is told at once, and stays. */
export type FlashKind = 'info' | 'error';

/** What may be said about a message over the chat, beside its words. */
export interface FlashOptions {
  /** What can be done about it: the words of a button, and what it does; then the message is gone. */
  action?: { label: string; run(): unknown } | undefined;
  /** After how many milliseconds an `info` without an action goes, unless pointed at or focused. Default 6,000. */
  ms?: number | undefined;
}

interface Said extends FlashOptions {
  message: string;
}

/** The chat it is said over. */
interface FlashHost {
  readonly updateComplete: Promise<boolean>;
  readonly renderRoot: HTMLElement | DocumentFragment;
  readonly rooms: HTMLElement;
  readonly openRoom: (HTMLElement & SaysInside) | null;
}

const KINDS: readonly FlashKind[] = ['error', 'info'];
const SHOWN_MS = 6_000;
/** So often it is looked whether a dialog still hides what is said. */
const HIDDEN_MS = 250;

const styles = css`
  :host {
    position: relative;
  }
  /* Below the header, whose buttons stay free. */
  .flashes {
    position: absolute;
    inset: 4rem 0.75rem auto;
    z-index: 3;
    display: grid;
    justify-items: center;
    gap: 0.5rem;
    pointer-events: none;
  }
  .flash {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    max-inline-size: min(28rem, 100%);
    padding: 0.375rem;
    padding-inline-start: 0.875rem;
    border: 1px solid var(--_line-strong);
    border-radius: var(--_radius);
    background: var(--_bg-raised);
    box-shadow: var(--_shadow);
    font-size: 0.875rem;
    pointer-events: auto;
  }
  .flash.none {
    position: absolute;
    clip-path: inset(50%);
  }
  .flash.error {
    border-color: var(--_danger);
    color: var(--_danger);
  }
  .flash p {
    flex: 1;
    margin: 0;
    overflow-wrap: anywhere;
  }
  .flash :is(svg, button) {
    flex: none;
  }
  .flash .icon {
    inline-size: 2rem;
    block-size: 2rem;
    color: var(--_text);
  }
`;

/** Waits for the chat to be in a page: it has no root before. */
export async function flashOver(host: FlashHost, words: () => Words): Promise<Flash> {
  await host.updateComplete;
  return new Flash(host.renderRoot as ShadowRoot, words, host);
}

export class Flash {
  readonly #box: HTMLElement;
  readonly #words: () => Words;
  readonly #host: FlashHost;
  readonly #said = new Map<FlashKind, Said>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(root: ShadowRoot, words: () => Words, host: FlashHost) {
    adoptSheets(root, styles);
    this.#words = words;
    this.#host = host;
    this.#box = root.appendChild(document.createElement('div'));
    this.#box.className = 'flashes';
    for (const event of ['pointerleave', 'focusout']) this.#box.addEventListener(event, () => this.#wait());
    this.#render();
  }

  /** Says something in place of what was said of this kind. */
  async put(kind: FlashKind, said: Said): Promise<void> {
    if (!KINDS.includes(kind)) throw new TypeError(`putFlash: kind must be "info" or "error", not ${JSON.stringify(kind)}`);
    // The region is there before its words are, and empty before the same words come again: else nobody is told.
    this.clear(kind);
    this.#said.set(kind, said);
    await new Promise((resolve) => setTimeout(resolve, 50));
    this.#render();
    this.#dialog?.say(said.message, kind === 'error' ? 'assertive' : 'polite');
    if (kind === 'info') this.#wait();
  }

  /** Takes back what was said of a kind, or of both. */
  clear(kind?: FlashKind): void {
    const hadFocus = this.#hasFocus;
    for (const one of kind ? [kind] : KINDS) this.#said.delete(one);
    if (!this.#said.has('info')) clearTimeout(this.#timer);
    this.#render();
    if (hadFocus && !this.#hasFocus) (this.#host.openRoom ?? this.#host.rooms).focus();
  }

  get #hasFocus(): boolean {
    return this.#box.matches(':focus-within');
  }

  /** What is under it is neither seen nor heard. */
  get #dialog(): { readonly say: Say } | undefined {
    return this.#host.openRoom ? dialogOver(this.#host.openRoom) : undefined;
  }

  /** Asks at the end whether it is pointed at or focused: when a pointer leaves, Firefox still takes it to be there. */
  #wait(): void {
    clearTimeout(this.#timer);
    const said = this.#said.get('info');
    if (!said || said.action) return;
    const isHidden = this.#dialog !== undefined;
    const stays = (): boolean => isHidden || this.#dialog !== undefined || this.#hasFocus || this.#box.matches(':hover');
    this.#timer = setTimeout(() => (stays() ? this.#wait() : this.clear('info')), isHidden ? HIDDEN_MS : (said.ms ?? SHOWN_MS));
  }

  #render(): void {
    render(
      KINDS.map((kind) => this.#view(kind, this.#said.get(kind))),
      this.#box,
    );
  }

  #view(kind: FlashKind, said: Said | undefined): TemplateResult {
    const close = this.#words().say('close');
    const clear = (): void => this.clear(kind);
    const run = (): void => {
      clear();
      void said?.action?.run();
    };
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      clear();
    };
    return html`<div class="flash ${kind} ${said ? '' : 'none'}" part=${said ? 'flash' : nothing} @keydown=${onKey}>
      ${said && kind === 'error' ? alertIcon : nothing}
      <p role=${kind === 'error' ? 'alert' : 'status'} dir="auto">${said?.message}</p>
      ${said?.action ? html`<button class="link" @click=${run}>${said.action.label}</button>` : nothing}
      ${said ? html`<button class="icon" title=${close} aria-label=${close} @click=${clear}>${closeIcon}</button>` : nothing}
    </div>`;
  }
}
