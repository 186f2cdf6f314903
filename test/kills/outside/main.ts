// The chat with its server elsewhere: `?server=ws://…`. What is lost here, the kit or the browser has lost, and no mock that shares its disk.

import '../../../src/theme.css';
import '../../../src/chat/define.js';
import { phoenixSource } from '../../../src/backend/phoenix-source.js';
import { openChat } from '../../../src/chat/chat.js';

const url = new URLSearchParams(location.search).get('server')!;
const user = { id: 'ben', name: 'Ben' };
document.querySelector('chat-app')!.chat = openChat({ app: 'outside', user, source: phoenixSource({ url, token: user.id }) });
