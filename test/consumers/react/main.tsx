// React 19: properties by name, events as `onstream-change`, children as slots.

import { html } from 'lit';
import type { LiveStream } from 'live-stream-kit';
import { useRef, useState } from 'react';
import { createRoot } from 'react-dom/client';
import 'live-stream-kit/live-stream';
import 'live-stream-kit/types/react';

interface Song {
  id: number;
  title: string;
}

const row = ({ title }: Song) => html`<div class="song">${title}</div>`;
let added = 0;

function Songs() {
  const list = useRef<LiveStream>(null);
  const [inserted, setInserted] = useState(0);
  const [limit, setLimit] = useState<number>();
  const [shown, setShown] = useState(true);
  return (
    <>
      <button onClick={() => list.current?.insert({ id: ++added, title: `Song ${added}` })}>Add</button>
      <button onClick={() => setLimit(-2)}>Two at most</button>
      <button onClick={() => setShown(false)}>Hide</button>
      <button onClick={() => setShown(true)}>Show</button>
      <output>{inserted} inserted</output>
      {shown && (
        <live-stream
          ref={list}
          name="songs"
          limit={limit}
          renderItem={row}
          onstream-change={(event) => setInserted((before) => before + event.inserted.length)}
        >
          <p slot="empty">Nothing to play</p>
        </live-stream>
      )}
    </>
  );
}

createRoot(document.querySelector('#app')!).render(<Songs />);
