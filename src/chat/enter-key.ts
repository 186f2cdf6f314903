// Tells an Enter that means "send" from one that breaks the line or picks a word in an input method.

import { isOfInputMethod } from './input-method.js';

/** What Enter does in a field: send, break the line, or send only with Ctrl or ⌘. Shift+Enter always breaks. */
export type EnterMode = 'send' | 'newline' | 'mod';

/** Safari reports the Enter that ends a composition after it has ended; no person presses it twice so fast. */
const COMPOSITION_TAIL_MS = 50;

/** Watches one text field; bind `compositionend` and ask on `keydown`. */
export class EnterKey {
  #composedAt = -Infinity;

  /** Call on `compositionend`. */
  composed(event: CompositionEvent): void {
    this.#composedAt = event.timeStamp;
  }

  /** Whether this key press means "send". */
  sends(event: KeyboardEvent, mode: EnterMode): boolean {
    if (event.key !== 'Enter' || event.shiftKey || event.altKey) return false;
    if (isOfInputMethod(event)) return false;
    if (event.timeStamp - this.#composedAt < COMPOSITION_TAIL_MS) return false;
    const withMod = event.ctrlKey || event.metaKey;
    return mode === 'send' || (mode === 'mod' && withMod);
  }
}

/** A phone, say: whatever gets focus to write in brings a keyboard over the page, and its Enter has no Shift beside it. */
export function typesOnScreen(): boolean {
  return matchMedia('(hover: none) and (pointer: coarse)').matches;
}
