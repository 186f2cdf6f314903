// Registers the elements of this floor. Their classes lie in files that do nothing when they are imported, for whoever registers them
// elsewhere or renders on a server.

import { LiveStream } from './live-stream.js';
import { StreamOpElement } from './stream-op-element.js';

// Whoever has registered a class under its name before has done what is asked; another class there is an error, which the browser says.
if (customElements.get('live-stream') !== LiveStream) customElements.define('live-stream', LiveStream);
if (customElements.get('stream-op') !== StreamOpElement) customElements.define('stream-op', StreamOpElement);
