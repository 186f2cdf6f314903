// Opens every page of the built documentation from a folder deep inside another site, with no other host to be reached, and fails when a
// page throws, logs an error, asks another host, misses a file, links to a page that does not exist, or is wider than a phone.

import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { chromium } from 'playwright';
import { runnerImport } from 'vite';

const FOLDER = 'storybook-static';
const BELOW = '/some/where/deep/';
const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

const { module } = await runnerImport('./tools/find-browser.ts', { configFile: false });
const { entries } = JSON.parse(readFileSync(join(FOLDER, 'index.json'), 'utf8'));
const pages = Object.values(entries).filter(({ type }) => type === 'docs');
const faults = [];

const server = createServer(({ url = '' }, response) => {
  const { pathname } = new URL(url, 'http://localhost');
  const file = join(FOLDER, pathname.startsWith(BELOW) ? pathname.slice(BELOW.length) || 'index.html' : 'no such file');
  const found = existsSync(file);
  if (!found && !pathname.endsWith('/favicon.ico')) faults.push(`${pathname} is not there`);
  response.writeHead(found ? 200 : 404, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
  response.end(found ? readFileSync(file) : '');
});
await new Promise((resolve) => server.listen(0, resolve));
const base = `http://localhost:${server.address().port}${BELOW}`;

// Whatever is not this machine cannot be found.
const rules = ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost', '--no-sandbox', '--disable-background-networking'];
const browser = await chromium.launch({ executablePath: await module.findBrowser(), args: rules });
try {
  await visit('the frame around the pages', base, '#storybook-explorer-tree', 1280);
  const queue = [...pages];
  const worker = async () => {
    for (let page = queue.shift(); page; page = queue.shift())
      await visit(page.id, `${base}iframe.html?viewMode=docs&id=${page.id}`, '.sbdocs-content h1', 320);
  };
  await Promise.all([worker(), worker()]);
} finally {
  await browser.close();
  server.close();
}

for (const fault of faults) console.log(fault);
console.log(faults.length ? `${faults.length} faults of the documentation` : `${pages.length} pages of the documentation are whole`);
process.exitCode = faults.length ? 1 : 0;

async function visit(name, address, ready, width) {
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  page.on('pageerror', ({ message }) => faults.push(`${name} throws: ${message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      faults.push(`${name} says: ${message.text().split('\n')[0]}`);
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(base) && /^(https?|wss?):/.test(request.url()) && !request.url().endsWith('/favicon.ico'))
      faults.push(`${name} asks ${request.url()}`);
  });
  // Stories in frames of their own have their own tests.
  await page.route('**/iframe.html?*viewMode=story*', (route) => route.abort());
  try {
    await page.goto(address, { waitUntil: 'domcontentloaded' });
    await page.locator(ready).first().waitFor({ timeout: 20_000 });
    const links = await page
      .locator('a[href*="path=/docs/"]')
      .evaluateAll((all) => all.map((link) => new URL(link.href).searchParams.get('path')?.slice('/docs/'.length)));
    for (const id of links) if (id && !entries[id]) faults.push(`${name} links to ${id}, which is no page`);
    // Stories ask for what they show, and say what is wrong with it, after the words are there. Frames kept out may never let it rest.
    await page.waitForLoadState('networkidle', { timeout: 5_000 }).catch(() => undefined);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (over > 0) faults.push(`${name} is ${over} px wider than a window of ${width}`);
  } catch (error) {
    faults.push(`${name}: ${error.message.split('\n')[0]}`);
  }
  await page.close();
}
