// A row, the same on the server and in the page: a message with its shadow tree. In the page it is taken over once it has its message, which
// takes `defer-hydration` away. Language and time zone are said, as a server and a reader may differ in both.

import { html, isServer } from 'lit';
import { markdownBody } from 'live-stream-kit/markdown';

const people = [
  { id: 'ana', name: 'Ana Sousa' },
  { id: 'ben', name: 'Ben Okafor', avatarUrl: '/ben.png' },
];

/** The second has an address of each kind that a message can have. */
const rich = {
  content: 'Message 2, see [there](https://example.org/there)',
  attachments: [
    { id: 'f1', name: 'tea.pdf', type: 'application/pdf', size: 1000, url: 'https://example.org/tea.pdf' },
    { id: 'f2', name: 'tea.png', type: 'image/png', size: 73, url: '/ben.png', width: 160, height: 120 },
  ],
};
const regions = { body: markdownBody };

export const messages = Array.from({ length: 40 }, (_, i) => ({
  id: `m${i + 1}`,
  roomId: 'tea',
  sender: people[i % 2],
  content: `Message ${i + 1}`,
  insertedAt: new Date(Date.UTC(2026, 2, 2, 14, i)).toISOString(),
  updatedAt: new Date(Date.UTC(2026, 2, 2, 14, i)).toISOString(),
  seq: i + 1,
  version: i + 1,
  deleted: false,
  ...(i === 1 && rich),
}));

export const row = (message) =>
  html`<message-item
    id="messages-${message.id}"
    locale="en"
    timezone="UTC"
    ?own=${message.sender.id === 'ana'}
    .regions=${regions}
    .item=${message}
    ?defer-hydration=${isServer}
  ></message-item>`;
