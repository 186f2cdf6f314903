// How the edit dialog looks.

import { css } from 'lit';

export const messageEditDialogStyles = css`
  dialog {
    inline-size: min(34rem, 100% - 2rem);
    max-inline-size: none;
    max-block-size: min(40rem, 100% - 2rem);
    padding: 0;
    border: 1px solid var(--_line);
    border-radius: calc(var(--_radius) + 0.25rem);
    background: var(--_bg-raised);
    color: var(--_text);
    box-shadow: var(--_shadow);
  }
  dialog[open] {
    animation: rise var(--_motion);
  }
  dialog::backdrop {
    background: light-dark(#14162a59, #000000a6);
  }
  @keyframes rise {
    from {
      transform: translateY(0.5rem);
    }
  }
  form {
    display: grid;
    gap: 0.75rem;
    padding: 1rem 1.25rem 1.25rem;
  }
  header,
  footer {
    display: flex;
    align-items: center;
    gap: 0.5rem;
  }
  h2 {
    flex: 1;
    margin: 0;
    font-size: 1.0625rem;
    font-weight: 600;
    line-height: 1.5rem;
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
  footer {
    justify-content: flex-end;
    flex-wrap: wrap;
  }
  footer p {
    flex: 1;
    min-inline-size: 10rem;
    margin: 0;
  }
`;
