// The same on the server and in the page. React gives an element that it hydrates neither properties nor listeners: the ref does.

import { html } from 'lit';
import type { LiveStream, StreamChangeEvent } from 'live-stream-kit';
import { useCallback, useRef, useState } from 'react';
import 'live-stream-kit/types/react';

interface Song {
  id: number;
  title: string;
}

const row = ({ title }: Song) => html`<div class="song">${title}</div>`;
let added = 0;

export function Songs() {
  const songs = useRef<LiveStream<Song>>(null);
  const [inserted, setInserted] = useState(0);
  const [limit, setLimit] = useState<number>();
  const mount = useCallback((list: LiveStream<Song>) => {
    const count = (event: StreamChangeEvent): void => setInserted((before) => before + event.inserted.length);
    songs.current = list;
    list.renderItem = row;
    list.addEventListener('stream-change', count);
    return () => list.removeEventListener('stream-change', count);
  }, []);
  return (
    <>
      <button onClick={() => songs.current?.insert({ id: ++added, title: `Song ${added}` })}>Add</button>
      <button onClick={() => setLimit(-2)}>Two at most</button>
      <output>{inserted} inserted</output>
      <live-stream ref={mount} suppressHydrationWarning name="songs" role="list" aria-label="Songs" limit={limit}>
        <p slot="empty">Nothing to play</p>
      </live-stream>
    </>
  );
}
