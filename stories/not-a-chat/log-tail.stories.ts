// A log that is followed: it sticks to the end, stands still for who scrolls up, and holds 200 lines however many come.

import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { expect, userEvent, waitFor } from 'storybook/test';
import '../../src/live-stream/define.js';
import type { LiveStream } from '../../src/live-stream/live-stream.js';
import { lineMaker, type Level, type Line } from './log-lines.js';
import './log-tail.css';
import './panel.css';

interface Args {
  /** Lines a second. */
  rate: number;
}

const KEPT = 200;
const LEVELS: Record<string, readonly Level[]> = {
  'All levels': ['debug', 'info', 'warn', 'error'],
  'No debug': ['info', 'warn', 'error'],
  'Warnings and errors': ['warn', 'error'],
  Errors: ['error'],
};

function logTail({ rate }: Args, { id }: { id: string }): TemplateResult {
  const next = lineMaker();
  let list: LiveStream<Line>;
  let pill: HTMLElement;
  let log = Array.from({ length: 60 }, next);
  let levels = LEVELS['All levels']!;
  let timer: ReturnType<typeof setInterval> | undefined;
  let unseen = 0;

  const show = (): void => list.reset(log.filter(({ level }) => levels.includes(level)));

  /** Who reads further up is not disturbed: lines wait until they come back. */
  const receive = (line: Line): void => {
    log = [...log.slice(1 - KEPT * 5), line];
    if (!levels.includes(line.level)) return;
    if (list.size === 0 || list.matches(':state(at-end)')) list.insert(line);
    else pill.textContent = ++unseen === 1 ? '1 new line' : `${unseen} new lines`;
  };

  const toEnd = (): void => {
    unseen = 0;
    pill.textContent = 'Back to the end';
    show();
    list.scrollToEnd();
  };

  const tick = (): void => (list.isConnected ? receive(next()) : clearInterval(timer));

  const startOrStop = ({ target }: { target: HTMLButtonElement }): void => {
    clearInterval(timer);
    timer = timer ? undefined : setInterval(tick, 1000 / rate);
    target.textContent = timer ? 'Stop' : 'Start';
  };

  return html`
    <section class="panel log" aria-label="Log">
      <header class="panel-bar">
        <h2>api-gateway</h2>
        <select
          aria-label="Levels"
          @change=${({ target }: { target: HTMLSelectElement }) => {
            levels = LEVELS[target.value]!;
            show();
          }}
        >
          ${Object.keys(LEVELS).map((name) => html`<option>${name}</option>`)}
        </select>
        <button class="main" @click=${startOrStop}>Start</button>
      </header>
      <live-stream
        name=${id}
        role="log"
        aria-live="off"
        aria-label="Lines"
        tabindex="0"
        anchor="end"
        limit=${-KEPT}
        prefetch="0"
        .renderItem=${({ level, time, text }: Line) =>
          html`<div class=${`line ${level}`}><time>${time}</time><b>${level}</b><span>${text}</span></div>`}
        @viewport-bottom=${() => unseen > 0 && toEnd()}
        ${ref((element) => {
          if (!element) return clearInterval(timer);
          list = element as LiveStream<Line>;
          show();
        })}
      >
        <p slot="empty" class="panel-note">No lines of these levels.</p>
      </live-stream>
      <button class="panel-pill" ${ref((element) => (pill = element as HTMLElement))} @click=${toEnd}>Back to the end</button>
    </section>
  `;
}

const meta: Meta<Args> = {
  title: 'not a chat/log tail',
  component: 'live-stream',
  args: { rate: 8 },
  argTypes: { rate: { control: { type: 'range', min: 1, max: 500 } } },
  render: logTail,
};
export default meta;
type Story = StoryObj<Args>;

export const Following: Story = {};

export const KeepsTwoHundredLines: Story = {
  args: { rate: 500 },
  play: async ({ canvas, canvasElement }) => {
    const list = canvasElement.querySelector('live-stream')!;
    await userEvent.click(canvas.getByText('Start'));
    await waitFor(() => expect(list.rowByDomId(`${list.name}-220`)).toBeDefined(), { timeout: 10_000 });
    await userEvent.click(canvas.getByText('Stop'));
    await waitFor(() => expect(list.size).toBe(KEPT));
    await expect(list.rowByDomId(`${list.name}-1`)).toBeUndefined();
    await waitFor(() => expect(list.matches(':state(at-end)')).toBe(true));
  },
};

export const StandsStillForTheReader: Story = {
  args: { rate: 100 },
  play: async ({ canvas, canvasElement }) => {
    const list = canvasElement.querySelector('live-stream')!;
    await waitFor(() => expect(list.matches(':state(at-end)')).toBe(true));
    list.scrollTop = 300;
    await waitFor(() => expect(list.matches(':state(at-end)')).toBe(false));
    await userEvent.click(canvas.getByText('Start'));
    const pill = await canvas.findByText(/new lines/);
    await userEvent.click(canvas.getByText('Stop'));
    await expect(list.scrollTop).toBe(300);
    await expect(list.size).toBe(60);

    await userEvent.click(pill);
    await waitFor(() => expect(list.size).toBeGreaterThan(60));
    await waitFor(() => expect(list.matches(':state(at-end)')).toBe(true));
    await expect(pill).not.toBeVisible();
  },
};

export const OnlyErrors: Story = {
  play: async ({ canvas, canvasElement }) => {
    const list = canvasElement.querySelector('live-stream')!;
    await waitFor(() => expect(list.size).toBe(60));
    const error = list.querySelector('.error');
    await userEvent.selectOptions(canvas.getByLabelText('Levels'), 'Errors');
    await waitFor(() => expect(list.querySelectorAll('.line:not(.error)')).toHaveLength(0));
    await expect(list.querySelector('.error')).toBe(error);
  },
};
