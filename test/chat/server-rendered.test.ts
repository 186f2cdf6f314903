// Messages as a server writes them: with the addresses in them, as the page that takes them over has them. The taking over is walked in
// `test/consumers`.

import { render } from '@lit-labs/ssr';
import { collectResultSync } from '@lit-labs/ssr/lib/render-result.js';
import { html } from 'lit';
import { beforeAll, expect, it } from 'vitest';
import { markdownBody } from '../../src/chat/markdown.js';
import { MessageItem } from '../../src/elements.js';

const message = {
  id: 'm1',
  roomId: 'tea',
  sender: { id: 'ana', name: 'Ana', avatarUrl: 'https://example.org/ana.png' },
  content: 'See [there](https://example.org/there) and [not there](javascript:alert(1))',
  insertedAt: '2026-03-02T14:00:00.000Z',
  updatedAt: '2026-03-02T14:00:00.000Z',
  seq: 1,
  version: 1,
  deleted: false,
  attachments: [
    { id: 'f1', name: 'a.pdf', type: 'application/pdf', size: 1, url: 'https://example.org/a.pdf' },
    { id: 'f2', name: 'a.png', type: 'image/png', size: 1, url: '/a.png', width: 4, height: 3 },
  ],
};

beforeAll(() => customElements.define('message-item', MessageItem));

it('a server writes picture, files and links of a message, and none that is not safe', () => {
  const regions = { body: markdownBody };
  const page = collectResultSync(render(html`<message-item .regions=${regions} .item=${message}></message-item>`));
  const addresses = [...page.matchAll(/ (?:href|src)="([^"]*)"/g)].map(([, address]) => address);
  expect(addresses).toEqual(
    expect.arrayContaining(['https://example.org/ana.png', 'https://example.org/there', 'https://example.org/a.pdf', '/a.png']),
  );
  expect(addresses.filter((address) => address?.startsWith('javascript'))).toEqual([]);
});
