// Registers <stream-inspector>, and the list it is made of.

import '../live-stream/define.js';
import { StreamInspector } from './stream-inspector.js';

if (customElements.get('stream-inspector') !== StreamInspector) customElements.define('stream-inspector', StreamInspector);
