// Registers the elements of chat, and those of streams, which they are made of: inner ones first.

import '../live-stream/define.js';
import { ChatApp } from './chat-app.js';
import { ChatRoom } from './chat-room.js';
import { MessageComposer } from './message-composer.js';
import { MessageEditDialog } from './message-edit-dialog.js';
import { MessageItem } from './message-item.js';
import { RoomList } from './room-list.js';

/** By their tags. */
export const elements = {
  'message-item': MessageItem,
  'message-composer': MessageComposer,
  'message-edit-dialog': MessageEditDialog,
  'chat-room': ChatRoom,
  'room-list': RoomList,
  'chat-app': ChatApp,
};

// As in the floor below: the same class twice is no error, another one is.
for (const [tag, element] of Object.entries(elements)) if (customElements.get(tag) !== element) customElements.define(tag, element);
