// The demo: a whole chat against the mock server in this page, and a bar to be offline, to be two people, and to begin again.
// `?as=ana` chooses who writes.

import '../src/theme.css';
import emojis from 'emoji-picker-element-data/en/emojibase/data.json?url';
import '../src/chat/define.js';
import { openChat } from '../src/chat/chat.js';
import { httpUploader } from '../src/backend/http-uploader.js';
import { phoenixSource } from '../src/backend/phoenix-source.js';
import { startMockServer } from '../src/mock/index.js';

const FIRST_ROOM = '#/rooms/weekend-plans';

// A demo is a demo on any host; an app would never allow this.
const server = startMockServer({ allowAnyHost: true });
const asked = new URLSearchParams(location.search).get('as');
const me = server.users.find(({ id }) => id === asked) ?? server.users.find(({ id }) => id === 'ben')!;
const other = server.users.find(({ id }) => id === (me.id === 'ana' ? 'ben' : 'ana'))!;

if (!location.hash) history.replaceState(null, '', FIRST_ROOM);

const app = document.querySelector('chat-app')!;
// The server is this page: its files are asked of it, and of no network.
const uploader = httpUploader({ url: '/', token: me.id, fetch: server.fetch, fetchFiles: true });
app.chat = openChat({ app: 'demo', user: me, uploader, source: phoenixSource({ url: server.url, token: me.id }) });

// Once there is something to see: both are entries of their own, which a page without them never loads.
void import('../src/chat/markdown.js').then(({ markdownBody }) => (app.regions = { body: markdownBody }));
void import('../src/chat/emoji.js').then(({ emojiPicker }) => (app.emojiPicker = emojiPicker({ dataSource: emojis })));

const online = document.querySelector<HTMLInputElement>('#online')!;
online.checked = server.online;
online.addEventListener('change', () => (server.online = online.checked));

const second = document.querySelector<HTMLAnchorElement>('#second')!;
second.textContent = `Open as ${other.name}`;
followRoom();
window.addEventListener('hashchange', followRoom);

document.querySelector('#reset')!.addEventListener('click', () => void server.reset());
document.title = `${me.name} · Live Stream Kit`;

/** The other person comes to the room one is in. */
function followRoom(): void {
  second.href = `?as=${other.id}${location.hash}`;
}
