// What the chat itself has for later: the way to all of it, for whoever goes offline.

import { ahead } from './ahead.js';

let begun = false;

/** Loads what the chat itself has for later, once. */
export function loadAhead(): void {
  if (begun) return;
  begun = true;
  ahead(() => [
    import('./attached-view.js'),
    import('./copy-lines.js'),
    import('./delete-question.js'),
    import('./fetched-files.js'),
    import('./flash.js'),
    import('./panes.js'),
  ]);
}
