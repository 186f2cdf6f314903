// A row, the same on the server and in the page: a message with its shadow tree. In the page it is taken over once it has its message, which
// takes `defer-hydration` away. Language and time zone are said, as a server and a reader may differ in both.

import { html, isServer } from 'lit';

const people = [
  { id: 'ana', name: 'Ana Sousa' },
  { id: 'ben', name: 'Ben Okafor' },
];

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
}));

export const row = (message) =>
  html`<message-item
    id="messages-${message.id}"
    locale="en"
    timezone="UTC"
    ?own=${message.sender.id === 'ana'}
    .item=${message}
    ?defer-hydration=${isServer}
  ></message-item>`;
