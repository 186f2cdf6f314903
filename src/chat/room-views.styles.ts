// How the still pictures of a room look: notices, blanks, outlines, and what floats over the rows.

import { css } from 'lit';

export const roomViewStyles = css`
  .notice {
    display: flex;
    align-items: baseline; /* sentence and button in one line */
    gap: 0 0.5rem;
    padding: 0.5rem 1rem;
    border-block-end: 1px solid var(--_line);
    background: var(--_bg-side);
    color: var(--_muted);
    font-size: 0.8125rem;
    line-height: 1.25rem;
  }
  .notice svg {
    align-self: start;
    margin-block-start: 0.125rem;
  }
  .notice .link {
    flex: none;
    margin-block: -0.1875rem; /* its own border and padding make the bar no higher */
  }
  .notice.plain {
    background: var(--ls-notice-bg, var(--_warning-soft));
    color: var(--ls-notice-text, var(--_warning));
  }
  .notice.problem {
    background: var(--ls-notice-problem-bg, var(--_danger-soft));
    color: var(--ls-notice-problem-text, var(--_danger));
  }

  .lost {
    overflow-y: auto;
    max-block-size: 12rem; /* no percentage: the bars are as high as what is in them */
    margin: 0;
    padding: 0;
    border-block-end: 1px solid var(--_line);
    font-size: 0.8125rem;
    list-style: none;
  }
  .lost li {
    padding: 0.5rem 1rem;
  }
  .lost p {
    margin: 0;
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
  .lost .why {
    color: var(--_danger);
  }

  .edge {
    display: grid;
    flex: none;
    margin-block-start: auto;
    align-content: center;
    min-block-size: 3rem;
    padding: 0.5rem 1rem;
    color: var(--_muted);
    font-size: 0.8125rem;
    text-align: center;
  }
  .edge button {
    justify-self: center;
    font-size: 0.8125rem;
  }
  .edge button[aria-disabled='true'] {
    color: var(--_muted);
    cursor: default;
    text-decoration: none;
  }
  .beginning {
    justify-items: start;
    padding: 2rem 1rem 0.5rem;
    text-align: start;
  }
  .beginning h3 {
    margin: 0;
    color: var(--_text);
    font-size: 1.25rem;
    font-weight: 650;
    line-height: 1.75rem;
    overflow-wrap: anywhere;
  }
  .beginning p {
    margin: 0.125rem 0 0;
    font-size: var(--_size);
  }

  .blank {
    position: absolute;
    inset: 0;
  }
  .blank button {
    margin-block-start: 1rem;
  }
  .skeleton {
    display: grid;
    gap: 1.25rem;
    padding: 1.25rem 1rem;
    position: absolute;
    inset: 0;
    align-content: end;
    overflow: clip;
    animation: appear var(--_motion) 200ms both;
  }
  .bone {
    display: grid;
    grid-template: auto auto / 2.75rem minmax(0, 1fr);
    gap: 0.5rem 0.75rem;
  }
  .bone::before,
  .bone::after,
  .bone i {
    content: '';
    block-size: 0.75rem;
    border-radius: 0.375rem;
    background: var(--_line);
    animation: breathe 1.6s ease-in-out infinite alternate;
  }
  .bone::before {
    grid-row: 1 / 3;
    justify-self: end;
    inline-size: var(--_avatar);
    block-size: var(--_avatar);
    border-radius: var(--ls-avatar-radius, 30%);
  }
  .bone i {
    inline-size: 6rem;
  }
  .bone::after {
    grid-column: 2;
    inline-size: min(78%, 30rem);
  }
  .bone:nth-child(even)::after {
    inline-size: min(52%, 20rem);
  }
  @keyframes breathe {
    to {
      opacity: 0.45;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .bone::before,
    .bone::after,
    .bone i {
      animation: none;
    }
  }
`;
