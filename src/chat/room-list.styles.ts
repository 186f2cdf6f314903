// How the rooms look: a heading, and a row of a name, its newest words, and how much is unread.

import { css } from 'lit';
import { fromTheStart } from './tokens.js';

export const roomListStyles = css`
  :host {
    display: grid;
    grid-template: auto minmax(0, 1fr) / minmax(0, 1fr);
    block-size: 100%;
    min-block-size: 0;
    overflow: hidden;
    background: var(--ls-rooms-bg, var(--_bg-side));
  }
  h2 {
    display: flex;
    align-items: center;
    min-block-size: 3.5rem;
    margin: 0;
    padding: 0 1.25rem;
    font-size: 1rem;
    font-weight: 650;
  }
  live-stream {
    overflow: hidden auto;
    padding: 0 0.5rem 0.5rem;
    scrollbar-width: thin;
  }
  a {
    position: relative;
    display: grid;
    grid-template-columns: 1rem minmax(0, 1fr) auto;
    gap: 0 0.625rem;
    padding: calc(var(--_unit) * 1.5) 0.75rem;
    margin-block-end: 0.125rem;
    border-radius: var(--_radius);
    color: inherit;
    text-decoration: none;
    transition: background-color var(--_motion);
  }
  a:focus-visible {
    outline-offset: -2px;
  }
  a svg {
    grid-row: 1;
    align-self: center;
    color: var(--_muted);
  }
  a:hover {
    background: color-mix(in oklab, var(--_text) 6%, transparent);
  }
  a[aria-current] {
    background: var(--ls-rooms-bg-active, var(--_accent-soft));
  }
  a[aria-current] .name,
  a[aria-current] svg {
    color: var(--ls-rooms-active, var(--_accent));
  }
  /* Cut off where the text ends, and still on the side where the list begins. */
  :is(.name, .description) {
    ${fromTheStart}
  }
  .name {
    overflow: hidden;
    font-weight: 600;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .unread .description {
    padding-inline-end: 2.25rem;
  }
  .unread .name {
    font-weight: 700;
  }
  time {
    align-self: center;
    color: var(--_muted);
    font-size: 0.6875rem;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .badge {
    grid-area: 2 / 3;
    align-self: center;
    justify-self: end;
    min-inline-size: 1.25rem;
    padding-inline: 0.375rem;
    border: 1px solid transparent; /* seen in forced colours */
    border-radius: 0.75rem;
    background: var(--ls-rooms-badge, var(--_accent));
    color: var(--ls-rooms-on-badge, var(--_on-accent));
    font-size: 0.6875rem;
    font-weight: 650;
    font-variant-numeric: tabular-nums;
    line-height: 1rem;
    text-align: center;
  }
  .state {
    display: inline-block;
    vertical-align: -0.15em;
  }
  .state svg {
    grid-row: auto;
    inline-size: 0.8125rem;
    block-size: 0.8125rem;
  }
  .state.refused svg {
    color: var(--_danger);
  }
  .state.wait {
    animation: appear var(--_motion) 400ms both; /* as in the room */
  }
  .draft {
    font-style: italic;
  }
  .description {
    grid-area: 2 / 2 / auto / 4;
    overflow: hidden;
    color: var(--_muted);
    font-size: 0.8125rem;
    line-height: 1.125rem;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .blank {
    padding: 1rem 0.75rem;
    color: var(--_muted);
    font-size: 0.875rem;
  }
  .skeleton {
    display: grid;
    gap: 1.25rem;
    padding: 0.75rem;
    animation: appear var(--_motion) 200ms both;
  }
  .skeleton i {
    block-size: 0.75rem;
    inline-size: 60%;
    border-radius: 0.375rem;
    background: var(--_line);
  }
  .skeleton i:nth-child(even) {
    inline-size: 40%;
  }
  @media (forced-colors: active) {
    a[aria-current] {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`;
