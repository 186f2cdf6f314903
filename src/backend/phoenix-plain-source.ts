// The door of `live-stream-kit/phoenix-plain`: for a Phoenix app that only broadcasts `new_message`, `updated_message` and
// `deleted_message` on `room:ID`. The promise is weaker, because such an app counts nothing: every rejoin loads the newest rows anew, and
// what was edited or deleted in older ones meanwhile is seen only when they are loaded again.

import type { Source } from '../sync/protocol.js';
import { PhoenixPlainTopic } from './phoenix-plain-topic.js';
import { phoenixSourceOf, TIMEOUT_MS } from './phoenix-source.js';
import type { PhoenixOptions } from './phoenix-source.js';
import { withinTime } from './plain-app.js';
import type { PlainApp } from './plain-app.js';

export type { PlainApp } from './plain-app.js';
export type { PhoenixOptions } from './phoenix-source.js';

/** How to reach such an app, and how to read and write it. */
export interface PlainPhoenixOptions extends PhoenixOptions, PlainApp {
  /** How long to wait for an answer, of the server and of each function of the app, in milliseconds. Default 5,000. */
  timeoutMs?: number;
}

/**
 * A `Source` on such an app. With `takesIds: false` a message whose answer never came is not sent again by itself, not by another tab nor
 * after a reload either: it fails, and the user decides between once more and not at all.
 */
export function plainPhoenixSource(options: PlainPhoenixOptions): Source {
  const app = withinTime(options, options.timeoutMs ?? TIMEOUT_MS);
  const source = phoenixSourceOf(options, (name, owner) => new PhoenixPlainTopic(name, app, owner));
  // Such an app has no place for reactions, and what it is told is numbered here, by each connection.
  return Object.assign(source, { reactions: false, ownNumbers: true });
}
