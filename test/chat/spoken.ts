// Records what a screen reader would be told: every text that a live region of a room, or of the chat around it, is given, in order.

/** What was said from now on; `alert` regions with a `!` before their words. */
export function recordSpoken(element: HTMLElement): string[] {
  const said: string[] = [];
  const observer = new MutationObserver((records) => {
    for (const region of new Set(records.map(({ target }) => (target instanceof Element ? target : target.parentElement)!))) {
      const words = region.closest('[role]')?.textContent?.trim() ?? '';
      if (words !== '') said.push(region.closest('[role="alert"]') ? `! ${words}` : words);
    }
  });
  for (const region of element.shadowRoot!.querySelectorAll('.unseen[role="status"], .unseen[role="alert"]'))
    observer.observe(region, { characterData: true, childList: true, subtree: true });
  return said;
}
