// What a message answers: above the answer a way to it, or words that say it is gone; above the composer whom is being answered.

import { css, html, type TemplateResult } from 'lit';
import { quoteOf, type Message, type Quote } from '../backend/model.js';
import { closeIcon, replyIcon } from './icons.js';
import { readingOf, type MessageRegions } from './message-regions.js';
import { personName } from './names.js';
import type { Words } from './words.js';

/** The answered message as it is now; null when it was deleted, undefined when only what the answer carries is known of it. */
export type Quoted = Message | null | undefined;

/** What a message answers. `show` leads there. */
export function quoteView(carried: Quote, quoted: Quoted, words: Words, show: () => unknown, regions?: MessageRegions): TemplateResult {
  const { name, excerpt } = quoted ? quoteOf({ ...quoted, content: readingOf(regions, quoted) }) : carriedAs(carried, regions);
  if (quoted === null || (name === '' && excerpt === '')) {
    return html`<p class="quote" part="quote">${words.say(quoted === null ? 'quoteGone' : 'quoteUnknown')}</p>`;
  }
  const who = personName(name, words);
  return html`<button
    class="quote"
    part="quote"
    tabindex="-1"
    aria-label=${words.say('goToQuoted', { name: who, text: excerpt })}
    @click=${show}
  >
    <b><bdi>${who}</bdi></b> <span dir="auto">${excerpt}</span>
  </button>`;
}

/** What an answer carries are the first of the words as they were written. */
function carriedAs({ id, name, excerpt }: Quote, regions: MessageRegions | undefined): Omit<Quote, 'id'> {
  return { name, excerpt: readingOf(regions, { id, content: excerpt } as Message) };
}

/** Whom the next message will answer, and the way to answer nobody. */
export function replyView(carried: Quote, quoted: Quoted, words: Words, drop: () => unknown): TemplateResult {
  const { name, excerpt } = quoted ? quoteOf(quoted) : carried;
  const who = words.say('replyingTo', { name: personName(name, words) });
  return html`<div class="answering" part="reply">
    ${replyIcon}
    <p id="reply">${quoted === null ? words.say('quoteGone') : html`<b>${who}</b> <span dir="auto">${excerpt}</span>`}</p>
    <button class="icon" title=${words.say('dropReply')} aria-label=${words.say('dropReply')} @click=${drop}>${closeIcon}</button>
  </div>`;
}

export const quoteStyles = css`
  .quote {
    display: flex;
    align-items: center;
    gap: 0.375rem;
    inline-size: fit-content;
    max-inline-size: min(100%, 40rem);
    padding: 0.125rem 0.5rem;
    margin: 0.125rem 0;
    border: 0;
    border-inline-start: 3px solid var(--_line-strong);
    border-start-start-radius: 2px;
    border-end-start-radius: 2px;
    color: var(--_muted);
    font-size: 0.8125rem;
    font-weight: 400;
    line-height: 1.25rem;
    text-align: start;
    user-select: none; /* copied are the words of the answer */
  }
  button.quote:hover {
    border-color: var(--_accent);
    background: var(--_accent-soft);
    color: var(--_text);
  }
  :is(.quote, .answering) b {
    flex: none;
    max-inline-size: clamp(6rem, 40cqi, 16rem); /* of the list, not of a quote that is as long as its words */
    color: var(--_text);
    font-weight: 600;
  }
  :is(.quote, .answering) :is(b, span) {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  /* For a finger, two lines. */
  @media (pointer: coarse) {
    .quote {
      flex-direction: column;
      align-items: start;
      gap: 0;
    }
    .quote :is(b, span) {
      max-inline-size: 100%;
    }
  }

  .answering {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    padding-block-end: 0.25rem;
    padding-inline: 0.875rem 0.25rem;
    color: var(--_muted);
    font-size: 0.8125rem;
    line-height: 1.25rem;
  }
  .answering b {
    max-inline-size: 70%;
  }
  .answering p {
    display: flex;
    flex: 1;
    gap: 0.375rem;
    min-inline-size: 0;
    margin: 0;
  }
`;
