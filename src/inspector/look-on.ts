// Hears every list of the page at once: events of a list reach nobody who does not know it yet, and none leaves a shadow tree.

import { LiveStream } from '../live-stream/live-stream.js';

/** Is given each event of each list, once its listeners have had their turn. */
export type Onlooker = (list: LiveStream<object>, event: Event) => void;

const onlookers = new Set<Onlooker>();

/** Looks on until the function it gives is called. */
export function lookOn(onlooker: Onlooker): () => void {
  onlookers.add(onlooker);
  LiveStream.prototype.dispatchEvent = dispatchSeen;
  return () => {
    onlookers.delete(onlooker);
    // What lists have inherited is there again.
    if (onlookers.size === 0) Reflect.deleteProperty(LiveStream.prototype, 'dispatchEvent');
  };
}

function dispatchSeen(this: LiveStream<object>, event: Event): boolean {
  const goes = EventTarget.prototype.dispatchEvent.call(this, event);
  for (const onlooker of onlookers) onlooker(this, event);
  return goes;
}
