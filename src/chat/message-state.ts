// What became of a message, as it shows that: the sign of one on its way or arrived, and why a wish was refused, with what can be done.

import { html, type TemplateResult } from 'lit';
import { quoteOf, type Message } from '../backend/model.js';
import type { Entry } from '../sync/overlay.js';
import { MessageDiscard, MessageRetry } from './events.js';
import { alertIcon, clockIcon, sentIcon } from './icons.js';
import { refusalOf } from './message-words.js';
import type { Words } from './words.js';

/** By shape, so that it can be told without colours: a clock, a tick; a refusal says so in words. */
export function stateSign(waiting: boolean, words: Words): TemplateResult {
  const [name, icon] = waiting ? (['isWaiting', clockIcon] as const) : (['isSent', sentIcon] as const);
  return html`<span class=${waiting ? 'wait' : 'sent'} part="state" title=${words.say(name)}>${icon}</span>`;
}

/** What stands in place of a deleted message; with the way to have it back, while there is one. */
export function goneView(undo: (() => unknown) | undefined, words: Words): TemplateResult {
  const gone = words.say('messageDeleted');
  if (!undo) return html`<div class="gone" part="deleted">${gone}</div>`;
  const said = words.say('saying', { name: words.say('undo'), text: gone });
  return html`<div class="gone" part="deleted">
    ${gone} · <button class="link" tabindex="-1" aria-label=${said} @click=${undo}>${words.say('undo')}</button>
  </div>`;
}

/** Why the wish about a message was refused, with Retry and Discard, which ask by an event of the host; `reading` are its words without their marks. */
export function troubleView(host: Element, message: Message, reading: string, wish: Entry | undefined, words: Words): TemplateResult {
  const { id } = message;
  const name = quoteOf({ ...message, content: reading }).excerpt;
  const button = (verb: 'retry' | 'discard', full: 'retryIt' | 'discardIt', request: () => Event): TemplateResult => {
    const ask = (): boolean => host.dispatchEvent(request());
    return html`<button class="link" tabindex="-1" aria-label=${words.say(full, { name })} @click=${ask}>${words.say(verb)}</button>`;
  };
  return html`<div class="trouble" part="error">
    <p>${alertIcon}<span>${refusalOf(wish, words)}</span></p>
    <span>${button('retry', 'retryIt', () => new MessageRetry(id))} · ${button('discard', 'discardIt', () => new MessageDiscard(id))}</span>
  </div>`;
}
