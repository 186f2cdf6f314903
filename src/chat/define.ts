// Registers the elements of chat, and those of streams, which they are made of: inner ones first.

import '../live-stream/define.js';
import { register } from '../live-stream/register.js';
import { ChatApp } from './chat-app.js';
import { ChatRoom } from './chat-room.js';
import { MessageComposer } from './message-composer.js';
import { MessageEditDialog } from './message-edit-dialog.js';
import { MessageItem } from './message-item.js';
import { RoomList } from './room-list.js';

register({
  'message-item': MessageItem,
  'message-composer': MessageComposer,
  'message-edit-dialog': MessageEditDialog,
  'chat-room': ChatRoom,
  'room-list': RoomList,
  'chat-app': ChatApp,
});
