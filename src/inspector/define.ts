// Registers <stream-inspector>, and the list it is made of.

import '../live-stream/define.js';
import { register } from '../live-stream/register.js';
import { StreamInspector } from './stream-inspector.js';

register({ 'stream-inspector': StreamInspector });
