/** @jsxImportSource solid-js */
import { onMount, type JSX } from 'solid-js';
import type { LiveStream } from 'live-stream-kit';
import { html } from 'lit';
import 'live-stream-kit';
import 'live-stream-kit/types/solid';

interface Song {
  id: number;
  title: string;
}

export function Songs(props: { songs: Song[]; older: () => void }): JSX.Element {
  let list!: LiveStream;
  onMount(() => list.reset(props.songs.map((song) => ({ ...song }))));
  return (
    <live-stream
      ref={(element) => (list = element)}
      name="songs"
      anchor="end"
      prop:renderItem={({ title }: Song) => html`<div>${title}</div>`}
      on:viewport-top={() => props.older()}
    />
  );
}
