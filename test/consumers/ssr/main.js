// The page: the element takes the server's rows for its own, is told what the server knew, and then hears what is new.

import 'live-stream-kit/live-stream';
import { row, songs } from './row.js';

const list = document.querySelector('live-stream');
list.renderItem = row;
list.stream(songs);
await list.updateComplete;
document.body.dataset.hydrated = '';
list.insert({ id: 2, title: 'Song 2, live' });
await list.updateComplete;
document.body.dataset.live = '';
