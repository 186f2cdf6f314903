// Every way ops come in besides methods: events, markup, a URL, anything that speaks, storage; and how they are changed on the way.

import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { expect, userEvent, waitFor } from 'storybook/test';
import type { StreamBeforeApplyEvent, StreamErrorEvent } from '../src/live-stream/events.js';
import '../src/live-stream/define.js';
import type { LiveStream } from '../src/live-stream/live-stream.js';
import type { StreamOp } from '../src/live-stream/ops.js';
import './live-stream.css';
import { listIn, song, songRow, songs, titlesIn, type Song } from './songs.js';

const meta: Meta = { title: 'live-stream/sources', component: 'live-stream' };
export default meta;
type Story = StoryObj;

const insert = (id: number): StreamOp<Song> => ({ op: 'insert', item: song(id) });

export const EventsFromInside: Story = {
  render: () => {
    const remove = ({ target }: Event, id: number): unknown =>
      target?.dispatchEvent(new CustomEvent('stream-op', { bubbles: true, composed: true, detail: { op: 'delete', id } }));
    return html`
      <div class="songs">
        <live-stream
          name="setlist"
          role="list"
          aria-label="Songs"
          .renderItem=${({ id, title }: Song) => html`
            <div class="song">
              <span>${title}</span><button aria-label=${`Remove ${title}`} @click=${(e: Event) => remove(e, id)}>Remove</button>
            </div>
          `}
          ${ref((element) => (element as LiveStream<Song> | undefined)?.reset(songs(4)))}
        ></live-stream>
      </div>
    `;
  },
  play: async ({ canvas, canvasElement }) => {
    await waitFor(() => expect(titlesIn(canvasElement)).toHaveLength(4));
    await userEvent.click(canvas.getByLabelText('Remove Take Five'));
    await waitFor(() => expect(titlesIn(canvasElement)).toEqual(['Naima', 'Afro Blue', 'Blue in Green']));
  },
};

export const Markup: Story = {
  render: () => {
    /** What a library for HTML over the wire does with an answer of the server. */
    const receive = ({ target }: { target: Element }): void => {
      const answer = target.querySelector('template') ?? target.parentElement!.querySelector('template')!;
      listIn(target.closest('.songs')!).append(document.importNode(answer.content, true));
    };
    return html`
      <div class="songs">
        <div class="songs-bar">
          <button @click=${receive}>
            Insert
            <template>
              <stream-op action="insert" at="0">
                <template
                  ><div class="song" id="songs-9"><span>Footprints</span></div></template
                >
              </stream-op>
            </template>
          </button>
          <button @click=${receive}>
            Update
            <template>
              <stream-op action="insert" update-only>
                <template
                  ><div class="song" id="songs-1"><span>Naima, from another take</span></div></template
                >
              </stream-op>
            </template>
          </button>
          <button @click=${receive}>
            Delete
            <template><stream-op action="delete" dom-id="songs-2"></stream-op></template>
          </button>
        </div>
        <live-stream name="songs" role="list" tabindex="0" aria-label="Songs">
          <div class="song" id="songs-1"><span>Naima</span></div>
          <div class="song" id="songs-2"><span>Take Five</span></div>
        </live-stream>
      </div>
    `;
  },
  play: async ({ canvas, canvasElement }) => {
    const row = canvasElement.querySelector('[id="songs-1"]');
    for (const name of ['Insert', 'Update', 'Delete']) await userEvent.click(canvas.getByText(name));
    await waitFor(() => expect(titlesIn(canvasElement)).toEqual(['Footprints', 'Naima, from another take']));
    await expect(canvasElement.querySelector('[id="songs-1"]')).toBe(row);
    await expect(listIn(canvasElement).querySelector('stream-op')).toBeNull();
  },
};

/** A radio station that hangs up after every third song, and goes on from the last one heard. */
function radio(_: unknown, init?: RequestInit): Promise<Response> {
  const heard = Number(new Headers(init?.headers).get('last-event-id') ?? 0);
  let id = heard;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (++id > heard + 3) return controller.close();
      await new Promise((resolve) => setTimeout(resolve, 100));
      controller.enqueue(new TextEncoder().encode(`retry: 50\nid: ${id}\ndata: ${JSON.stringify(insert(id))}\n\n`));
    },
  });
  const over = heard >= 6 ? new Response(null, { status: 204 }) : new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  return Promise.resolve(over);
}

/** What answers at which address. */
const STATIONS: Readonly<Record<string, typeof fetch>> = {
  '/radio': radio,
  '/silence': () => Promise.resolve(new Response(null, { status: 404 })),
};

let elsewhere = globalThis.fetch;
let tuned = 0;
const onAir: typeof fetch = (url, init) => (STATIONS[url as string] ?? elsewhere)(url, init);

/** For `beforeEach`: a page may show both stations, so they are on the air together until the last is gone. */
const tuneIn = (): (() => void) => {
  if (tuned++ === 0) {
    elsewhere = globalThis.fetch;
    globalThis.fetch = onAir;
  }
  return () => {
    if (--tuned === 0) globalThis.fetch = elsewhere;
  };
};

