// Asks in a dialog before a message is deleted, where a page wants that (`confirm="dialog"`). Loaded when it is first asked.

import { css, html, render } from 'lit';
import { adoptSheets } from './adopt-sheets.js';
import { dialogStyles } from './dialog.styles.js';
import type { Words } from './words.js';

const styles = css`
  .question {
    inline-size: min(26rem, 100% - 2rem);
  }
  .question p {
    margin: 0;
    color: var(--_muted);
    overflow-wrap: anywhere;
  }
  .question q {
    display: -webkit-box;
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
    quotes: none;
  }
  .question .danger {
    background: var(--_danger);
    color: var(--_bg);
  }
  .question .danger:hover {
    background: color-mix(in oklab, var(--_danger), var(--_text) 16%);
  }
`;

/**
 * Shows the question in `root`, with the words of the message, and tells whether it shall be deleted; not if `left` comes first. Focus
 * goes back to where it was.
 */
export async function askToDelete(root: ShadowRoot, said: string, words: Words, left: AbortSignal): Promise<boolean> {
  adoptSheets(root, dialogStyles, styles);
  const box = root.appendChild(document.createElement('div'));
  render(
    html`<dialog class="question" part="question" role="alertdialog" aria-labelledby="question" aria-describedby="asked" @keydown=${stay}>
      <form method="dialog">
        <h2 id="question">${words.say('deleteQuestion')}</h2>
        <p id="asked" dir="auto"><q>${said}</q></p>
        <footer>
          <button class="plain" value="cancel" autofocus>${words.say('cancel')}</button>
          <button class="danger" value="delete">${words.say('delete')}</button>
        </footer>
      </form>
      <p class="unseen" role="status"></p>
    </dialog>`,
    box,
  );
  const dialog = box.querySelector('dialog')!;
  const closed = new Promise((resolve) => dialog.addEventListener('close', resolve, { once: true }));
  left.addEventListener('abort', () => dialog.close(), { once: true });
  if (!left.aborted) {
    dialog.showModal();
    await closed;
  }
  box.remove();
  return dialog.returnValue === 'delete';
}

/** The room behind has keys of its own. */
function stay(event: Event): void {
  event.stopPropagation();
}
