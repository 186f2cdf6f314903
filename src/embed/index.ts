// The whole kit in one file, for pages without a build: everything of `live-stream-kit`, and `<chat-app demo>`.

import './attend.js';

export * from '../index.js';
export { httpSource } from '../backend/http-source.js';
export type { HttpOptions } from '../backend/http-source.js';
