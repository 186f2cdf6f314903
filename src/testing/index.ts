// The door of `live-stream-kit/testing`: what the kit's own tests wait, scroll, hear and measure with, for yours.

export { announced, type Announcements } from './announced.js';
export { driftOf, type Drift } from './drift-of.js';
export { FakeBackend, type FakeBackendOptions } from './fake-backend.js';
export { atPaint } from './paint.js';
export { Reader } from './reader.js';
export { scrollToEdge } from './scroll-to-edge.js';
export { settled, type SettledOptions } from './settled.js';
