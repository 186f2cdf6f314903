/** @jsxImportSource solid-js */
// The elements in Solid's JSX: compiled, not run.

import type { JSX } from 'solid-js';
import type { LiveStream } from 'live-stream-kit';
import { html } from 'lit';
import 'live-stream-kit/types/solid';

interface Song {
  id: number;
  title: string;
}

export function Songs(props: { songs: Song[] }): JSX.Element {
  let list: LiveStream | undefined;
  return (
    <div>
      <live-stream
        ref={(element) => (list = element)}
        name="songs"
        class="songs"
        anchor="end"
        limit={-100}
        prop:renderItem={({ title }: Song) => html`<li>${title}</li>`}
        on:stream-change={({ inserted }) => console.log(inserted.length)}
        onClick={() => list?.stream(props.songs.map(({ id, title }) => ({ id, title })))}
      >
        <p slot="empty">Nothing to play.</p>
      </live-stream>
      <chat-room room="lobby" page-size={20} density="compact" on:message-send={(event) => event.preventDefault()} />
      {/* @ts-expect-error: no such edge */}
      <live-stream anchor="middle" />
      {/* @ts-expect-error: another event's handler */}
      <live-stream on:stream-change={(event: MouseEvent) => event.preventDefault()} />
    </div>
  );
}
