// How the marks of a message look: days, the line where what is new begins, what became of it, what went wrong.

import { css } from 'lit';

export const messageMarksStyles = css`
  .day {
    display: flex;
    align-items: center;
    gap: 0.75rem;
    padding: 1rem 1rem 0.25rem;
    color: var(--_muted);
    font-size: 0.75rem;
    font-weight: 600;
    line-height: 1rem;
  }
  .day::before,
  .day::after {
    content: '';
    flex: 1;
    border-block-start: 1px solid var(--_line);
  }

  .new {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    padding: 0.375rem 1rem 0;
    color: var(--_danger);
    font-size: 0.75rem;
    font-weight: 650;
    line-height: 1rem;
  }
  .new::before {
    content: '';
    flex: 1;
    border-block-start: 1px solid;
  }

  .note {
    unicode-bidi: isolate; /* whatever the words before it leave open */
    color: var(--_muted);
    font-size: 0.75rem;
    white-space: nowrap;
    user-select: none;
  }
  .wait,
  .sent {
    display: inline-block;
    color: var(--_muted);
    vertical-align: -0.15em;
  }
  .wait {
    /* Most replies come within this time; nobody needs to see a clock flash. */
    animation: appear var(--_motion) 400ms both;
  }
  :is(.wait, .sent) svg {
    inline-size: 0.8125rem;
    block-size: 0.8125rem;
  }
  :host(:state(pending)) .text {
    animation: soften var(--_motion) 400ms both;
  }
  @keyframes soften {
    to {
      color: var(--_muted);
    }
  }

  :host(:state(highlighted)) .row {
    background: var(--_accent-soft);
    outline: 2px solid var(--_focus);
    outline-offset: -2px;
  }

  .trouble {
    display: flex;
    align-items: center;
    flex-wrap: wrap;
    gap: 0.25rem 0.75rem;
    margin-block: 0.25rem;
    color: var(--_danger);
    font-size: 0.8125rem;
  }
  .trouble p {
    display: flex;
    gap: 0.375rem;
    margin: 0;
  }
  .trouble svg {
    margin-block-start: 0.125rem;
  }
  .trouble button {
    min-block-size: 0;
    padding-block: 0.25rem;
    font-size: 0.8125rem;
  }
  :host(:state(failed)) .row {
    background: var(--_danger-soft);
    box-shadow: inset 3px 0 var(--_danger);
  }
  :host(:state(failed):dir(rtl)) .row {
    box-shadow: inset -3px 0 var(--_danger);
  }

  .gone {
    color: var(--_muted);
  }
  :is(.gone, .trouble) .link {
    margin-inline: 0;
  }
  :host(:state(deleted)) .avatar {
    filter: grayscale(1);
  }

  /* What a body in Markdown is made of. */
  .words.rich {
    display: inline;
    unicode-bidi: normal;
    white-space: normal;
  }
  .rich :is(p, ul, ol, blockquote, pre) {
    margin: 0 0 0.25rem;
  }
  .rich > :last-child {
    margin-block-end: 0;
  }
  .rich p {
    unicode-bidi: plaintext;
  }
  /* What became of it is told behind the last word, not on a line of its own. Its words, no isolate, say which way the line reads. */
  .rich > p:last-child {
    display: inline;
    unicode-bidi: normal;
  }
  .rich > :is(ul, ol, blockquote):last-child {
    display: inline-block;
    vertical-align: bottom;
  }
  /* That line has no words to go by. */
  .text:has(.rich > :is(ul, ol, blockquote):last-child) {
    unicode-bidi: normal;
  }
  /* Firefox begins at the left what goes on, in a box within a line, on the next line. Without the box the words are the lines' own. */
  @supports (-moz-appearance: none) {
    .words,
    .words.rich,
    .rich > p:last-child {
      display: contents;
    }
  }
  .rich :is(ul, ol) {
    padding-inline-start: 1.5rem;
  }
  .rich blockquote {
    padding-inline-start: 0.75rem;
    border-inline-start: 3px solid var(--_line-strong);
    color: var(--_muted);
  }
  .rich :is(code, pre) {
    border-radius: calc(var(--_radius) * 0.5);
    background: var(--_bg-side);
    font:
      0.875em/1.5 ui-monospace,
      monospace;
  }
  .rich code {
    padding-inline: 0.25em;
  }
  .rich pre {
    overflow-x: auto;
    padding: 0.5rem 0.75rem;
    border: 1px solid var(--_line);
  }
  .rich pre code {
    padding: 0;
  }
  .rich a {
    color: var(--_accent);
  }
`;
