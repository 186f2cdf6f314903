/** @jsxImportSource react */
// The elements in React 19's JSX: compiled, not run.

import { useRef } from 'react';
import type { LiveStream } from 'live-stream-kit';
import { html } from 'lit';
import 'live-stream-kit/types/react';

interface Song {
  id: number;
  title: string;
}

export function Songs({ songs }: { songs: Song[] }): React.JSX.Element {
  const list = useRef<LiveStream<Song>>(null);
  return (
    <div>
      <live-stream
        ref={list}
        name="songs"
        className="songs"
        anchor="end"
        limit={-100}
        renderItem={({ title }: Song) => html`<li>${title}</li>`}
        onstream-change={({ inserted }) => console.log(inserted.length)}
        onviewport-top={(event) => console.log(event.overran)}
        onClick={() => list.current?.stream(songs)}
      >
        <p slot="empty">Nothing to play.</p>
      </live-stream>
      <chat-room room="lobby" page-size={20} density="compact" onmessage-send={(event) => event.preventDefault()} />
      <stream-op action="insert" at={0} target="songs" />
      {/* @ts-expect-error: no such edge */}
      <live-stream anchor="middle" />
      {/* @ts-expect-error: another event's handler */}
      <live-stream onstream-change={(event: MouseEvent) => event.preventDefault()} />
      {/* @ts-expect-error: no such tag */}
      <live-streams />
    </div>
  );
}
