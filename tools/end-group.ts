// Ends a program that was started as a group of its own: it starts others, and all must end.

import type { ChildProcess } from 'node:child_process';

export function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}
