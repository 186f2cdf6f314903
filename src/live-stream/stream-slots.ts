// What stands around the rows: the slots of a stream, which of them shows in which state, and how a page can style that.

import { css, html, type TemplateResult } from 'lit';

export const slotStyles = css`
  :host {
    display: block;
  }
  :host(:not([anchor='none'])) {
    overflow-anchor: none;
  }
  :host(:state(reversed)) {
    overflow-anchor: auto;
  }
  /* What was gone to is held even then, and by one party. */
  :host(:state(asked)) {
    overflow-anchor: none;
  }
  :host([hidden]),
  [hidden] {
    display: none;
  }
  /* One slot for each block of rows; in a long list each is skipped by layout while it is out of view. */
  .long > slot {
    display: var(--ls-rows-chunk, block);
    content-visibility: auto;
    contain-intrinsic-block-size: auto calc(var(--_rows) * var(--_row, 48px));
    overflow-clip-margin: 4rem;
  }
  .long > slot:hover,
  .long > slot:focus-within {
    position: relative;
    z-index: 1;
  }
`;

type Status = 'ready' | 'loading' | 'failed';

/** The slots of a stream in a status, with or without rows. */
export function renderSlots(status: Status, empty: boolean): TemplateResult {
  return html`
    <slot name="header"></slot>
    <div id="rows" part="rows"></div>
    <slot name="empty" ?hidden=${status !== 'ready' || !empty}></slot>
    <slot name="loading" ?hidden=${status !== 'loading'}></slot>
    <slot name="failed" ?hidden=${status !== 'failed'}></slot>
    <slot name="footer"></slot>
  `;
}

/** Tells pages, and who listens to them, of the status. */
export function setStatus(internals: ElementInternals, status: Status, empty: boolean): void {
  setStates(internals, { empty, loading: status === 'loading', failed: status === 'failed' });
  internals.ariaBusy = `${status === 'loading'}`;
}

/** WebKit (2.50) collects a set of states that nobody holds, and says that there are none from then on, though they match. */
const held = new WeakMap<ElementInternals, ElementInternals['states']>();

/** Switches custom states on and off. */
export function setStates(internals: ElementInternals, wanted: Record<string, boolean>): void {
  const { states } = internals;
  held.set(internals, states);
  for (const [state, on] of Object.entries(wanted)) {
    if (on === states.has(state)) continue;
    if (on) states.add(state);
    else states.delete(state);
  }
}
