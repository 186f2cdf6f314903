// The row of an item: a message, or a gap among the messages.

import { html, type TemplateResult } from 'lit';
import type { Uploader } from '../backend/uploader.js';
import type { Message, User } from '../backend/model.js';
import { isGap, type Item } from '../sync/gap.js';
import type { ReaderLocale } from './format.js';
import type { Grouped } from './message-groups.js';
import type { MessageAction } from './message-actions.js';
import { MessageItem } from './message-item.js';
import type { EmojiPicker } from './message-reactions.js';
import type { MessageRegions } from './message-regions.js';
import type { Words } from './words.js';

/** What rows show besides their item. */
export interface RowContext {
  user: User | undefined;
  /** What fetches files, where an address alone is not enough. */
  load: Uploader['load'];
  /** What the user may do with a message; by default reply and react to all, edit and delete their own. */
  can: ((action: MessageAction, message: Message) => boolean) | undefined;
  place: ReaderLocale;
  words: Words;
  regions: MessageRegions | undefined;
  /** Whether there are reactions at all. */
  reactions: boolean;
  emojis: readonly string[];
  emojiPicker: EmojiPicker | undefined;
}

const FOR_ALL: ReadonlySet<MessageAction> = new Set(['reply', 'react']);

/** A row that is no message: nobody knows what was said before the next one. */
const NOBODY: Grouped = { message: undefined, grouped: false, day: '' };

const ACTIONS = ['reply', 'react', 'edit', 'delete'] as const;

/** What the server has refused nobody can answer. */
function isOffered(action: MessageAction, item: Item<Message> | Message, reactions: boolean): boolean {
  if (action === 'react' && !reactions) return false;
  return action === 'edit' || action === 'delete' || !('state' in item) || item.state !== 'failed';
}

/** Renders an item. A bare message does as well, as from somebody who hands in rows of their own. */
export function itemRow(item: Item<Message> | Message, context: RowContext): TemplateResult {
  const { user, load, can, place, words, regions } = context;
  if (isGap(item)) return gapRow(item.id, words);
  const message = 'row' in item ? item.row : item;
  const own = message.sender?.id === user?.id;
  return html`<message-item
    tabindex="-1"
    exportparts="day, new, row: message, avatar, name, time, quote, text, deleted, attachments, attachment, preview, edited, state, error, reactions, reaction, own-reaction, actions, palette"
    .item=${item}
    .own=${own}
    .reader=${user}
    .emojis=${context.emojis}
    .emojiPicker=${context.emojiPicker}
    .actions=${ACTIONS.filter((action) => isOffered(action, item, context.reactions) && (can ? can(action, message) : own || FOR_ALL.has(action)))}
    .strings=${words}
    .load=${load}
    .regions=${regions}
    .locale=${place.locale}
    .timeZone=${place.timeZone ?? ''}
  ></message-item>`;
}

/** The rows of a list, in order, as those group them that know nothing of gaps. */
export function groupedRows(list: Element): Grouped[] {
  return [...list.children].filter(({ slot }) => slot === '').map((row) => (row instanceof MessageItem ? row : NOBODY));
}

/** Marks the messages of those who are here. */
export function markPresent(list: Element | null, here: ReadonlySet<string>): void {
  for (const row of list?.children ?? []) if (row instanceof MessageItem) row.present = here.has(row.message?.sender?.id ?? '');
}

/** Stands where messages are not known. `RoomWindow` fills it when it is seen or its button is pressed. */
function gapRow(id: string, words: Words): TemplateResult {
  return html`<div class="gap" part="gap" data-gap=${id} tabindex="-1" role="group" aria-label=${words.say('notLoaded')}>
    <span class="line"></span>
    <p>
      <span class="idle">${words.say('notLoaded')}</span><span class="offline">${words.say('notLoadedOffline')}</span
      ><span class="failed">${words.say('notLoadedFailed')}</span><span class="busy">${words.say('loadingMessages')}</span>
    </p>
    <button class="link">${words.say('loadThem')}</button>
    <span class="line"></span>
  </div>`;
}
