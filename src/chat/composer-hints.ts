// What a composer says below its field: why the text was not sent or what it waits for, how much may still be written, and which key
// sends.

import { html, nothing, type TemplateResult } from 'lit';
import { remaining, stretch } from './message-text.js';
import type { Words } from './words.js';

const SPOKEN = { near: 'nearLimit', full: 'noneLeft', over: 'overLimit' } as const;

/** What the hints depend on. */
export interface HintsView {
  text: string;
  maxLength: number;
  /** Why it was not sent; empty for no reason. */
  reason: string;
  /** What it will be sent after; empty for nothing. */
  waits: string;
  /** Whether Enter would send it now. */
  enterSends: boolean;
  words: Words;
}

/** The line below the field, and what is only spoken. */
export function hintsView({ text, maxLength, reason, waits, enterSends, words }: HintsView): TemplateResult {
  const left = remaining(text, maxLength, words);
  const level = stretch(text, maxLength);
  const keys = enterSends && !waits ? html`<span class="keys" aria-hidden="true">${words.say('enterSends')}</span>` : nothing;
  return html`<div class="below">
      <p id="hint" class=${waits && !reason ? 'hint calm' : 'hint'} part="hint" role="status">${reason || waits}</p>
      ${left && !(level === 'over' && reason) ? html`<span id="counter" class="counter ${level}" part="counter">${left}</span>` : keys}
    </div>
    <p class="unseen" role="status">${level === 'free' ? '' : words.say(SPOKEN[level])}</p>`;
}
