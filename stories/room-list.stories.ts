// The rooms: there, loading, offline.

import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { expect, waitFor } from 'storybook/test';
import '../src/chat/room-list.js';
import { onServer, withChat } from './sample.js';
import './stories.css';

interface Args {
  active: string;
}

const meta: Meta<Args> = {
  title: 'room-list',
  component: 'room-list',
  args: { active: 'weekend-plans' },
  parameters: { server: {} },
  beforeEach: withChat,
  render: ({ active }, { loaded }) => html`<room-list class="story-rooms" .chat=${onServer(loaded).chat} .active=${active}></room-list>`,
};
export default meta;
type Story = StoryObj<Args>;

export const Rooms: Story = {
  play: async ({ canvasElement }) => {
    const list = canvasElement.querySelector('room-list')!;
    await waitFor(() => expect(list.shadowRoot!.querySelectorAll('a')).toHaveLength(3));
    await expect(list.shadowRoot!.querySelectorAll('[aria-current]')).toHaveLength(1);
  },
};

export const Loading: Story = { parameters: { server: { latency: 3_600_000 } } };

export const Offline: Story = {
  beforeEach: ({ loaded }) => void (onServer(loaded).server.online = false),
  play: async ({ canvasElement }) => {
    const list = canvasElement.querySelector('room-list')!;
    await waitFor(() => expect(list.shadowRoot!.querySelector('live-stream')).toHaveProperty('status', 'failed'), { timeout: 5000 });
  },
};
