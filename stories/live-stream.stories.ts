// The stream alone, with buttons that make ops.

import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html, nothing } from 'lit';
import { expect, userEvent, waitFor } from 'storybook/test';
import '../src/live-stream/live-stream.js';
import type { LiveStream } from '../src/live-stream/live-stream.js';
import './stories.css';

interface Song extends Record<string, unknown> {
  id: number;
  title: string;
}

interface Args {
  anchor: LiveStream['anchor'];
  status: LiveStream['status'];
  songs: number;
}

const song = (id: number): Song => ({ id, title: `Song ${id}` });

const meta: Meta<Args> = {
  title: 'live-stream',
  component: 'live-stream',
  args: { anchor: 'end', status: 'ready', songs: 3 },
  argTypes: {
    anchor: { control: 'select', options: ['end', 'start', 'none'] },
    status: { control: 'select', options: ['ready', 'loading', 'failed'] },
  },
  render: ({ anchor, status, songs }, { canvasElement }) => {
    const list = (): LiveStream => canvasElement.querySelector<LiveStream>('live-stream')!;
    let next = songs;
    queueMicrotask(() => list().reset(Array.from({ length: songs }, (_, i) => song(i + 1))));
    return html`
      <div class="story-buttons">
        <button @click=${() => list().insert(song(++next))}>Append</button>
        <button @click=${() => list().insert(song(++next), { at: 0 })}>Prepend</button>
        <button @click=${() => list().stream([song(++next), song(++next)], { limit: -3 })}>Append two, keep the last three</button>
        <button @click=${() => list().reset()}>Empty</button>
      </div>
      <live-stream
        class="story-list"
        name="songs"
        role=${songs > 0 ? 'list' : nothing}
        tabindex="0"
        aria-label=${songs > 0 ? 'Songs' : nothing}
        .anchor=${anchor}
        .status=${status}
        .renderItem=${({ title }: Record<string, unknown>) => html`<div class="story-row" role="listitem">${title}</div>`}
      >
        <div slot="empty" class="story-row">Nothing to play.</div>
        <div slot="loading" class="story-row">Loading…</div>
        <div slot="failed" class="story-row">That did not work.</div>
      </live-stream>
    `;
  },
};
export default meta;
type Story = StoryObj<Args>;

function listIn(canvas: HTMLElement): LiveStream {
  return canvas.querySelector<LiveStream>('live-stream')!;
}

export const WithButtons: Story = {
  play: async ({ canvas, canvasElement }) => {
    const list = listIn(canvasElement);
    await waitFor(() => expect(list.size).toBe(3));
    await userEvent.click(canvas.getByText('Append'));
    await userEvent.click(canvas.getByText('Prepend'));
    await waitFor(() => expect(list.querySelector('.story-row:not([slot])')).toHaveTextContent('Song 5'));
    await userEvent.click(canvas.getByText('Append two, keep the last three'));
    await waitFor(() => expect(list.size).toBe(3));
  },
};

export const Empty: Story = { args: { songs: 0 } };
export const Loading: Story = { args: { songs: 0, status: 'loading' } };
export const Failed: Story = { args: { songs: 0, status: 'failed' } };
export const Many: Story = { args: { songs: 500 } };
