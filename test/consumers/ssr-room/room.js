// The room: the list adopts the server's rows, each gets its message and is taken over, and then hears what is new.

import 'live-stream-kit/chat';
import 'live-stream-kit/live-stream';
import { messages, row } from './row.js';

const list = document.querySelector('live-stream');
list.renderItem = row;
list.stream(messages);
await list.updateComplete;
await Promise.all([...list.children].map((item) => item.updateComplete));
document.body.dataset.hydrated = '';
document.addEventListener('correct', () => {
  list.insert({ ...messages[1], content: 'Message 2, corrected', version: 41 });
  void list.updateComplete.then(() => (document.body.dataset.live = ''));
});
