// The server: writes what React makes of the songs into the built page. No element is registered here.

import { readFileSync, writeFileSync } from 'node:fs';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { createServer } from 'vite';

const vite = await createServer({ server: { middlewareMode: true, ws: false }, appType: 'custom', logLevel: 'error' });
const { Songs } = await vite.ssrLoadModule('/Songs.tsx');
await vite.close();
const page = readFileSync('dist/index.html', 'utf8');
if (!page.includes('<div id="app">')) throw new Error('the page has no place for songs');
writeFileSync(
  'dist/served.html',
  page.replace('<div id="app">', (place) => `${place}${renderToString(createElement(Songs))}`),
);
