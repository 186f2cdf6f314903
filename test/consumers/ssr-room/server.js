// The server: writes a room's messages with their shadow trees into the built page. The list is not registered, so that its tag stays a tag
// and its rows are what it has inside.

import { readFileSync, writeFileSync } from 'node:fs';
import { render } from '@lit-labs/ssr';
import { collectResultSync } from '@lit-labs/ssr/lib/render-result.js';
import { html } from 'lit';
import { MessageItem } from 'live-stream-kit/elements';
import { messages, row } from './row.js';

customElements.define('message-item', MessageItem);
const list = collectResultSync(render(html`<live-stream name="messages" role="feed" aria-label="Tea">${messages.map(row)}</live-stream>`));
const page = readFileSync('dist/index.html', 'utf8');
if (!page.includes("<!-- the server's rows -->")) throw new Error('the page has no place for rows');
writeFileSync(
  'dist/served.html',
  page.replace("<!-- the server's rows -->", () => list),
);
// The picture that messages show, in whatever size.
const picture = 'iVBORw0KGgoAAAANSUhEUgAAAAQAAAADCAIAAAA7ljmRAAAAEElEQVR42mNwaDgARww4OQBZNhIBO19W7AAAAABJRU5ErkJggg==';
writeFileSync('dist/ben.png', Buffer.from(picture, 'base64'));
