// How the edit dialog looks, beside what all dialogs have.

import { css } from 'lit';

export const messageEditDialogStyles = css`
  header {
    display: flex;
    align-items: center;
    gap: 0.5rem;
  }
  h2 {
    flex: 1;
  }
  .close {
    margin-inline-end: -0.5rem;
  }
  textarea {
    inline-size: 100%;
    min-block-size: calc(3lh + 1rem);
    max-block-size: calc(12lh + 1rem);
    padding: 0.5rem 0.75rem;
    border: 1px solid var(--_line-strong);
    border-radius: var(--_radius);
    background: var(--_bg);
    field-sizing: content;
    resize: vertical;
    overflow-wrap: anywhere;
  }
  textarea:focus-visible {
    border-color: var(--_focus);
    outline-offset: -1px;
  }
  textarea[aria-invalid] {
    border-color: var(--_danger);
    outline-color: var(--_danger);
  }
  .below {
    display: flex;
    gap: 1rem;
    margin: -0.375rem 0 0;
    color: var(--_muted);
    font-size: 0.8125rem;
  }
  .error {
    flex: 1;
    margin: 0;
    color: var(--_danger);
  }
  .over {
    color: var(--_danger);
    font-weight: 600;
  }
  footer p {
    flex: 1;
    min-inline-size: 10rem;
    margin: 0;
  }
`;
