// The clock. A change is measured inside a frame: until the DOM is there (script), until style and layout are done too (total),
// and until the page is at rest: the frame shown, and what the contestant put off to the next frame done as well (rest).

/** Milliseconds, each including the one before. */
export interface Times {
  script: number;
  total: number;
  rest: number;
}

/** Measures one change and what follows from it. `flush` says when the DOM is there. */
export async function measure(scroller: Element, change: () => void, flush: () => void | Promise<void>): Promise<Times> {
  await nextFrame();
  // Asked for before the change, so that this comes first in the next frame, before what the change puts off to it.
  const following = nextFrame().then((start) => afterFrame().then((end) => end - start));
  const shown = afterFrame();
  const start = performance.now();
  change();
  await flush();
  const script = performance.now() - start;
  void scroller.scrollHeight;
  const total = performance.now() - start;
  return { script, total, rest: (await shown) - start + (await following) };
}

/** Adds up what several changes took. */
export function sum(parts: readonly Times[]): Times {
  const result: Times = { script: 0, total: 0, rest: 0 };
  for (const { script, total, rest } of parts) {
    result.script += script;
    result.total += total;
    result.rest += rest;
  }
  return result;
}

function nextFrame(): Promise<number> {
  return new Promise((resolve) => requestAnimationFrame(() => resolve(performance.now())));
}

/** A message sent in a frame is delivered after the frame is painted. */
function afterFrame(): Promise<number> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.addEventListener('message', () => resolve(performance.now()), { once: true });
    port1.start();
    port2.postMessage(undefined);
  });
}
