// A row, the same on the server and in the page. What may change stands last: nothing makes way for it.

import { html } from 'lit';

export const songs = Array.from({ length: 60 }, (_, i) => ({ id: i + 1, title: `Song ${i + 1}` }));

export const row = ({ id, title }) =>
  html`<div class="song" id="songs-${id}"><small>No. ${id}</small> <input aria-label="Note on ${title}" /> <b>${title}</b></div>`;
