// A feed read from the newest: new events come in at the top, older ones when the reader gets to the bottom.

import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { expect, userEvent, waitFor } from 'storybook/test';
import '../../src/live-stream/define.js';
import type { LiveStream } from '../../src/live-stream/live-stream.js';
import './activity-feed.css';
import './panel.css';

interface Args {
  /** How often the first page is asked for in vain. */
  failures: number;
  /** How long a page takes, in milliseconds; with Infinity it never comes. */
  delay: number;
}

interface Activity {
  id: number;
  who: string;
  did: string;
  what: string;
}

const OLDEST = 1;
const NEWEST = 60;
const PAGE = 12;
const PEOPLE = ['Ana Reyes', 'Mateusz Nowak', 'Yuki Tanaka', 'Lena Fischer', 'Omar Haddad'];
const DEEDS = [
  ['merged', 'Keep the reader’s place on prepend'],
  ['commented on', 'Rows flicker when the font loads'],
  ['opened', 'A feed that does not end'],
  ['closed', 'Two rows with one id'],
  ['released', 'version 0.4.2'],
  ['reviewed', 'Retry with jitter'],
  ['assigned', 'Screen reader reads rows twice'],
] as const;

const activity = (id: number): Activity => {
  const [did, what] = DEEDS[id % DEEDS.length]!;
  return { id, who: PEOPLE[(id * 3) % PEOPLE.length]!, did, what };
};

function activityFeed({ failures, delay }: Args, { id: name }: { id: string }): TemplateResult {
  let list: LiveStream<Activity>;
  let newest = NEWEST;
  let oldest = NEWEST + 1;

  /** What a server would do: the events before one, the newest first. */
  const page = async (before: number, signal?: AbortSignal): Promise<Activity[]> => {
    await new Promise((resolve) => delay < Infinity && setTimeout(resolve, delay));
    signal?.throwIfAborted();
    return Array.from({ length: Math.min(PAGE, before - OLDEST) }, (_, i) => activity(before - 1 - i));
  };

  const first = async (signal: AbortSignal): Promise<Activity[]> => {
    const activities = await page(NEWEST + 1, signal);
    oldest = activities.at(-1)!.id;
    return activities;
  };

  const older = async (): Promise<void> => {
    if (oldest === OLDEST) return;
    const activities = await page(oldest);
    list.stream(activities);
    oldest = activities.at(-1)!.id;
  };

  return html`
    <section class="panel feed" aria-label="Activity">
      <header class="panel-bar">
        <h2>Activity</h2>
        <button @click=${() => list.insert(activity(++newest), { at: 0 })}>Let something happen</button>
      </header>
      <live-stream
        name=${name}
        role="feed"
        aria-label="What happened"
        interactive
        anchor="start"
        .renderItem=${({ id, who, did, what }: Activity) => html`
          <div class="event" aria-label=${`${who} ${did} ${what}`}>
            <span class="who" aria-hidden="true">${who.replace(/(\w)\w* (\w).*/, '$1$2')}</span>
            <p><strong>${who}</strong> ${did} ${what}</p>
            <time>#${id}</time>
          </div>
        `}
        @viewport-bottom=${older}
        @stream-error=${(event: Event) => event.preventDefault()}
        ${ref((element) => {
          list = element as LiveStream<Activity>;
          let tries = 0;
          void list?.load((signal) => (tries++ < failures ? Promise.reject(new Error('503')) : first(signal)));
        })}
      >
        <div slot="loading" role="img" aria-label="Loading">
          ${[70, 55, 80, 60].map(
            (width) => html`<div class="event"><span class="who bone"></span><span class="bone" style=${`width: ${width}%`}></span></div>`,
          )}
        </div>
        <p slot="failed" class="panel-note failed">
          The activity could not be loaded. <button @click=${() => list.retry()}>Try again</button>
        </p>
      </live-stream>
      <button class="panel-pill" @click=${() => list.scrollTo({ top: 0, behavior: 'smooth' })}>Back to the newest</button>
    </section>
  `;
}

const meta: Meta<Args> = {
  title: 'not a chat/activity feed',
  component: 'live-stream',
  args: { failures: 0, delay: 100 },
  render: activityFeed,
};
export default meta;
type Story = StoryObj<Args>;

const rows = (list: Element): HTMLElement[] => [...list.querySelectorAll<HTMLElement>(':scope > .event')];

export const NewestFirst: Story = {
  play: async ({ canvas, canvasElement }) => {
    const list = canvasElement.querySelector('live-stream')!;
    await waitFor(() => expect(list.size).toBeGreaterThanOrEqual(PAGE), { timeout: 5000 });
    await userEvent.click(canvas.getByText('Let something happen'));
    await waitFor(() => expect(rows(list)[0]).toHaveAttribute('id', `${list.name}-61`));
    await waitFor(() => expect(rows(list)[0]).toHaveAttribute('aria-posinset', '1'));
  },
};

export const OlderOnTheWayDown: Story = {
  args: { delay: 10 },
  play: async ({ canvas, canvasElement }) => {
    const list = canvasElement.querySelector('live-stream')!;
    await waitFor(
      async () => {
        list.scrollTop = list.scrollHeight;
        await expect(list.size).toBe(NEWEST);
      },
      { timeout: 5000 },
    );
    await expect(rows(list).at(-1)).toHaveAttribute('id', `${list.name}-1`);

    // What comes in above does not push away what is being read.
    await waitFor(() => expect(list.matches(':state(at-end)')).toBe(true));
    const { top } = list.rowByDomId(`${list.name}-5`)!.getBoundingClientRect();
    await userEvent.click(canvas.getByText('Let something happen'));
    await waitFor(() => expect(list.size).toBe(NEWEST + 1));
    await expect(Math.abs(list.rowByDomId(`${list.name}-5`)!.getBoundingClientRect().top - top)).toBeLessThanOrEqual(1);
  },
};

export const Loading: Story = {
  args: { delay: Infinity },
  play: async ({ canvasElement }) => {
    const list = canvasElement.querySelector('live-stream')!;
    await waitFor(() => expect(list.matches(':state(loading)')).toBe(true));
    await expect(list.querySelector('[slot=loading]')!.checkVisibility()).toBe(true);
  },
};

export const FailedAndNotYetRetried: Story = {
  args: { failures: Infinity, delay: 0 },
  play: async ({ canvas }) => void (await waitFor(() => expect(canvas.getByText('Try again').checkVisibility()).toBe(true))),
};

export const RetriedWithSuccess: Story = {
  args: { failures: 1, delay: 0 },
  play: async ({ canvas, canvasElement }) => {
    const list = canvasElement.querySelector('live-stream')!;
    const again = canvas.getByText('Try again');
    await waitFor(() => expect(again.checkVisibility()).toBe(true));
    await userEvent.click(again);
    await waitFor(() => expect(list.size).toBeGreaterThanOrEqual(PAGE));
    await expect(again.checkVisibility()).toBe(false);
  },
};
