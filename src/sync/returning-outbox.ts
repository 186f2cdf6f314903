// An outbox in memory for as long as the one on disk cannot be read, and then the one on disk: what lies there was accepted.

import { joinDrafts } from './joined-drafts.js';
import { isEmptyDraft, type OutboxVerbs, type Store } from './store.js';
import { isDraft } from './stored-shapes.js';

/** The outbox in memory, and a way back. */
export interface Returning {
  outbox: Store<OutboxVerbs>;
  /** Looks whether the disk can be read; true when everything goes to it from now on. Not while something waits in memory. */
  back(): Promise<boolean>;
}

/** `open` opens the outbox on disk, and rejects as long as it cannot be read. */
export function returningOutbox(memory: Store<OutboxVerbs>, open: () => Promise<Store<OutboxVerbs>>): Returning {
  let used = memory;
  let closed = false;
  let moving: Promise<unknown> = Promise.resolve();
  let trying: Promise<boolean> | undefined;

  const move = async (): Promise<boolean> => {
    if (used !== memory) return true;
    if (closed || !(await isIdle(memory))) return false;
    // Nobody waits for this: a disk in trouble takes its time to say so, or says nothing.
    const disk = await open().catch(() => undefined);
    if (!disk) return false;
    // Nothing is written while it is not decided where. What was let through before stands in memory by then, and is seen.
    const moved = moving.then(() => moveTo(disk));
    moving = moved.catch(() => undefined);
    return moved;
  };
  const moveTo = async (disk: Store<OutboxVerbs>): Promise<boolean> => {
    const moved = !closed && (await isIdle(memory)) && (await moveDrafts(memory, disk).catch(() => false));
    if (moved) used = disk;
    if (!moved || closed) disk.close();
    return moved;
  };
  const run = <T>(work: (store: Store<OutboxVerbs>) => Promise<T>): Promise<T> => moving.then(() => work(used));
  return {
    outbox: {
      read: (work) => run((store) => store.read(work)),
      write: (work, options) => run((store) => store.write(work, options)),
      release: () => used.release(),
      close: () => {
        closed = true;
        used.close();
      },
    },
    back: () => {
      // One at a time: opening may take longer than until it is tried again.
      trying ??= move().finally(() => (trying = undefined));
      return trying;
    },
  };
}

async function isIdle(memory: Store<OutboxVerbs>): Promise<boolean> {
  return (await memory.read((verbs) => verbs.all())).length === 0;
}

/** Words written meanwhile; those that lie there under the same key come before them. */
async function moveDrafts(memory: Store<OutboxVerbs>, disk: Store<OutboxVerbs>): Promise<boolean> {
  const written = (await memory.read((verbs) => verbs.drafts())).filter(isDraft).filter((draft) => !isEmptyDraft(draft));
  await disk.write((verbs) => joinDrafts(verbs, written, 'after'));
  return true;
}
