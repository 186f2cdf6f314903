// The door of `live-stream-kit/backend`: the transports of the contract, and what is needed to write another. It brings no element, so
// that a worker or a server can import it, too.

export { httpUploader, type HttpUploaderOptions } from './http-uploader.js';
export type { Uploader, UploadTask } from './uploader.js';
export type { UploadLimits } from './upload-rules.js';
export type { Attachment } from './attachment.js';
export type { HttpEndpoint } from './http-request.js';
export { httpSource, type HttpOptions } from './http-source.js';
export { plainPhoenixSource, type PlainApp, type PlainPhoenixOptions } from './phoenix-plain-source.js';
export { phoenixSource, type PhoenixOptions } from './phoenix-source.js';
export { MAX_CONTENT, ROOMS_TOPIC, roomTopic, type Message, type Quote, type Room, type User } from './model.js';
export { SourceError } from '../sync/protocol.js';
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
} from '../sync/protocol.js';
