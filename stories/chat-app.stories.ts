// The whole chat on a mock server of its own: wide, narrow, without a room.

import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { expect, userEvent, waitFor } from 'storybook/test';
import '../src/chat/define.js';
import type { ChatApp } from '../src/chat/chat-app.js';
import { onServer, withChat } from './sample.js';
import './stories.css';

interface Args {
  room: string;
  box: 'story-page' | 'story-phone';
}

const meta: Meta<Args> = {
  title: 'chat-app',
  component: 'chat-app',
  args: { room: 'weekend-plans', box: 'story-page' },
  argTypes: { box: { control: 'select', options: ['story-page', 'story-phone'] } },
  parameters: { server: {}, layout: 'fullscreen', docs: { story: { inline: false, height: '640px' } } },
  beforeEach: withChat,
  render: ({ room, box }, { loaded }) =>
    html`<div class=${box}><chat-app .chat=${onServer(loaded).chat} .room=${room} timezone="UTC"></chat-app></div>`,
};
export default meta;
type Story = StoryObj<Args>;

async function ready(canvas: HTMLElement): Promise<ChatApp> {
  const app = canvas.querySelector('chat-app')!;
  await waitFor(() => expect(app.rooms.shadowRoot!.querySelectorAll('a')).toHaveLength(3), { timeout: 15_000 });
  return app;
}

export const Wide: Story = {
  play: async ({ canvasElement }) => {
    const app = await ready(canvasElement);
    await waitFor(() => expect(app.openRoom?.list?.size ?? 0).toBeGreaterThanOrEqual(10), { timeout: 15_000 });
  },
};

export const NoRoomYet: Story = { args: { room: '' }, play: async ({ canvasElement }) => void (await ready(canvasElement)) };

export const Narrow: Story = {
  args: { room: '', box: 'story-phone' },
  play: async ({ canvasElement }) => {
    const app = await ready(canvasElement);
    await userEvent.click(app.rooms.shadowRoot!.querySelectorAll('a')[1]!);
    await waitFor(() => expect(app.room).toBe('sre-team'));
    await waitFor(() => expect(app.openRoom?.list?.size ?? 0).toBeGreaterThanOrEqual(10), { timeout: 15_000 });
  },
};

export const NarrowList: Story = {
  args: { room: '', box: 'story-phone' },
  play: async ({ canvasElement }) => void (await ready(canvasElement)),
};

/** What the page says over the chat: `putFlash`. */
export const Flashes: Story = {
  play: async ({ canvasElement }) => {
    const app = await ready(canvasElement);
    await waitFor(() => expect(app.openRoom?.list?.size ?? 0).toBeGreaterThanOrEqual(10), { timeout: 15_000 });
    await app.putFlash('error', 'The calendar cannot be reached.', { action: { label: 'Try again', run: () => app.clearFlash() } });
    await app.putFlash('info', 'The room was added to your favourites.', { action: { label: 'Undo', run: () => app.clearFlash('info') } });
    await expect(app.shadowRoot!.querySelectorAll('[part=flash]')).toHaveLength(2);
  },
};

/** Others type and write by themselves: the story's server has `chatter`. */
export const OthersWrite: Story = {
  parameters: { server: { chatter: [1_000, 2_000] } },
  play: async ({ canvasElement }) => {
    const app = await ready(canvasElement);
    const news = (): number =>
      Array.from(app.openRoom!.shadowRoot!.querySelectorAll('message-item')).filter(({ message }) => message?.id.startsWith('chatter-'))
        .length;
    await waitFor(() => expect(app.openRoom!.shadowRoot!.querySelector('[part="typing"]')!.textContent).toMatch(/is typing/), {
      timeout: 15_000,
    });
    await waitFor(() => expect(news()).toBeGreaterThan(0), { timeout: 15_000 });
  },
};
