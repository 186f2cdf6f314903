// Waits until an element and all within it have done what they had to do, without a guess at how long that takes.

import { scrollerOf } from '../live-stream/scroller.js';
import { below, containerOf, isList } from './below.js';
import { atPaint } from './paint.js';

/** How long to wait. */
export interface SettledOptions {
  /** Milliseconds after which it fails, naming what is still busy. Default 10,000. */
  timeout?: number;
}

interface Updating extends Element {
  readonly isUpdatePending: boolean;
  readonly updateComplete: Promise<boolean>;
}

/** Frames in a row in which nothing may change: what one frame changes is seen in the next. */
const STILL_FRAMES = 2;
/** A page that painted, and then nothing for so long, in milliseconds, is not shown any more. */
const BLIND_MS = 1_000;

/**
 * Resolves when nothing at or below `root` has an update to do, no list is `loading`, and no list moved, grew or shrank for two
 * frames. Rejects after `timeout`, also in a page that is not shown, where no frame is painted. Source: LiveView `render_async/2`.
 */
export async function settled(root: Element | Document = document, { timeout = 10_000 }: SettledOptions = {}): Promise<void> {
  const until = performance.now() + timeout;
  let hasPainted = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<'late'>((resolve) => (timer = setTimeout(resolve, timeout, 'late')));
  try {
    let before = '';
    for (let still = 0; still < STILL_FRAMES;) {
      const all = Array.from(below(root));
      const busy = await firstBusy(all.filter(isUpdating), late);
      const asked = performance.now();
      const isLate = (await Promise.race([atPaint(), late])) === 'late';
      const isBlind = isLate && !busy && (!hasPainted || performance.now() - asked > BLIND_MS);
      hasPainted ||= !isLate;
      const now = all.filter(isList).map(placeOf).join();
      const loading = all.filter(isList).find(({ status }) => status === 'loading');
      still = !isLate && !busy && !loading && now === before ? still + 1 : 0;
      before = now;
      if ((isLate || performance.now() > until) && still < STILL_FRAMES)
        throw new Error(`not settled after ${timeout} ms: ${reasons(busy, loading, isBlind).join(', and ')}`);
    }
  } finally {
    clearTimeout(timer);
  }
}

/** Waits for the updates that are due; gives one that does not come, or comes again at once. */
async function firstBusy(elements: readonly Updating[], late: Promise<'late'>): Promise<Element | undefined> {
  for (const element of elements) if ((await Promise.race([element.updateComplete, late])) === 'late') return element;
  return elements.find(({ isUpdatePending }) => isUpdatePending);
}

function isUpdating(node: Node): node is Updating {
  return 'updateComplete' in node && 'isUpdatePending' in node;
}

function placeOf(list: HTMLElementTagNameMap['live-stream']): string {
  const { scrollTop, scrollHeight, clientHeight } = containerOf(list);
  return [list.size, scrollTop, scrollHeight, clientHeight, scrollerOf(containerOf(list)).scrollTop].join(':');
}

function reasons(busy: Element | undefined, loading: HTMLElementTagNameMap['live-stream'] | undefined, isBlind: boolean): string[] {
  if (busy) return [`the update of <${busy.localName}> does not end`];
  const known = [...(loading ? [`<live-stream name="${loading.name}"> is loading`] : []), ...(isBlind ? ['no frame was painted'] : [])];
  return known.length > 0 ? known : ['a list moves or changes its size in every frame'];
}
