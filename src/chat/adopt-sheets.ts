// Gives a shadow root the looks of a part that is loaded later, once.

import type { CSSResult } from 'lit';

export function adoptSheets({ adoptedStyleSheets: worn }: ShadowRoot, ...styles: readonly CSSResult[]): void {
  for (const { styleSheet } of styles) if (styleSheet && !worn.includes(styleSheet)) worn.push(styleSheet);
}
