// Solid, by its tagged templates: `prop:` and `on:` say what is a property and what an event of the element.

import { html as rowTemplate } from 'lit';
import { createSignal } from 'solid-js';
import html from 'solid-js/html';
import { render } from 'solid-js/web';
import 'live-stream-kit/live-stream';

const row = ({ title }) => rowTemplate`<div class="song">${title}</div>`;
let added = 0;

function Songs() {
  let list;
  const [inserted, setInserted] = createSignal(0);
  const [limit, setLimit] = createSignal(undefined);
  const [shown, setShown] = createSignal(true);
  const songs = () => html`
    <live-stream
      ref=${(element) => (list = element)}
      name="songs"
      prop:limit=${limit}
      prop:renderItem=${() => row}
      on:stream-change=${(event) => setInserted((before) => before + event.inserted.length)}
    >
      <p slot="empty">Nothing to play</p>
    </live-stream>
  `;
  return html`
    <button onclick=${() => list.insert({ id: ++added, title: `Song ${added}` })}>Add</button>
    <button onclick=${() => setLimit(-2)}>Two at most</button>
    <button onclick=${() => setShown(false)}>Hide</button>
    <button onclick=${() => setShown(true)}>Show</button>
    <output>${inserted} inserted</output>
    ${() => (shown() ? songs() : null)}
  `;
}

render(Songs, document.querySelector('#app'));
