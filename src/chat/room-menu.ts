// What a room offers beside its messages: the way to a day, and what a screen reader is told of new messages. A button in the header
// and a small panel over the page.

import { css, html, type LitElement, type TemplateResult } from 'lit';
import type { Announce } from './announcer.js';
import { closeWhenLeft } from './close-when-left.js';
import { startOfDay, type ReaderLocale } from './format.js';
import { moreIcon } from './icons.js';
import type { StringKey } from './strings.js';
import type { Words } from './words.js';

/** What the panel shows, and tells. */
export interface RoomMenuView {
  /** What the room is called. */
  name: string;
  words: Words;
  place: ReaderLocale;
  announce: Announce;
  setAnnounce(announce: string): void;
  jump(day: Date): unknown;
}

export const READ_OUT: readonly [value: Announce, key: StringKey][] = [
  ['all', 'readAll'],
  ['mentions', 'readMentions'],
  ['count', 'readCount'],
  ['off', 'readNone'],
];

export function roomMenu({ name, words, place, announce, setAnnounce, jump }: RoomMenuView): TemplateResult {
  const more = words.say('more', { room: name });
  const go = (event: Event): void => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const field = form.querySelector('input')!;
    const day = startOfDay(field.value, place);
    if (!day) return void field.reportValidity();
    form.parentElement?.hidePopover();
    jump(day);
  };
  return html`<button class="icon" part="more" popovertarget="more" title=${more} aria-label=${more}>${moreIcon}</button>
    <div
      id="more"
      class="menu"
      part="menu"
      popover
      role="dialog"
      aria-label=${more}
      @beforetoggle=${onBeforeToggle}
      @toggle=${onToggle}
      @focusout=${closeWhenLeft}
    >
      <form @submit=${go}>
        <label for="day">${words.say('jumpToDate')}</label>
        <span><input id="day" type="date" required max="9999-12-31" /><button class="primary">${words.say('go')}</button></span>
      </form>
      <label for="announce">${words.say('readOut')}</label>
      <select id="announce" @change=${(event: Event) => setAnnounce((event.target as HTMLSelectElement).value)}>
        ${READ_OUT.map(([value, key]) => html`<option value=${value} .selected=${value === announce}>${words.say(key)}</option>`)}
      </select>
    </div>`;
}

/** What is read out may have been chosen in another room. Focus that would be lost with the panel goes back to its button. */
function onBeforeToggle(event: Event): void {
  const panel = event.currentTarget as HTMLElement;
  const { activeElement, host } = panel.getRootNode() as ShadowRoot;
  if ((event as ToggleEvent).newState === 'open') (host as LitElement).requestUpdate();
  else if (panel.contains(activeElement)) (panel.previousElementSibling as HTMLElement).focus();
}

/** Focus goes in when it opens. */
function onToggle(event: Event): void {
  if ((event as ToggleEvent).newState === 'open') (event.currentTarget as HTMLElement).querySelector('input')?.focus();
}

export const roomMenuStyles = css`
  [popovertarget] {
    anchor-name: --more;
    flex: none;
  }
  .menu {
    position: fixed;
    position-anchor: --more;
    position-area: block-end span-inline-start;
    position-try-fallbacks: flip-block;
    inset: auto;
    max-inline-size: calc(100% - 1rem);
    padding: 0.75rem;
    margin: 0.25rem 0.5rem;
    border: 1px solid var(--_line);
    border-radius: calc(var(--_radius) + 0.125rem);
    background: var(--_bg-raised);
    color: inherit;
    box-shadow: var(--_shadow);
    font-size: 0.875rem;
  }
  .menu label {
    display: block;
    margin-block-end: 0.25rem;
    color: var(--_muted);
    font-size: 0.8125rem;
  }
  .menu form {
    margin-block-end: 0.75rem;
  }
  .menu form span {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
  }
  .menu :is(input, select) {
    min-block-size: 2rem;
    padding: 0.25rem 0.5rem;
    border: 1px solid var(--_line-strong);
    border-radius: calc(var(--_radius) - 0.125rem);
    background: var(--_bg);
    color: inherit;
    font: inherit;
  }
  .menu select {
    inline-size: 100%;
  }
  @media (pointer: coarse) {
    .menu :is(input, select) {
      min-block-size: 2.75rem;
      font-size: max(16px, var(--_size));
    }
  }
  .menu :is(input, select):focus-visible {
    outline: 2px solid var(--_focus);
    outline-offset: 1px;
  }
  /* Where nothing can be anchored, in the corner under the header. */
  @supports not (position-area: block-end) {
    .menu {
      inset-block: 4rem auto;
      inset-inline: auto 0.5rem;
    }
  }
`;
