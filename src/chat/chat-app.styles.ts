// How rooms and room share the space: side by side, or one of the two where there is little.

import { css } from 'lit';
import { wide } from './tokens.js';

export const chatAppStyles = css`
  :host {
    display: block;
    ${wide}
    block-size: 100%;
    min-inline-size: 0;
    overflow: hidden;
    background: var(--_bg);
    container: chat-app / inline-size;
  }
  .panes {
    display: grid;
    grid-template: minmax(0, 1fr) / var(--ls-rooms-width, clamp(13rem, 24cqi, 18rem)) minmax(0, 1fr);
    block-size: 100%;
  }
  nav {
    display: grid;
    grid-template: minmax(0, 1fr) auto / minmax(0, 1fr);
    min-block-size: 0;
    min-inline-size: 0;
    border-inline-end: 1px solid var(--_line);
  }
  /* Seen only by those who come to it by keyboard. */
  .skip {
    position: absolute;
    z-index: 1;
    margin: 0.5rem;
  }
  .skip:not(:focus) {
    clip-path: inset(50%);
    pointer-events: none;
  }
  .open {
    min-inline-size: 0;
  }
  button.back {
    display: none;
    flex: none;
    inline-size: 2.5rem;
    block-size: 2.5rem;
  }
  .choose {
    block-size: 100%;
  }
  @container chat-app (inline-size < 40rem) {
    .panes {
      grid-template-columns: minmax(0, 1fr);
    }
    nav {
      border: 0;
    }
    .at-room nav,
    .at-rooms .open {
      display: none;
    }
    button.back {
      display: inline-grid;
    }
  }
`;
