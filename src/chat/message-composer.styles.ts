// How the composer looks: one frame around field and button, and a line for hints below.

import { css } from 'lit';
import { wide } from './tokens.js';

export const messageComposerStyles = css`
  :host {
    display: block;
    ${wide}
  }
  .box {
    display: flex;
    align-items: flex-end;
    gap: 0.25rem;
    padding: 0.25rem;
    border: 1px solid var(--ls-composer-line, var(--_line-strong));
    border-radius: var(--ls-composer-radius, calc(var(--_radius) + 0.25rem));
    background: var(--ls-composer-bg, var(--_bg-raised));
    transition: border-color var(--_motion);
    cursor: text;
  }
  .box:has(textarea:focus) {
    border-color: var(--_focus); /* a button in it has a ring of its own */
    box-shadow: 0 0 0 1px var(--_focus);
  }
  .box:has([aria-invalid='true']) {
    border-color: var(--_danger);
    box-shadow: 0 0 0 1px var(--_danger);
  }
  textarea {
    flex: 1;
    min-inline-size: 0;
    min-block-size: 2rem;
    max-block-size: calc(8lh + 0.625rem);
    padding: 0.3125rem 0.625rem;
    border: 0;
    background: none;
    field-sizing: content;
    resize: none;
    overflow-wrap: anywhere;
    scrollbar-width: thin;
  }
  textarea:focus-visible {
    outline: none; /* the frame shows it */
  }
  /* The name of a room may be long. */
  textarea:placeholder-shown {
    overflow: hidden;
    white-space: pre; /* WebKit would begin with a blank that does not break */
    text-overflow: ellipsis;
  }
  textarea::placeholder {
    color: var(--_muted);
    opacity: 1;
  }
  .send {
    flex: none;
    border-radius: var(--_radius);
  }
  button.send[aria-disabled='true'] {
    background: var(--_bg-hover);
    color: var(--_muted);
    cursor: default;
  }
  .below {
    display: flex;
    gap: 1rem;
    min-block-size: 1.375rem;
    padding: 0.125rem 0.875rem 0;
    color: var(--_muted);
    font-size: 0.75rem;
    line-height: 1.125rem;
  }
  .hint {
    flex: 1;
    margin: 0;
    color: var(--_danger);
  }
  .hint.calm {
    color: inherit;
  }
  .attach {
    flex: none;
    border-radius: var(--_radius);
  }
  .keys {
    visibility: hidden;
  }
  :host(:focus-within) .keys {
    visibility: visible;
  }
  .counter.over {
    color: var(--_danger);
    font-weight: 600;
  }
  .below:has(.hint:not(:empty)) .keys {
    display: none;
  }
  @media (pointer: coarse) {
    /* As high as the buttons beside it. */
    textarea {
      min-block-size: 2.75rem;
      padding-block: calc((2.75rem - 1lh) / 2);
    }
  }
  @media (max-height: 26rem) {
    textarea {
      max-block-size: max(3lh, 30vb);
    }
    .below {
      min-block-size: 0;
    }
    .keys {
      display: none;
    }
  }
  @media (forced-colors: active) {
    .box:has(textarea:focus) {
      outline: 2px solid Highlight;
    }
  }
`;
