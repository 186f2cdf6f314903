// How a room is laid out: header, messages, composer, with what floats over the messages.

import { css } from 'lit';
import { fromTheStart, wide } from './tokens.js';

export const chatRoomStyles = css`
  :host {
    position: relative;
    display: grid;
    ${wide}
    grid-template: auto auto minmax(0, 1fr) auto auto / minmax(0, 1fr);
    block-size: 100%;
    min-block-size: 0;
    overflow: hidden;
    background: var(--_bg);
    container: chat-room / inline-size;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }

  .header {
    grid-row: 1;
    display: flex;
    align-items: center;
    gap: 0.5rem;
    min-block-size: 3.5rem;
    padding: 0.375rem 1rem;
    border-block-end: 1px solid var(--_line);
  }
  .title {
    flex: 1;
    min-inline-size: 0;
  }
  /* Cut off where the text ends, and still on the side where the room begins. */
  .title * {
    ${fromTheStart}
  }
  h2 {
    margin: 0;
    overflow: hidden;
    font-size: 1rem;
    font-weight: 650;
    line-height: 1.375rem;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .description {
    margin: 0;
    overflow: hidden;
    color: var(--_muted);
    font-size: 0.8125rem;
    line-height: 1.125rem;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .quiet {
    flex: none;
    padding-inline-end: 0.5rem;
    color: var(--_muted);
    font-size: 0.8125rem;
    /* Most connections stand before anybody would read this. */
    animation: appear 0s 1s both;
  }

  .bars {
    grid-row: 2;
  }
  .stage {
    --_day: 1.75rem;
    grid-row: 3;
    position: relative;
    display: grid;
    grid-template: minmax(0, 1fr) / minmax(0, 1fr);
    min-block-size: 0;
  }
  live-stream {
    /* Few messages stand by the composer, not at the far end of an empty page. */
    display: flex;
    flex-direction: column;
    overflow: hidden auto;
    overscroll-behavior: contain;
    padding-block-end: 0.25rem;
    scroll-padding-block-start: var(--_day); /* what is gone to stands below the day */
    scrollbar-width: thin;
    scrollbar-color: var(--_line-strong) transparent;
  }
  live-stream:focus-visible {
    outline-offset: -2px;
  }

  live-stream::part(rows) {
    flex: none;
  }

  .here {
    display: flex;
    align-items: center;
    flex: none;
    gap: 0.375rem;
    color: var(--_muted);
    font-size: 0.8125rem;
    white-space: nowrap;
  }
  .here::before {
    content: '';
    inline-size: 8px;
    block-size: 8px;
    border-radius: 50%;
    background: var(--_good);
    forced-color-adjust: none;
  }
  .typing {
    grid-row: 4;
    display: flex;
    align-items: center;
    gap: 0.5rem;
    min-block-size: 1.25rem;
    padding-inline: 1.25rem;
    overflow: hidden;
    color: var(--_muted);
    font-size: 0.75rem;
    line-height: 1.25rem;
    white-space: nowrap;
  }
  .typing span {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .typing i {
    inline-size: 1rem;
    block-size: 0.25rem;
    background: radial-gradient(circle closest-side, currentcolor 90%, transparent) 0 / 33.3% 100%;
    animation: breathe 0.8s ease-in-out infinite alternate;
  }

  message-composer {
    grid-row: 5;
    padding: 0 1rem 0.25rem;
  }

  @container chat-room (inline-size < 30rem) {
    .header {
      padding-inline: 0.5rem;
    }
    .title:first-child {
      padding-inline-start: 0.5rem;
    }
    message-composer {
      padding-inline: 0.5rem;
    }
    .typing {
      padding-inline: 0.875rem;
    }
  }
  /* Zoomed to 400 %, or above a keyboard, there are few lines: they belong to the messages. The window is asked and not the box, which
     could not be as high as its content any more. */
  @media (max-height: 26rem) {
    message-composer {
      max-block-size: 66vb; /* words, files and whom they answer scroll by themselves */
      overflow-y: auto;
      padding-block-start: 0.125rem; /* for the ring around the field */
    }
    .header {
      min-block-size: 0;
      padding-block: 0.125rem;
    }
    .description {
      display: none;
    }
    .typing {
      min-block-size: 0;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .typing i {
      animation: none;
    }
  }
`;
