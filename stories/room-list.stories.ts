// The rooms: there, loading, none, offline.

import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { expect, waitFor } from 'storybook/test';
import { arraySource } from '../docs/examples/array-source.js';
import '../src/chat/define.js';
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

/** One room is being written in, one has something unread; the order is that of activity. */
export const UnreadAndDraft: Story = {
  render: ({ active }, { loaded }) =>
    html`<room-list class="story-rooms" order="recent" timezone="UTC" .chat=${onServer(loaded).chat} .active=${active}></room-list>`,
  play: async ({ canvasElement, loaded }) => {
    const list = canvasElement.querySelector('room-list')!;
    const { chat, server } = onServer(loaded);
    await waitFor(() => expect(['sre-team', 'quiet-corner'].every((room) => chat.mark(room).begun)).toBe(true), { timeout: 15_000 });
    await server.post('grace', 'quiet-corner', 'Is anybody here?');
    await server.post('hiro', 'quiet-corner', 'I am, and I have brought coffee for everybody who gets up in time.');
    chat.draft('sre-team').write('The deploy of this morning');
    await waitFor(() => expect(list.shadowRoot!.querySelector('.badge')).toHaveTextContent('2'), { timeout: 15_000 });
    await waitFor(() => expect(list.shadowRoot!.querySelector('.name')).toHaveTextContent('quiet-corner'));
    await waitFor(() => expect(list.shadowRoot!.querySelector('.draft')).toHaveTextContent('The deploy'));
  },
};

export const Loading: Story = {
  parameters: { server: { latency: 3_600_000 }, says: ['loadingRooms'] },
};
export const NoRooms: Story = { parameters: { chat: { source: arraySource({ rooms: [] }) }, says: ['noRooms'] } };

export const Offline: Story = {
  parameters: { says: ['roomsOffline'] },
  beforeEach: ({ loaded }) => void (onServer(loaded).server.online = false),
  play: async ({ canvasElement }) => {
    const list = canvasElement.querySelector('room-list')!;
    await waitFor(() => expect(list.shadowRoot!.querySelector('live-stream')).toHaveProperty('status', 'failed'), { timeout: 5000 });
  },
};
