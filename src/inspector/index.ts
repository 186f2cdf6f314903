// The door of `live-stream-kit/inspector`: registers <stream-inspector>.

import './define.js';

export { StreamInspector } from './stream-inspector.js';
export type { Troubled } from './troubles.js';
