// A whole chat on a Phoenix server: what a page of that kind has to load.

import { openChat, phoenixSource } from 'live-stream-kit';
import 'live-stream-kit/themes/slate.css';

const source = phoenixSource({ url: 'wss://example.org/socket', token: 'ana' });
const app = document.createElement('chat-app');
app.className = 'theme-slate';
app.chat = openChat({ source, user: { id: 'ana', name: 'Ana' } });
document.querySelector('#app').append(app);
