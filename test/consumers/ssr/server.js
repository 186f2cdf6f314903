// The server: writes the list with its rows into the built page. The class is at hand and not registered, so that the tag stays a tag and its
// rows are what it has inside.

import { readFileSync, writeFileSync } from 'node:fs';
import { render } from '@lit-labs/ssr';
import { collectResultSync } from '@lit-labs/ssr/lib/render-result.js';
import { html } from 'lit';
import { LiveStream } from 'live-stream-kit/elements';
import { row, songs } from './row.js';

if (!LiveStream.observedAttributes.includes('name')) throw new Error('the class cannot be used on a server');
const list = collectResultSync(
  render(
    html`<live-stream name="songs" role="feed" aria-label="Songs"
      ><h2 slot="header">All of them</h2>
      ${songs.map(row)}</live-stream
    >`,
  ),
);
const page = readFileSync('dist/index.html', 'utf8');
if (!page.includes("<!-- the server's rows -->")) throw new Error('the page has no place for rows');
writeFileSync('dist/served.html', page.replace("<!-- the server's rows -->", list));
