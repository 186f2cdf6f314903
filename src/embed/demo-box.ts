// How large a demo is where the page does not say: two lines of HTML must look like something.

import { css, type ReactiveElement } from 'lit';
import { adoptSheets } from '../live-stream/any-document.js';

/** A share of the width, where the box has no height. Whatever the page says comes before it. */
const styles = css`
  :host {
    aspect-ratio: 2 / 1;
    max-block-size: 100dvh;
  }
  @media (max-aspect-ratio: 1) {
    :host {
      aspect-ratio: 3 / 4;
    }
  }
`;

/** Gives an app a height of its own. */
export function demoBox(app: ReactiveElement): void {
  void app.updateComplete.then(() => {
    if (app.shadowRoot) adoptSheets(app.shadowRoot, styles);
  });
}
