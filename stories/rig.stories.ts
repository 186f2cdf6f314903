// Proves the rig; goes when the first real story comes.
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { expect, waitFor } from 'storybook/test';
import '../src/chat/chat-app.js';
import { openChat } from '../src/chat/chat.js';
import { phoenixSource } from '../src/backend/phoenix-source.js';
import type { MockServer } from '../src/mock/index.js';

const meta: Meta = { title: 'Rig' };
export default meta;

export const Chat: StoryObj = {
  parameters: { server: {} },
  render: (_, { loaded }) => {
    const server = loaded['server'] as MockServer;
    const user = server.users[0]!;
    const chat = openChat({ app: 'rig', user, storage: 'memory', source: phoenixSource({ url: server.url, token: user.id }) });
    return html`<chat-app style="height: 40rem" room="weekend-plans" .chat=${chat}></chat-app>`;
  },
  play: async ({ canvasElement }) => {
    const app = canvasElement.querySelector('chat-app')!;
    await waitFor(() => expect(app.openRoom!.renderRoot.querySelectorAll('message-item').length).toBeGreaterThan(0));
  },
};
