// An op as markup: what a server that sends HTML answers, put into the page by a button.

import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { expect, userEvent, waitFor } from 'storybook/test';
import '../src/live-stream/define.js';
import './live-stream.css';
import { dressedIn, listIn, titlesIn } from './songs.js';

interface Args {
  action: 'insert' | 'delete' | 'reset';
  at: number;
}

let next = 3;

const meta: Meta<Args> = {
  title: 'stream-op',
  component: 'stream-op',
  args: { action: 'insert', at: 0 },
  argTypes: { action: { control: 'select', options: ['insert', 'delete', 'reset'] } },
  render: ({ action, at }, { id }) => {
    /** What a library for HTML over the wire does with an answer of the server. */
    const receive = ({ target }: { target: Element }): void => {
      const answer = document.createElement('stream-op');
      const rows = document.createElement('template');
      const row = document.createElement('div');
      row.className = 'song';
      row.id = `${id}-${++next}`;
      row.append(Object.assign(document.createElement('span'), { textContent: `Song ${next}` }));
      rows.content.append(row);
      answer.setAttribute('action', action);
      if (action === 'delete') answer.setAttribute('dom-id', `${id}-1`);
      else answer.setAttribute('at', String(at));
      answer.append(rows);
      listIn(target.closest('.songs')!).append(answer);
    };
    return html`
      <div class="songs">
        <div class="songs-bar"><button @click=${receive}>Receive the op</button></div>
        <live-stream name=${id} role="list" tabindex="0" aria-label="Songs">
          <div class="song" id=${`${id}-1`}><span>Naima</span></div>
          <div class="song" id=${`${id}-2`}><span>Take Five</span></div>
        </live-stream>
      </div>
    `;
  },
};
export default meta;
type Story = StoryObj<Args>;

const after =
  (titles: RegExp[]): NonNullable<Story['play']> =>
  async ({ canvas, canvasElement }) => {
    await waitFor(() => expect(titlesIn(canvasElement)).toEqual(['Naima', 'Take Five']));
    await userEvent.click(canvas.getByText('Receive the op'));
    await waitFor(() => expect(titlesIn(canvasElement).map((title, i) => titles[i]?.test(title))).toEqual(titles.map(() => true)));
    await expect(canvasElement.querySelector('stream-op')).toBeNull();
    await dressedIn(canvasElement);
  };

export const Insert: Story = { play: after([/^Song/, /Naima/, /Take Five/]) };
export const Delete: Story = { args: { action: 'delete' }, play: after([/Take Five/]) };
export const Reset: Story = { args: { action: 'reset' }, play: after([/^Song/]) };
