// How dialogs look.

import { css } from 'lit';

export const dialogStyles = css`
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
  dialog form {
    display: grid;
    gap: 0.75rem;
    padding: 1rem 1.25rem 1.25rem;
  }
  dialog h2 {
    margin: 0;
    font-size: 1.0625rem;
    font-weight: 600;
    line-height: 1.5rem;
  }
  dialog footer {
    display: flex;
    align-items: center;
    justify-content: flex-end;
    flex-wrap: wrap;
    gap: 0.5rem;
  }
`;
