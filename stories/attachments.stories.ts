// Files: in messages, in the composer in each of their states, and while they are dragged over a room.

import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { expect, waitFor } from 'storybook/test';
import type { Attachment } from '../src/backend/attachment.js';
import { httpUploader } from '../src/backend/http-uploader.js';
import type { Uploader } from '../src/backend/uploader.js';
import '../src/chat/define.js';
import { picture, textFile } from '../test/chat/pictures.js';
import { message, onServer, withChat } from './sample.js';
import './stories.css';

/** The files of these messages lie in the page. */
const load: Uploader['load'] = ({ id, width = 320, height = 240 }) => picture(id, width, height, id.length * 40);

const file = (id: string, name: string, type: string, size: number, more: Partial<Attachment> = {}): Attachment => ({
  id,
  name,
  type,
  size,
  url: '',
  ...more,
});

const meta: Meta = {
  title: 'Attachments',
  parameters: { docs: { story: { inline: false, height: '600px' } } },
};
export default meta;
type Story = StoryObj;

/** Pictures have their place before they are loaded; other files are lines to save them by. Names are text, whatever is in them. */
export const InMessages: Story = {
  render: () =>
    html`${[
      message('ana', 'The river on Sunday, and what to bring:', {
        attachments: [
          file('river', 'river.png', 'image/png', 48_200, { width: 1_200, height: 900 }),
          file('list', 'packing-list.pdf', 'application/pdf', 1_234_567),
        ],
      }),
      message('ben', '', { attachments: [file('wide', 'panorama.png', 'image/png', 90_000, { width: 1_600, height: 400 })] }),
      message('hiro', 'Small, tall, and one that is not a picture at all', {
        attachments: [
          file('dot', 'dot.png', 'image/png', 90, { width: 16, height: 16 }),
          file('tall', 'tall.png', 'image/png', 9_000, { width: 200, height: 800 }),
          file('evil', 'invoice\ufffdgpj.exe', 'application/octet-stream', 12),
          file('svg', `${'a-very-long-name-'.repeat(8)}.svg`, 'image/svg+xml', 900),
        ],
      }),
    ].map((one) => html`<message-item timezone="UTC" .message=${one} .load=${load}></message-item>`)}`,
  play: async ({ canvasElement }) => {
    const images = (): (HTMLImageElement | undefined)[] =>
      [...canvasElement.querySelectorAll('message-item')].flatMap(({ shadowRoot }) => [
        ...shadowRoot!.querySelectorAll<HTMLImageElement>('img[part=preview]'),
      ]);
    await waitFor(() => expect(images().map((image) => (image?.naturalWidth ?? 0) > 0)).toEqual([true, true, true, true]), {
      timeout: 15_000,
    });
  },
};

/** One on its way, one there, one that failed, one without a connection; and each refusal in its own words, before a byte was sent. */
export const InTheComposer: Story = {
  render: () => {
    const uploader: Uploader = {
      accept: ['.txt', '.pdf', 'image/*'],
      maxEntries: 4,
      maxFileSize: 2_000_000,
      upload: async (given, { id, signal, progress, stalled }) => {
        if (given.name.startsWith('menu')) throw new Error('the server is full');
        if (given.name.startsWith('map')) stalled?.(true);
        progress?.(0.6);
        if (!given.name.startsWith('kayak'))
          await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
        return { id, name: given.name, type: given.type, size: given.size, url: '' };
      },
    };
    return html`<message-composer label="Message weekend-plans" value="Look at these" .uploader=${uploader}></message-composer>`;
  },
  play: async ({ canvasElement }) => {
    const composer = canvasElement.querySelector('message-composer')!;
    const files = [
      await picture('kayak.png'),
      textFile('packing-list.txt', 1_200_000),
      textFile('menu.pdf', 20_000),
      textFile('map.txt', 3_400),
    ];
    await composer.attach([...files, textFile('film.txt', 2_345_678), textFile('setup.exe', 1, ''), textFile('one-more.txt')]);
    const root = composer.shadowRoot!;
    await waitFor(() => expect(root.querySelectorAll('.entry')).toHaveLength(4));
    await waitFor(() => expect(root.querySelectorAll('progress')).toHaveLength(2));
    await expect(root.querySelectorAll('.untaken')).toHaveLength(3);
    await expect(root.querySelector('.failed')).toHaveTextContent('Not uploaded: the server is full');
  },
};

/** Files that are dragged over a room are shown where they go; dragged words are left alone. */
export const Dropping: Story = {
  parameters: { server: {}, layout: 'fullscreen' },
  beforeEach: withChat,
  render: (_, { loaded }) => {
    const { chat, server } = onServer(loaded);
    const uploader = httpUploader({ url: '/', token: chat.user.id, fetch: server.fetch, fetchFiles: true });
    return html`<div class="story-page"><chat-room .chat=${{ ...chat, uploader }} room="weekend-plans" timezone="UTC"></chat-room></div>`;
  },
  play: async ({ canvasElement }) => {
    const room = canvasElement.querySelector('chat-room')!;
    await waitFor(() => expect(room.list?.size ?? 0).toBeGreaterThanOrEqual(10), { timeout: 15_000 });
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(textFile());
    room.dispatchEvent(new DragEvent('dragenter', { dataTransfer, bubbles: true, cancelable: true }));
    await waitFor(() => expect(room.shadowRoot!.querySelector('.drop')).toHaveTextContent('Drop files to attach them'));
  },
};
