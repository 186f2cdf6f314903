// A page whose chat has its server over HTTP: `?server=URL&as=ID`.

import '../../src/chat/define.js';
import { httpSource } from '../../src/backend/http-source.js';
import { openChat } from '../../src/chat/chat.js';

const asked = new URLSearchParams(location.search);
const [url, id] = [asked.get('server')!, asked.get('as')!];
const app = document.createElement('chat-app');
app.chat = openChat({ app: 'http', user: { id, name: id }, source: httpSource({ url, token: id }) });
app.route = 'hash';
document.body.append(app);
