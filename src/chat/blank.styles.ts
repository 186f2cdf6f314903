// How it looks where there is nothing to show: a sign, a few words, and what can be done.

import { css } from 'lit';

export const blankStyles = css`
  .blank {
    display: grid;
    align-content: center;
    justify-items: center;
    gap: 0.25rem;
    padding: 1.5rem;
    color: var(--_muted);
    text-align: center;
    text-wrap: balance;
  }
  .sign {
    display: grid;
    place-items: center;
    inline-size: 3rem;
    block-size: 3rem;
    margin-block-end: 0.75rem;
    border-radius: 50%;
    background: var(--_accent-soft);
    color: var(--_accent);
  }
  .sign svg {
    inline-size: 1.375rem;
    block-size: 1.375rem;
  }
  .blank :is(h2, h3) {
    margin: 0;
    color: var(--_text);
    font-size: 1.0625rem;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .blank p {
    max-inline-size: 26rem;
    margin: 0;
  }
`;
