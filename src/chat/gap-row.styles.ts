// How a gap among the messages looks: nothing one could take for a message, nothing that shouts.

import { css } from 'lit';

export const gapRowStyles = css`
  .gap {
    display: flex;
    gap: 0.25rem 0.75rem;
    align-items: center;
    justify-content: center;
    min-block-size: 3.5rem;
    padding: 0.5rem 1rem;
    color: var(--_muted);
    font-size: 0.8125rem;
    line-height: 1.25rem;
  }
  .gap .line {
    flex: 1 0 1rem;
    block-size: 1px;
    background: repeating-linear-gradient(90deg, var(--_line) 0 4px, transparent 4px 8px);
  }
  .gap p {
    margin: 0;
    text-align: center;
    text-wrap: balance;
  }
  .gap button {
    min-block-size: 1.5rem;
    font-size: inherit;
  }
  /* One of its four sentences at a time. */
  .gap p span,
  .gap[data-waits='offline'] button,
  .gap[aria-busy='true'] button {
    display: none;
  }
  .gap[aria-busy='true'] .busy,
  .gap:not([aria-busy='true'], [data-waits='offline'], [data-waits='failed']) .idle,
  .gap[data-waits='offline']:not([aria-busy='true']) .offline,
  .gap[data-waits='failed']:not([aria-busy='true']) .failed {
    display: inline;
  }
  @container (max-width: 26rem) {
    .gap {
      flex-direction: column;
      margin: 0.5rem 0.75rem;
      padding: 0.5rem 0;
      border-block: 1px dashed var(--_line);
    }
    .gap .line {
      display: none;
    }
  }
  @media (forced-colors: active) {
    .gap .line {
      border-block-start: 1px dashed;
    }
  }
`;
