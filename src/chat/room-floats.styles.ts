// How what floats over the rows looks: the day in view, the ways to unread and newest messages.

import { css } from 'lit';

export const roomFloatsStyles = css`
  .float {
    position: absolute;
    z-index: 2;
    inset-inline: 0;
    display: grid;
    justify-items: center;
    pointer-events: none;
  }
  .float > * {
    pointer-events: auto;
  }
  .float.top {
    inset-block-start: 0.5rem;
    gap: 0.375rem;
  }
  .above {
    display: flex;
    overflow: hidden;
    border-radius: 1.25rem;
    box-shadow: var(--_shadow);
  }
  .above button,
  .return,
  .pill {
    display: flex;
    align-items: center;
    gap: 0.375rem;
    padding: 0.375rem 0.875rem;
    font-size: 0.8125rem;
    font-weight: 600;
    line-height: 1.25rem;
  }
  .above button {
    border-radius: 0;
  }
  .above button:focus-visible {
    outline-color: var(--_on-accent);
    outline-offset: -4px;
    border-radius: 1.25rem;
  }
  .above .icon {
    inline-size: auto;
    block-size: auto; /* as high as the words beside it */
    padding-inline: 0.5rem 0.75rem;
    border-inline-start: 1px solid color-mix(in oklab, var(--_on-accent), transparent 60%);
  }
  .float.bottom {
    inset-block-end: 0.75rem;
    gap: 0.5rem;
  }
  /* Below what floats, and below the bar of a row that is pointed at. */
  .today {
    position: absolute;
    inset: -1px 0 auto; /* onto the line of the header: where that ends within a pixel of the screen, rows would be seen between them */
    block-size: calc(var(--_day) + 1px);
    padding-inline: 1rem;
    border-block: 1px solid var(--_line);
    overflow: hidden;
    background: var(--_bg);
    color: var(--_muted);
    font-size: 0.75rem;
    font-weight: 600;
    line-height: 1.625rem;
    text-align: center;
    text-overflow: ellipsis;
    white-space: nowrap;
    pointer-events: none;
  }
  .today + .float.top {
    inset-block-start: calc(var(--_day) + 0.375rem);
  }
  .return,
  .pill {
    padding-inline-start: 0.625rem;
    border-radius: 1.25rem;
    box-shadow: var(--_shadow);
    animation: rise var(--_motion);
  }
  .return {
    border-color: var(--_line);
    background: var(--_bg-raised);
  }
  .pill {
    transition: none; /* between its two looks the words could not be read */
  }
  .pill.none {
    justify-self: end;
    padding: 0.5rem;
    margin-inline-end: 1.25rem;
    border-color: var(--_line);
    background: var(--_bg-raised);
    color: var(--_muted);
  }
  .pill.none:hover {
    color: var(--_text);
  }
`;
