// The chat with its server elsewhere: `?server=ws://…`, and `?as=ana` who writes. What is lost here, the kit or the browser has lost, and no mock that shares its disk.

import '../../../src/theme.css';
import '../../../src/chat/define.js';
import { phoenixSource } from '../../../src/backend/phoenix-source.js';
import { openChat } from '../../../src/chat/chat.js';

const asked = new URLSearchParams(location.search);
const url = asked.get('server')!;
const id = asked.get('as') ?? 'ben';
const user = { id, name: id[0]!.toUpperCase() + id.slice(1) };
document.querySelector('chat-app')!.chat = openChat({ app: 'outside', user, source: phoenixSource({ url, token: user.id }) });
