// Tells the Actions panel of every event of the kit that passes a story, those that do not bubble included.

import { action } from 'storybook/actions';
import { EVENTS } from './manifest.js';

const heard = new WeakSet<EventTarget>();

/** Listens on the place stories are put into, once. */
export function hearEvents(canvas: EventTarget): void {
  if (heard.has(canvas)) return;
  heard.add(canvas);
  for (const name of EVENTS) {
    // On the way down: from there an event is seen whether it bubbles or not.
    canvas.addEventListener(name, (event) => action(name)(summaryOf(event)), { capture: true });
  }
}

/** The fields an event has of its own; what is large or live is left to the browser's own tools. */
function summaryOf(event: Event): Record<string, unknown> {
  const target = event.target instanceof Element ? `<${event.target.localName}>` : '';
  const own = Object.entries(event).filter(([name]) => name !== 'isTrusted');
  return { target, ...Object.fromEntries(own.map(([name, value]) => [name, value instanceof Error ? value.message : value])) };
}
