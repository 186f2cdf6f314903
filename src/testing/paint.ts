// The moment a frame is painted: layout is done, and so is whoever corrects after layout. What a person sees is measured then.

let sentinel: HTMLElement | undefined;

/** What is observed: it is there once a frame is asked for, as tests are also imported where there is no document. */
function watched(): HTMLElement {
  sentinel ??= document.createElement('i');
  sentinel.style.cssText = 'position: fixed; inset: 0 auto auto 0; inline-size: 1px; block-size: 1px; visibility: hidden';
  return sentinel;
}

/** Runs `look` as the next frame is painted, when layout is done and all who correct after layout have done so. */
export function atPaint(look: () => void = () => undefined): Promise<void> {
  return new Promise((seen, failed) => {
    requestAnimationFrame(() => {
      const mark = watched();
      document.body.append(mark);
      let first = true;
      const observer = new ResizeObserver(() => {
        if (first) {
          first = false;
          observer.disconnect();
          try {
            look();
            seen();
          } catch (error) {
            failed(error);
          }
        }
      });
      observer.observe(mark);
    });
  });
}
