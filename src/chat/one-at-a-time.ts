// One reading at a time: whoever asks while one is under way gets another after it, with all others who asked meanwhile.

import { tellPage } from '../sync/stream-status.js';

/** Gives what asks for `read`. */
export function oneAtATime(read: () => Promise<void>): () => void {
  let [asked, reading] = [false, false];
  const run = async (): Promise<void> => {
    reading = true;
    while (asked) {
      asked = false;
      // One that fails takes nobody's turn: who asked meanwhile gets theirs.
      await read().catch(tellPage);
    }
    reading = false;
  };
  return () => {
    asked = true;
    if (!reading) void run();
  };
}