export const Url: Story = {
  beforeEach: tuneIn,
  render: () => html`
    <div class="songs">
      <live-stream
        name="radio"
        role="list"
        tabindex="0"
        aria-label="Songs"
        anchor="end"
        status="loading"
        src="/radio"
        .renderItem=${songRow}
      >
        <div slot="loading" class="song">Tuning in…</div>
      </live-stream>
    </div>
  `,
  play: async ({ canvasElement }) => {
    await waitFor(() => expect(titlesIn(canvasElement)).toEqual(songs(6).map(({ title }) => title)), { timeout: 15_000 });
    await expect(listIn(canvasElement).status).toBe('ready');
  },
};

export const UrlRefused: Story = {
  beforeEach: tuneIn,
  render: () => html`
    <div class="songs">
      <live-stream
        name="silence"
        src="/silence"
        @stream-error=${(event: StreamErrorEvent) => {
          event.preventDefault();
          (event.target as Element).nextElementSibling!.textContent = event.error.message;
        }}
      >
        <div slot="failed" class="song">Nobody is on the air.</div>
      </live-stream>
      <output class="trouble"></output>
    </div>
  `,
  play: async ({ canvasElement }) => {
    await waitFor(() => expect(listIn(canvasElement).status).toBe('failed'));
    await expect(canvasElement.querySelector('output')).toHaveTextContent('/silence answered 404');
  },
};

export const Connected: Story = {
  render: () => {
    async function* concert(): AsyncGenerator<StreamOp<Song>> {
      for (let id = 1; id <= 5; id++) {
        yield insert(id);
        await new Promise((resolve) => setTimeout(resolve, 150));
      }
    }
    let disconnect: (() => void) | undefined;
    return html`
      <div class="songs">
        <live-stream
          name="concert"
          role="list"
          tabindex="0"
          aria-label="Songs"
          anchor="end"
          limit="-3"
          .renderItem=${songRow}
          ${ref((element) => {
            disconnect?.();
            disconnect = (element as LiveStream | undefined)?.connect(concert());
          })}
        ></live-stream>
      </div>
    `;
  },
  play: async ({ canvasElement }) => {
    await waitFor(() => expect(titlesIn(canvasElement)).toEqual(['Afro Blue', 'Blue in Green', 'Waltz for Debby']), { timeout: 15_000 });
  },
};

export const ChangedOnTheWay: Story = {
  render: () => {
    /** Nothing by Brubeck tonight. */
    const choose = (event: StreamBeforeApplyEvent<Song>): void => {
      event.ops = event.ops.map((op) => ('items' in op ? { ...op, items: op.items.filter(({ by }) => by !== 'Dave Brubeck') } : op));
    };
    return html`
      <div class="songs">
        <live-stream
          name="chosen"
          role="list"
          tabindex="0"
          aria-label="Songs"
          .renderItem=${songRow}
          @stream-before-apply=${choose}
          ${ref((element) => (element as LiveStream<Song> | undefined)?.reset(songs(4)))}
        ></live-stream>
      </div>
    `;
  },
  play: async ({ canvasElement }) => {
    await waitFor(() => expect(titlesIn(canvasElement)).toEqual(['Naima', 'Afro Blue', 'Blue in Green']));
  },
};

export const KeptOverReloads: Story = {
  render: () => {
    const box = ({ target }: Event): Element => (target as Element).closest('.songs')!;
    const append = (event: Event): void => listIn(box(event)).insert(song(listIn(box(event)).size + 1));
    /** As a reload does: another element, which knows nothing but its name. */
    const reopen = async (event: Event): Promise<void> => {
      const list = listIn(box(event));
      await list.persisted();
      const another = list.cloneNode() as LiveStream<Song>;
      another.renderItem = songRow;
      list.replaceWith(another);
    };
    return html`
      <div class="songs">
        <div class="songs-bar">
          <button @click=${append}>Append</button>
          <button @click=${reopen}>Open again</button>
          <button @click=${(event: Event) => listIn(box(event)).clear()}>Forget</button>
        </div>
        <live-stream name="kept" persist="stories" role="list" tabindex="0" aria-label="Songs" .renderItem=${songRow}></live-stream>
      </div>
    `;
  },
  play: async ({ canvas, canvasElement }) => {
    const first = listIn(canvasElement);
    await first.clear();
    await userEvent.click(canvas.getByText('Append'));
    await waitFor(() => expect(titlesIn(canvasElement)).toEqual(['Naima']));
    await userEvent.click(canvas.getByText('Append'));
    await waitFor(() => expect(titlesIn(canvasElement)).toHaveLength(2));

    await userEvent.click(canvas.getByText('Open again'));
    await waitFor(() => expect(listIn(canvasElement)).not.toBe(first));
    await waitFor(() => expect(titlesIn(canvasElement)).toEqual(['Naima', 'Take Five']));
  },
};
