// Asks for a picture that could not be had once more, when the room around its row is back.

import { isShadow } from '../live-stream/node-kinds.js';

/** Call when loading has failed. The row hears of it, so that nothing outlives it that waits. */
export function askAgain(picture: HTMLImageElement): void {
  const root = picture.getRootNode();
  if (!isShadow(root)) return; // gone meanwhile
  const ask = (): void => {
    const address = picture.getAttribute('src');
    if (address && picture.naturalWidth === 0) picture.setAttribute('src', address);
  };
  root.host.addEventListener('online', ask, { once: true });
}
