// The door of `live-stream-kit`: importing it defines every element. It offers the elements, a chat to give them, and the
// contract for a server of one's own.

export * from './live-stream/index.js';
export * from './chat/index.js';
export { phoenixSource, type PhoenixOptions } from './backend/phoenix-source.js';
export { MAX_CONTENT, ROOMS_TOPIC, roomTopic, type Message, type Quote, type Room, type User } from './backend/model.js';
export type { Attachment } from './backend/attachment.js';
export type { UploadLimits } from './backend/upload-rules.js';
export type { Uploader, UploadTask } from './backend/uploader.js';
export { SourceError } from './sync/protocol.js';
export type {
  Channel,
  ChannelEvents,
  Joined,
  Mutation,
  PageQuery,
  PageReply,
  Passing,
  Person,
  Place,
  PutReply,
  Reaction,
  Reason,
  Row,
  ServerOp,
  Source,
  SyncReply,
} from './sync/protocol.js';
