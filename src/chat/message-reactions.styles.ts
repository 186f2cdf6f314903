// How reactions look: chips under the words, and the few to choose from above the bar.

import { css } from 'lit';

export const messageReactionsStyles = css`
  .chips {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem;
    margin-block: 0.25rem 0.125rem;
  }
  .chip {
    display: inline-flex;
    align-items: center;
    gap: 0.375rem;
    min-block-size: 1.625rem;
    padding: 0 0.5rem;
    border: 1px solid var(--_line);
    border-radius: 1rem;
    background: var(--_bg-raised);
    color: var(--_muted);
    font-size: 0.75rem;
    font-variant-numeric: tabular-nums;
    line-height: 1.25rem;
  }
  .chip:hover {
    border-color: var(--_line-strong);
    color: var(--_text);
  }
  .chip:disabled {
    cursor: default;
  }
  .chip[aria-pressed='true'] {
    border-color: var(--_accent);
    background: var(--_accent-soft);
    color: var(--_text);
  }
  .emoji {
    font-size: 1rem;
  }

  .bar .react {
    anchor-name: --react;
  }
  .bar:has(:popover-open) {
    opacity: 1;
    pointer-events: auto;
  }
  .palette {
    position: fixed;
    position-anchor: --react;
    position-area: block-start span-inline-start;
    position-try-fallbacks:
      flip-block,
      block-start span-all,
      block-end span-all;
    inline-size: max-content; /* it would rather be narrow than go elsewhere */
    max-inline-size: calc(100vi - 1rem);
    max-block-size: calc(100vb - 1rem);
    padding: 0.25rem;
    border: 1px solid var(--_line);
    border-radius: calc(var(--_radius) + 0.125rem);
    background: var(--_bg-raised);
    color: inherit;
    box-shadow: var(--_shadow);
    pointer-events: auto;
  }
  .palette:popover-open {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
  }
  @supports (position-area: block-start) {
    .palette {
      inset: auto;
      margin: 0.25rem;
    }
  }
  .bar .palette button {
    inline-size: auto;
    block-size: auto;
    min-inline-size: 2.25rem;
    min-block-size: 2.25rem;
    padding: 0.25rem;
    font-size: 1.25rem;
    line-height: 1;
  }
  .bar .palette button.link {
    margin: 0;
    padding-inline: 0.5rem;
    font-size: 0.8125rem;
  }
  .palette p {
    flex-basis: 100%;
    inline-size: 0;
    padding: 0.25rem;
    margin: 0;
    font-size: 0.8125rem;
    overflow-wrap: anywhere;
  }
  .palette .loading {
    flex: none;
    inline-size: auto;
    padding: 0.5rem 0.75rem;
    color: var(--_muted);
  }
  .palette emoji-picker {
    --background: var(--_bg-raised);
    --border-size: 0;
    --border-color: var(--_line);
    --button-active-background: var(--_accent-soft);
    --button-hover-background: var(--_bg-hover);
    --category-font-color: var(--_muted);
    --indicator-color: var(--_accent);
    --input-border-color: var(--_line-strong);
    --input-font-color: var(--_text);
    --input-placeholder-color: var(--_muted);
    --outline-color: var(--_focus);
    inline-size: min(22rem, 100%);
    block-size: min(22rem, 60vb);
  }
  .palette button[aria-pressed='true'] {
    background: var(--_accent-soft);
    box-shadow: inset 0 0 0 1px var(--_accent);
  }

  @media (pointer: coarse) {
    .chip {
      min-block-size: 2.25rem;
      padding-inline: 0.75rem;
    }
    .bar .palette button {
      min-inline-size: 2.75rem;
      min-block-size: 2.75rem;
    }
  }
  @media (forced-colors: active) {
    .chip[aria-pressed='true'],
    .palette button[aria-pressed='true'] {
      border-color: Highlight;
      outline: 1px solid Highlight;
      outline-offset: -3px;
    }
  }
`;
