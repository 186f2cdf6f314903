// Keys of a feed (WAI-ARIA practices): what a user types into stays his, and Control with Home or End leaves the feed.

import { isElement } from './node-kinds.js';

const FOCUSABLE = 'a[href], area[href], button, input, select, textarea, summary, iframe, audio[controls], video[controls], [tabindex]';
const TYPED_INTO = 'input:not([type=button], [type=checkbox], [type=submit], [type=reset], [type=image]), select, textarea';

/** Whether keys mean something where they were typed. */
export function isTyping(origin: EventTarget | undefined): boolean {
  return isElement(origin) && ((origin as HTMLElement).isContentEditable || origin.matches(TYPED_INTO));
}

/** Focuses the first thing after a feed that takes the focus, or the last before it; false if none does. */
export function goBeside(feed: Element, after: boolean): boolean {
  const before: HTMLElement[] = [];
  let isAfter = false;
  for (const stop of tabStops(feed.ownerDocument.body, feed)) {
    if (stop === feed) {
      if (!after) break;
      isAfter = true;
    } else if (!after) before.push(stop);
    else if (isAfter && takesFocus(stop)) return true;
  }
  return before.reverse().some(takesFocus);
}

/** Everything that Tab may reach, in the order of the page as it is shown, and the feed itself without what is in it. */
function* tabStops(element: Element, feed: Element): Iterable<HTMLElement> {
  const shown = element as HTMLElement;
  if (element === feed || (shown.tabIndex >= 0 && (element.matches(FOCUSABLE) || shown.isContentEditable))) yield shown;
  if (element === feed) return;
  const assigned = (element as Partial<HTMLSlotElement>).assignedElements?.() ?? [];
  for (const child of assigned.length ? assigned : (element.shadowRoot ?? element).children) yield* tabStops(child, feed);
}

function takesFocus(element: HTMLElement): boolean {
  element.focus();
  return element.matches(':focus');
}
