// The rule of streams that are alive and have nothing to tell. It waits, so it is tried beside the others.

import { require, Untried } from './breach.js';
import type { Rule } from './trial.js';

/** After so long without a word a client takes the line for dead, connects anew, and has been away. */
const SILENCE_MS = 7_500;

export const HEARTBEAT: Rule = {
  name: 'heartbeat',
  // The contract wants one every 5 s. What is tried is what a client lives by; the rest is for slow lines and busy machines.
  promise: `over HTTP a stream of events that has nothing to tell says so, by a comment within ${SILENCE_MS / 1_000} s`,
  takesTime: true,
  async check(trial) {
    const line = await trial.line('first');
    if (!line) throw new Untried('over Phoenix the client begins');
    if (trial.patienceMs < SILENCE_MS) throw new Untried(`that takes a patience of ${SILENCE_MS} ms`);
    const spoke = await line.speaks(`/rooms/${encodeURIComponent(trial.room)}/events?v=1`, SILENCE_MS);
    require(spoke, `a stream of events said nothing for ${SILENCE_MS} ms; a client takes it for dead`);
  },
};
