// How one message looks. The host is the whole row, edge to edge; everything inside hangs on two columns: gutter and body.

import { css } from 'lit';
import { messageFilesStyles } from './message-files.js';

export const messageItemStyles = css`
  ${messageFilesStyles}
  :host {
    --_gutter: max(var(--_avatar), 2.75rem);
    display: block;
    position: relative;
    overflow-wrap: anywhere;
  }
  :host(:focus-visible) {
    outline: none; /* the row inside shows it */
  }

  .row {
    position: relative;
    display: grid;
    grid-template-columns: var(--_gutter) minmax(0, 1fr);
    column-gap: 0.75rem;
    padding: calc(var(--_unit) * 0.5) 1rem;
  }
  .first {
    margin-block-start: calc(var(--_unit) * 2);
  }
  :host(:hover) .row {
    background: var(--ls-message-bg-hover, var(--_bg-hover));
  }
  :host(:focus-visible) .row {
    outline: 2px solid var(--_focus);
    outline-offset: -2px;
    border-radius: var(--_radius);
    background: var(--ls-message-bg-hover, var(--_bg-hover));
  }

  .body {
    grid-column: 2;
    min-inline-size: 0;
  }
  .head {
    display: flex;
    align-items: baseline;
    flex-wrap: wrap;
    column-gap: 0.5rem;
    line-height: 1.25rem;
  }
  .name {
    color: var(--ls-message-name, var(--_text));
    font-weight: 600;
  }
  time {
    color: var(--ls-message-time, var(--_muted));
    font-size: 0.75rem;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .gutter-time {
    justify-self: end;
    overflow: hidden;
    font-size: 0.6875rem;
    line-height: calc(var(--_size) * 1.4667);
    opacity: 0;
  }
  :host(:hover) .gutter-time,
  :host(:focus-visible) .gutter-time,
  :host(:focus-within) .gutter-time {
    opacity: 1;
  }

  /* The exact time, which a pointer has from the title, for keys: where it covers nothing, and is said nowhere twice.
     Not on any focus: what is pressed must not move away under the pointer. */
  :host(:focus-visible) :is(.text, .body)::after {
    content: var(--_behind, ' ' attr(data-at) / '');
    unicode-bidi: isolate;
    color: var(--_muted);
    font-size: 0.75rem;
  }
  :host(:focus-visible) .body::after {
    content: var(--_below, none);
  }
  /* Where there is little room, the bar is above the words, and the time has a line of its own below them. */
  @container (inline-size < 30rem) {
    :host(:focus-visible) :is(.text, .body)::after {
      display: block;
    }
  }
  @container (inline-size >= 30rem) {
    :host(:focus-visible) .head time {
      white-space: normal;
    }
    :host(:focus-visible) .head time::after {
      content: ' · ' attr(title) / '';
    }
    :host(:focus-visible) .first :is(.text, .body)::after {
      content: none;
    }
  }
  .text {
    display: var(--_flow, block);
    max-inline-size: var(--ls-message-measure, 48rem);
    vertical-align: bottom;
    unicode-bidi: plaintext;
    text-align: start;
  }
  /* Words against the way of the page stand by who wrote them; the time, behind their box, moves nothing in it. */
  :host(:dir(ltr)) .body:has(> .text:dir(rtl)),
  :host(:dir(rtl)) .body:has(> .text:dir(ltr)) {
    --_flow: inline-block;
    --_behind: none;
    --_below: attr(data-at) / '';
  }
  /* No words: its state is told behind the files. */
  .files:has(+ .text) {
    display: inline-flex;
    vertical-align: bottom;
  }
  .files + .text {
    display: inline;
    direction: inherit;
    unicode-bidi: normal;
  }
  .words {
    white-space: pre-wrap;
  }
  .bar {
    position: absolute;
    inset-block-start: 0;
    inset-inline-end: 1rem;
    z-index: 1;
    display: flex;
    gap: 0.125rem;
    padding: 0.125rem;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_bg-raised);
    box-shadow: var(--_shadow);
    opacity: 0;
    pointer-events: none;
    transform: translateY(-50%);
  }
  /* Shown by where pointer and focus are now, never by a flag: it cannot be left behind.
     Seen or not it can be focused: between row and button there is a moment with focus on neither. */
  :host(:hover) .bar,
  :host(:focus-visible) .bar,
  :host(:focus-within) .bar,
  .bar:focus-within {
    opacity: 1;
    pointer-events: auto;
  }
  .bar button {
    inline-size: 1.75rem;
    block-size: 1.75rem;
    min-block-size: 0;
    border-radius: calc(var(--_radius) - 0.1875rem);
  }
  .bar .delete:hover,
  .bar .delete:focus-visible {
    background: var(--_danger-soft);
    color: var(--_danger);
  }
  /* Above the row is a line of words. */
  :is(.day, .new) + .row .bar {
    transform: none;
  }
  /* The width of the list around it. */
  @container (inline-size < 30rem) {
    :host {
      --_gutter: var(--_avatar);
    }
    .row,
    .day,
    .new {
      padding-inline: 0.75rem;
    }
    .gutter-time {
      font-size: 0.625rem;
      line-height: 1.1;
      white-space: normal;
      text-align: end;
    }
  }
  @media (hover: none) {
    .row {
      min-block-size: 2.5rem;
      padding-inline-end: 3.25rem;
    }
    .bar {
      inset-inline-end: 0.25rem;
      opacity: 1;
      pointer-events: auto;
    }
    .bar:not([role]) {
      border: 0;
      background: none;
      box-shadow: none;
      transform: none;
    }
    .bar button {
      inline-size: 2.5rem;
      block-size: 2.5rem;
    }
    /* For fingers in the bar, which moves nothing; rather over the line above than over the words. */
    .row .bar[data-at],
    :is(.day, .new) + .row .bar[data-at] {
      flex-wrap: wrap;
      transform: translateY(calc(-100% + 1.25rem));
      max-inline-size: calc(100% - 0.5rem);
    }
    .bar[data-at]::before {
      content: attr(data-at) / '';
      flex-basis: 100%;
      padding: 0.25rem 0.5rem 0;
      color: var(--_muted);
      font-size: 0.75rem;
      line-height: 1rem;
    }
  }

  @media (forced-colors: active) {
    .bar,
    .avatar {
      border: 1px solid;
    }
    :host(:state(failed)) .row {
      border-inline-start: 3px solid;
    }
  }
`;
