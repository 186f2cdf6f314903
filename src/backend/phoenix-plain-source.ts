// The door of `live-stream-kit/phoenix-plain`: for a Phoenix app that only broadcasts `new_message`, `updated_message` and
// `deleted_message` on `room:ID`. The promise is weaker, because such an app counts nothing: every rejoin loads the newest rows anew, and
// what was edited or deleted in older ones meanwhile is seen only when they are loaded again.

import type { Source } from '../sync/protocol.js';
import { PhoenixPlainTopic } from './phoenix-plain-topic.js';
import type { PlainApp } from './phoenix-plain-topic.js';
import { phoenixSourceOf } from './phoenix-source.js';
import type { PhoenixOptions } from './phoenix-source.js';

export type { PlainApp } from './phoenix-plain-topic.js';
export type { PhoenixOptions } from './phoenix-source.js';

/** How to reach such an app, and how to read and write it. */
export interface PlainPhoenixOptions extends PhoenixOptions, PlainApp {}

/**
 * A `Source` on such an app. With `takesIds: false` a message whose answer never came is not sent again by itself, not by another tab nor
 * after a reload either: it fails, and the user decides between once more and not at all.
 */
export function plainPhoenixSource(options: PlainPhoenixOptions): Source {
  const source = phoenixSourceOf(options, (name, owner) => new PhoenixPlainTopic(name, options, owner));
  // Such an app has no place for reactions.
  return Object.assign(source, { reactions: false });
}
