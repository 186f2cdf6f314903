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
