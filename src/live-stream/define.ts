// Registers the elements of this floor. Their classes lie in files that do nothing when they are imported, for whoever registers them
// elsewhere or renders on a server.

import { LiveStream } from './live-stream.js';
import { register } from './register.js';
import { StreamOpElement } from './stream-op-element.js';

register({ 'live-stream': LiveStream, 'stream-op': StreamOpElement });
