// Asks for a picture that could not be had once more, when the room around its row is back.

/** Call when loading has failed. The row hears of it, so that nothing outlives it that waits. */
export function askAgain(picture: HTMLImageElement): void {
  const root = picture.getRootNode();
  if (!(root instanceof ShadowRoot)) return; // gone meanwhile
  const ask = (): void => {
    const address = picture.getAttribute('src');
    if (address && picture.naturalWidth === 0) picture.setAttribute('src', address);
  };
  root.host.addEventListener('online', ask, { once: true });
}
