// The door of chat: importing it registers the elements.

import './define.js';

export { ChatApp } from './chat-app.js';
export { ChatRoom } from './chat-room.js';
export { MessageComposer } from './message-composer.js';
export { MessageEditDialog } from './message-edit-dialog.js';
export type { FlashKind, FlashOptions } from './flash.js';
export type { MessageAction } from './message-actions.js';
export { MessageItem } from './message-item.js';
export { QUICK_EMOJIS, type EmojiPicker } from './message-reactions.js';
export type { MessageBody, MessageRegion, MessageRegions } from './message-regions.js';
export { RoomList } from './room-list.js';
export { openChat, type Chat, type ChatOptions } from './chat.js';
export type { Draft } from './draft.js';
export type { EditedWords } from './drafts.js';
export type { People, RoomPeople } from './people.js';
export type { Choice, ReadMark } from './read-marks.js';
export type { Departure } from '../sync/departure.js';
export { isGap, type Gap, type Item } from '../sync/gap.js';
export type { Entry, Shown } from '../sync/overlay.js';
export type { SyncStatus } from '../sync/standing.js';
export type { StreamEvents, StreamStatus, SyncedStream } from '../sync/synced-stream.js';
export { NotAccepted } from '../sync/wishes.js';
export {
  MessageDelete,
  MessageDiscard,
  MessageEdit,
  MessageReact,
  MessageReply,
  MessageShow,
  MessageRetry,
  MessageSave,
  MessageSend,
  MessageUndo,
  RoomSelect,
} from './events.js';
export { ENGLISH as STRINGS, type Sentence, type StringKey, type Strings } from './strings.js';
export { Words } from './words.js';
