// Solid, by its compiler: `prop:`, `bool:` and `on:` say what is a property, an attribute and an event of the element.

import { html } from 'lit';
import type { LiveStream } from 'live-stream-kit';
import { createSignal, Show } from 'solid-js';
import { render } from 'solid-js/web';
import 'live-stream-kit/live-stream';
import 'live-stream-kit/types/solid';

interface Song {
  id: number;
  title: string;
}

const row = ({ title }: Song) => html`<div class="song">${title}</div>`;
let added = 0;

function Songs() {
  let list!: LiveStream;
  const [inserted, setInserted] = createSignal(0);
  const [limit, setLimit] = createSignal<number>();
  const [shown, setShown] = createSignal(true);
  const [fades] = createSignal(true);
  return (
    <>
      <button onClick={() => list.insert({ id: ++added, title: `Song ${added}` })}>Add</button>
      <button onClick={() => setLimit(-2)}>Two at most</button>
      <button onClick={() => setShown(false)}>Hide</button>
      <button onClick={() => setShown(true)}>Show</button>
      <output>{inserted()} inserted</output>
      <Show when={shown()}>
        <live-stream
          ref={(element) => (list = element)}
          name="songs"
          prefetch={3}
          limit={limit()}
          animate-removal={fades()}
          bool:interactive={fades()}
          prop:renderItem={row}
          on:stream-change={(event) => setInserted((before) => before + event.inserted.length)}
        >
          <p slot="empty">Nothing to play</p>
        </live-stream>
      </Show>
    </>
  );
}

render(() => <Songs />, document.querySelector('#app')!);
