// The whole chat under each trouble of the toolbar, and over HTTP with a handler of the story's own.

import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { http } from 'msw/http';
import { expect, fireEvent, userEvent, waitFor } from 'storybook/test';
import '../src/chat/define.js';
import type { ChatApp } from '../src/chat/chat-app.js';
import type { FaultKind } from '../src/mock/index.js';
import { onServer, withChat } from './sample.js';
import './stories.css';

const meta: Meta = {
  title: 'chat-app in trouble',
  component: 'chat-app',
  parameters: { server: {}, layout: 'fullscreen', docs: { story: { inline: false, height: '640px' } } },
  beforeEach: withChat,
  render: (_, { loaded }) =>
    html`<div class="story-page"><chat-app .chat=${onServer(loaded).chat} room="weekend-plans" timezone="UTC"></chat-app></div>`,
};
export default meta;
type Story = StoryObj;
type Shown = NonNullable<HTMLElementTagNameMap['message-item']['message']>;

const room = (canvas: HTMLElement): ShadowRoot => canvas.querySelector<ChatApp>('chat-app')!.openRoom!.shadowRoot!;
const rows = (canvas: HTMLElement, text: string): HTMLElementTagNameMap['message-item'][] =>
  Array.from(room(canvas).querySelectorAll('message-item')).filter(({ message }) => message?.content === text);

async function write(canvas: HTMLElement, text: string): Promise<void> {
  await waitFor(() => expect(canvas.querySelector<ChatApp>('chat-app')?.openRoom?.list?.size ?? 0).toBeGreaterThanOrEqual(10));
  const composer = room(canvas).querySelector('message-composer')!;
  const field = composer.shadowRoot!.querySelector('textarea')!;
  await userEvent.click(field);
  // At once: on a page of many stories another one may take the focus, and with it what is typed.
  composer.value = text;
  await composer.updateComplete;
  await fireEvent.keyDown(field, { key: 'Enter' });
  await waitFor(() => expect(rows(canvas, text)).toHaveLength(1));
}

/** Writes, and sees that it is there once, and that the trouble has struck. */
const writesThrough =
  (kind: FaultKind): NonNullable<Story['play']> =>
  async ({ canvasElement, loaded }) => {
    await write(canvasElement, 'Through trouble');
    await waitFor(() => expect(onServer(loaded).server.faults.struck.get(kind) ?? 0).toBeGreaterThan(0));
    await expect(rows(canvasElement, 'Through trouble')).toHaveLength(1);
  };

export const Offline: Story = {
  globals: { trouble: 'offline' },
  play: async ({ canvasElement }) => {
    await waitFor(() => expect(room(canvasElement).textContent).toContain('offline'));
  },
};

export const Slow: Story = {
  globals: { trouble: 'slow' },
  play: async ({ canvasElement, loaded }) => {
    await expect(onServer(loaded).server.latency).toEqual([800, 2_500]);
    await write(canvasElement, 'Take your time');
    await waitFor(() => expect(rows(canvasElement, 'Take your time')[0]?.state).toBe('sent'));
  },
};

/** Neither the answer to a message comes nor the broadcast of it: it waits, and is sent again. */
export const LostReplies: Story = {
  globals: { trouble: 'lost replies' },
  play: async (context) => {
    await writesThrough('commit-then-drop-reply')(context);
    const [message] = rows(context.canvasElement, 'Through trouble');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await expect(message!.state).toBe('waiting');
    await waitFor(() => expect(message!.state).toBe('sent'));
  },
};
export const ServerErrors: Story = { globals: { trouble: 'server errors' }, play: writesThrough('500') };
export const Duplicates: Story = { globals: { trouble: 'duplicates' }, play: writesThrough('duplicate-op') };

export const OtherOrder: Story = {
  globals: { trouble: 'other order' },
  play: async ({ canvasElement, loaded }) => {
    await waitFor(() => expect(onServer(loaded).server.faults.struck.get('reorder-ops') ?? 0).toBeGreaterThan(1));
    await waitFor(() => expect(rows(canvasElement, 'Two minutes.').length).toBeGreaterThan(0));
    const seqs = Array.from(room(canvasElement).querySelectorAll('message-item'), ({ message }) => (message as Shown).seq);
    await expect(seqs).toEqual(seqs.toSorted((one, other) => one - other));
  },
};

export const SecondUser: Story = {
  globals: { trouble: 'second user' },
  play: async ({ canvasElement }) => {
    await waitFor(() => expect(rows(canvasElement, 'Is anybody here?')).toHaveLength(1));
  },
};

/** The story's own handler comes before the server's, and answers one kind of request; the server answers the rest. */
export const OwnHandlers: Story = {
  parameters: {
    msw: {
      handlers: [http.put('*/messages/:id', () => Response.json({ reason: 'forbidden', message: 'Not in this story.' }, { status: 403 }))],
    },
  },
  play: async ({ canvasElement }) => {
    await write(canvasElement, 'May I?');
    await waitFor(() => expect(rows(canvasElement, 'May I?')[0]?.state).toBe('failed'));
  },
};
