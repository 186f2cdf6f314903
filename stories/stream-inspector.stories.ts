// The inspector beside a chat on the story's server, and playing a recording to a list.

import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { expect, userEvent, waitFor, within } from 'storybook/test';
import '../src/chat/define.js';
import '../src/inspector/index.js';
import type { StreamInspector } from '../src/inspector/index.js';
import '../src/live-stream/define.js';
import type { LiveStream } from '../src/live-stream/live-stream.js';
import './live-stream.css';
import { onServer, withChat } from './sample.js';
import { song, songRow, titlesIn, type Song } from './songs.js';
import './stories.css';

const meta: Meta = { title: 'stream-inspector', component: 'stream-inspector' };
export default meta;
type Story = StoryObj;

const inspectorIn = (canvas: HTMLElement): StreamInspector => canvas.querySelector('stream-inspector')!;
const inside = (canvas: HTMLElement): ReturnType<typeof within> => within(inspectorIn(canvas).shadowRoot as unknown as HTMLElement);

export const BesideAChat: Story = {
  parameters: { server: {}, layout: 'fullscreen', docs: { story: { inline: false, height: '900px' } } },
  beforeEach: withChat,
  render: (_, { loaded }) => {
    const { chat, server } = onServer(loaded);
    return html`<div style="display: grid; grid-template-rows: 26rem auto; gap: 1rem; padding: 1rem">
      <chat-app id="chat" .chat=${chat} room="weekend-plans" timezone="UTC"></chat-app>
      <stream-inspector for="chat" .server=${server}></stream-inspector>
    </div>`;
  },
  play: async ({ canvasElement, loaded }) => {
    const inspector = inspectorIn(canvasElement);
    const { server } = onServer(loaded);
    const app = canvasElement.querySelector('chat-app')!;
    await waitFor(() => expect(app.openRoom?.list?.size ?? 0).toBeGreaterThanOrEqual(10));
    // Until the messages are there, it looks at the rooms.
    await waitFor(() => expect(inspector.shadowRoot!.querySelector('strong')).toHaveTextContent(/room weekend-plans, stream (?!rooms)/));
    await waitFor(() => expect(inspector.shadowRoot!.querySelector('dl')).toHaveTextContent(/Rows\s*\d\d.*State\s*live/));
    await userEvent.click(inside(canvasElement).getByText('Duplicate'));
    await server.post('ben', 'weekend-plans', 'Twice on the wire, once on the screen');
    const written = (): unknown[] =>
      [...app.openRoom!.list!.querySelectorAll('message-item')].filter(({ message }) => message?.content.startsWith('Twice'));
    await waitFor(() => expect(written()).not.toHaveLength(0));
    await waitFor(() => expect(inspector.log.querySelectorAll('[data-what="insert"]')).not.toHaveLength(0));
    // What the server says twice is shown once.
    await expect(written()).toHaveLength(1);
  },
};

/** What a reader would do first, done when the inspector stands beside its list: a page of the documentation plays no story. */
const first = (does: (inspector: StreamInspector) => unknown): unknown =>
  ref((element) => {
    const inspector = element as StreamInspector | undefined;
    if (inspector?.hasUpdated === false) void inspector.updateComplete.then(() => does(inspector));
  });

/** As `export` writes it, with words. */
const RECORDING = `{"ms":0,"ops":[{"op":"stream","items":[{"id":1,"title":"Naima","by":"John Coltrane"},{"id":2,"title":"Take Five","by":"Dave Brubeck"},{"id":3,"title":"Footprints","by":"Wayne Shorter"}]}]}
{"ms":840,"ops":[{"op":"insert","item":{"id":4,"title":"Blue in Green","by":"Miles Davis"},"at":0}]}
{"ms":1310,"ops":[{"op":"insert","item":{"id":2,"title":"Take Five, in five","by":"Dave Brubeck"}},{"op":"delete","id":1}]}
{"ms":2950,"ops":[{"op":"stream","items":[{"id":5,"title":"Afro Blue","by":"Mongo Santamaría"},{"id":6,"title":"So What","by":"Miles Davis"}],"limit":-3}]}
`;

export const Replay: Story = {
  render: () => html`
    <div class="songs">
      <live-stream id="songs" name="songs" role="list" aria-label="Songs" .renderItem=${songRow}></live-stream>
    </div>
    <stream-inspector
      for="songs"
      ${first((inspector) => {
        inspector.replay(RECORDING);
        inspector.step();
      })}
    ></stream-inspector>
  `,
  play: async ({ canvasElement }) => {
    const inspector = inspectorIn(canvasElement);
    await inspector.updateComplete;
    await waitFor(() => expect(titlesIn(canvasElement)).toEqual(['Naima', 'Take Five', 'Footprints']));
    const seen: string[] = [];
    for (let n = 1; n < 4; n += 1) {
      await userEvent.click(await inside(canvasElement).findByText(new RegExp(`Step ${n} of 4`)));
      await canvasElement.querySelector('live-stream')!.updateComplete;
      seen.push(titlesIn(canvasElement).join(', '));
    }
    await expect(seen).toEqual([
      'Blue in Green, Naima, Take Five, Footprints',
      'Blue in Green, Take Five, in five, Footprints',
      'Footprints, Afro Blue, So What',
    ]);
  },
};

const recordTwo = async (inspector: StreamInspector): Promise<void> => {
  const list = inspector.previousElementSibling!.querySelector<LiveStream<Song>>('live-stream')!;
  list.insert(song(1));
  await list.updateComplete;
  list.insert(song(2));
};

/** Somebody pressed Record: the steps are counted, and can be exported. */
export const Recording: Story = {
  render: () => html`
    <div class="songs">
      <live-stream id="recorded" name="recorded" role="list" aria-label="Songs" .renderItem=${songRow}></live-stream>
    </div>
    <stream-inspector for="recorded" recording ${first(recordTwo)}></stream-inspector>
  `,
  play: async ({ canvasElement }) => {
    await expect(await inside(canvasElement).findByText('Record (2)')).toHaveAttribute('aria-pressed', 'true');
  },
};

export const NotARecording: Story = {
  render: () => html`
    <div class="songs">
      <live-stream id="unread" name="unread" role="list" aria-label="Songs" .renderItem=${songRow}></live-stream>
    </div>
    <stream-inspector for="unread" ${first((inspector) => inspector.replay('a shopping list'))}></stream-inspector>
  `,
  play: async ({ canvasElement }) => {
    const inspector = inspectorIn(canvasElement);
    await waitFor(() => expect(inspector.shadowRoot!.querySelector('.trouble')).toHaveTextContent(/line 1/));
  },
};

export const NothingToLookAt: Story = { render: () => html`<stream-inspector></stream-inspector>` };
