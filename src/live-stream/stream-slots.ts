// What stands around the rows: the slots of a stream, which of them shows in which state, and how a page can style that.

import { css, html, type TemplateResult } from 'lit';

export const slotStyles = css`
  :host {
    display: block;
    overflow-anchor: none;
  }
  :host([hidden]),
  [hidden] {
    display: none;
  }
`;

/** The slots of a stream in a status, with or without rows. */
export function renderSlots(status: 'ready' | 'loading' | 'failed', empty: boolean): TemplateResult {
  return html`
    <slot name="header"></slot>
    <div id="rows" part="rows"><slot></slot></div>
    <slot name="empty" ?hidden=${status !== 'ready' || !empty}></slot>
    <slot name="loading" ?hidden=${status !== 'loading'}></slot>
    <slot name="failed" ?hidden=${status !== 'failed'}></slot>
    <slot name="footer"></slot>
  `;
}

/** Switches a custom state on or off. */
export function setState({ states }: ElementInternals, state: string, on: boolean): void {
  if (on) states.add(state);
  else states.delete(state);
}
