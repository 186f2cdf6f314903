// Asks in a dialog before a message is deleted, where a page wants that (`confirm="dialog"`). Loaded when it is first asked.

import { css, html, render, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { Message } from '../backend/model.js';
import type { SyncedStream } from '../sync/synced-stream.js';
import { adoptSheets } from '../live-stream/any-document.js';
import { Announcer } from './announcer.js';
import { dialogStyles } from './dialog.styles.js';
import type { MessageItem } from './message-item.js';
import { obstacleOf } from './room-notice.js';
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

/** What the question needs to know of its room. */
interface Asking {
  stream(): SyncedStream<Message> | undefined;
  row(id: string): MessageItem | undefined;
  words(): Words;
  plain(message: Message): string;
}

/**
 * Shows the question in a room, one at a time, and tells whether the message shall be deleted. Another room has an answer to nothing that
 * was asked in this one: where `stream` is not shown any more, it is no, and so it is for whoever may not see the room any more, or is signed out.
 */
export async function askToDelete(
  host: ReactiveControllerHost & HTMLElement,
  asking: Asking,
  stream: SyncedStream<Message>,
  id: string,
): Promise<boolean> {
  const root = host.shadowRoot;
  const message = stream.get(id)?.row;
  const isLeft = (): boolean => !host.isConnected || asking.stream() !== stream || obstacleOf(stream.status) !== undefined;
  if (!root || !message || isLeft() || root.querySelector('.question')) return false;
  const words = asking.words();
  adoptSheets(root, dialogStyles, styles);
  const box = root.appendChild(document.createElement('div'));
  const draw = (): void => void render(question(), box);
  const announcer = new Announcer({ addController: () => undefined, requestUpdate: draw }, { words: () => words });
  const question = (): TemplateResult =>
    html`<dialog class="question" part="question" role="alertdialog" aria-labelledby="question" aria-describedby="asked" @keydown=${stay}>
      <form method="dialog">
        <h2 id="question">${words.say('deleteQuestion')}</h2>
        <p id="asked" dir="auto"><q>${asking.plain(message)}</q></p>
        <footer>
          <button class="plain" value="cancel" autofocus>${words.say('cancel')}</button>
          <button class="danger" value="delete">${words.say('delete')}</button>
        </footer>
      </form>
      ${announcer.render()}
    </dialog>`;
  draw();
  const dialog = Object.assign(box.querySelector('dialog')!, { say: announcer.say });
  const closed = new Promise((resolve) => dialog.addEventListener('close', resolve, { once: true }));
  const leaving: ReactiveController = {
    hostUpdate: () => isLeft() && dialog.close(),
    hostDisconnected: () => dialog.close(),
  };
  host.addController(leaving);
  dialog.showModal();
  await closed;
  announcer.restart();
  host.removeController(leaving);
  box.remove();
  await focusDelete(asking.row(id));
  return dialog.returnValue === 'delete';
}

/** The button was gone as soon as focus was elsewhere: the browser finds nothing to give it back to. */
async function focusDelete(row: MessageItem | undefined): Promise<void> {
  row?.focus({ preventScroll: true });
  await row?.updateComplete;
  row?.shadowRoot?.querySelector<HTMLElement>('.delete')?.focus({ preventScroll: true });
}

/** The room behind has keys of its own. */
function stay(event: Event): void {
  event.stopPropagation();
}
