// The door of `live-stream-kit/elements`: the classes of the elements alone, and a chat to give them. Importing it registers nothing;
// whoever renders on a server, extends an element or registers it late does so by `customElements.define`. Those of chat need the
// others under their own names.

export { LiveStream } from './live-stream/live-stream.js';
export { StreamOpElement } from './live-stream/stream-op-element.js';
export { ChatApp } from './chat/chat-app.js';
export { ChatRoom } from './chat/chat-room.js';
export { MessageComposer } from './chat/message-composer.js';
export { MessageEditDialog } from './chat/message-edit-dialog.js';
export { MessageItem } from './chat/message-item.js';
export { RoomList } from './chat/room-list.js';
export { openChat, type Chat, type ChatOptions } from './chat/chat.js';
