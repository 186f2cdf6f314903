// The measurement of the guide: a button, and the table it fills.

import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html, render } from 'lit';
import { expect, userEvent, waitFor } from 'storybook/test';
import '../../src/live-stream/define.js';
import '../live-stream.css';
import './measure.css';
import { measure, type Result } from './measure.js';

interface Args {
  rows: number;
  rounds: number;
}

const meta: Meta<Args> = {
  title: 'Guides/Performance/In your browser',
  tags: ['!autodocs', '!dev'],
  args: { rows: 5000, rounds: 5 },
  render: ({ rows, rounds }) => html`
    <div class="songs">
      <div class="songs-bar"><button @click=${(event: Event) => void run(event, rows, rounds)}>Measure</button> <output></output></div>
      <div class="measuring" role="region" aria-label="Rows being measured" tabindex="0"></div>
      <table class="measures">
        <thead>
          <tr>
            <th scope="col">Task</th>
            <th scope="col">Kit</th>
            <th scope="col">By hand</th>
            <th scope="col">Ratio</th>
          </tr>
        </thead>
        <tbody></tbody>
      </table>
    </div>
  `,
};
export default meta;

async function run({ target }: Event, rows: number, rounds: number): Promise<void> {
  const button = target as HTMLButtonElement;
  const box = button.closest('.songs')!;
  const said = box.querySelector('output')!;
  if (button.ariaDisabled === 'true') return;
  button.ariaDisabled = 'true';
  const results = await measure(box.querySelector<HTMLElement>('.measuring')!, rows, rounds, (doing) => (said.textContent = doing));
  render(results.map(line), box.querySelector('tbody')!);
  said.textContent = 'Median milliseconds, with style and layout.';
  button.ariaDisabled = null;
}

function line({ task, kit, byHand }: Result): unknown {
  const ratio = byHand > 0 ? `${(kit / byHand).toFixed(2)} ×` : '';
  return html`<tr>
    <th scope="row">${task}</th>
    <td>${kit.toFixed(2)}</td>
    <td>${byHand.toFixed(2)}</td>
    <td>${ratio}</td>
  </tr>`;
}

export const Measure: StoryObj<Args> = {};

/** The same on a few rows, as a test: numbers come, whichever they are. */
export const Small: StoryObj<Args> = {
  args: { rows: 50, rounds: 1 },
  play: async ({ canvas, canvasElement }) => {
    await userEvent.click(canvas.getByText('Measure'));
    await waitFor(() => expect(canvasElement.querySelectorAll('tbody tr')).toHaveLength(3), { timeout: 10_000 });
    for (const cell of canvasElement.querySelectorAll('tbody td:nth-child(2)')) await expect(Number(cell.textContent)).toBeGreaterThan(0);
  },
};
