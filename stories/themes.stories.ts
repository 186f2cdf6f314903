// Four looks of the whole chat, which differ only in tokens and parts, and the same chat compact and spacious.

import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html, type TemplateResult } from 'lit';
import { expect, waitFor } from 'storybook/test';
import '../src/chat/define.js';
import { onServer, withChat } from './sample.js';
import './stories.css';
import '../src/themes/paper.css';
import '../src/themes/slate.css';
import '../src/themes/terminal.css';

interface Args {
  theme: 'default' | 'slate' | 'paper' | 'terminal';
  density: 'compact' | 'comfortable' | 'spacious' | '';
}

const meta: Meta<Args> = {
  title: 'Themes',
  component: 'chat-app',
  args: { theme: 'default', density: '' },
  argTypes: {
    theme: { control: 'select', options: ['default', 'slate', 'paper', 'terminal'] },
    density: { control: 'select', options: ['', 'compact', 'comfortable', 'spacious'] },
  },
  parameters: { server: {}, layout: 'fullscreen', docs: { story: { inline: false, height: '640px' } } },
  beforeEach: withChat,
  render: ({ theme, density }, { loaded }): TemplateResult =>
    html`<div class="story-page theme-${theme}">
      <chat-app .chat=${onServer(loaded).chat} room="weekend-plans" order="recent" timezone="UTC" density=${density}></chat-app>
    </div>`,
  play: async ({ canvasElement }) => {
    const app = canvasElement.querySelector('chat-app')!;
    await waitFor(() => expect(app.openRoom?.list?.size ?? 0).toBeGreaterThanOrEqual(10), { timeout: 15_000 });
    await waitFor(() => expect(app.shadowRoot!.querySelector('[part=status]')).not.toBeNull());
  },
};
export default meta;
type Story = StoryObj<Args>;

export const Default: Story = {};
export const Slate: Story = { args: { theme: 'slate' } };
export const Paper: Story = { args: { theme: 'paper' } };
export const Terminal: Story = { args: { theme: 'terminal' } };
export const Compact: Story = { args: { density: 'compact' } };
export const Spacious: Story = { args: { density: 'spacious' } };
