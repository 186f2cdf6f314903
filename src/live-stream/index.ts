// The door of `live-stream-kit/live-stream`: the element, its ops and its events. Importing it registers the element.

import './define.js';

export {
  StreamBeforeApplyEvent,
  StreamChangeEvent,
  StreamErrorEvent,
  StreamOpEvent,
  ViewportEvent,
  type LiveStreamEventMap,
  type StreamChanges,
} from './events.js';
export * from './live-stream.js';
export * from './ops.js';
export { OpError, parseOps, type ParsedOps } from './parse-ops.js';
export type { RenderItem } from './lit-renderer.js';
export { safeUrl } from './safe-url.js';
export type { Anchor } from './anchor.js';
export * from './stream-op-element.js';
export type { ItemsPromise, OpSource } from './op-sources.js';
