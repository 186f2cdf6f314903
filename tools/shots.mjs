// Photographs every story, light and dark, at three widths, into one contact sheet per scheme, and compares it with the one in
// `test/shots`: `npm run shots`, with `-- --update` to keep what is seen, `--only TEXT` for stories with the text in their id. The
// pictures themselves and the sheets lie in `test-results/shots` afterwards. Built anew first, with `--built` as it lies there.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { PNG } from 'pngjs';
import { preview, runnerImport } from 'vite';
import { blank, cut, differs, layOut, paste, SHRINK, shrink } from './contact-sheet.mjs';

const BUILT = 'storybook-static';
const KEPT = 'test/shots';
const SEEN = 'test-results/shots';
const WIDTHS = [320, 768, 1280];
const HEIGHT = 640;
/** Shrunk, as on the sheet. */
const SHEET = { widths: WIDTHS.map((width) => width / SHRINK), height: HEIGHT / SHRINK, columns: 4 };
const NAMES = join(KEPT, 'stories.json');
/** What every story takes for now; nothing on a picture depends on the day. */
const NOW = new Date('2026-03-02T10:00:00Z');
/** How long a story may take until it is as it will be. */
const PATIENCE = 30_000;

const { values } = parseArgs({
  options: {
    update: { type: 'boolean', default: false },
    built: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true },
    scheme: { type: 'string', multiple: true, default: ['light', 'dark'] },
  },
});

if (!values.built) {
  // A shell, because npm is a script of another name on Windows.
  const { status } = spawnSync('npm run --silent build:storybook', { stdio: 'inherit', shell: true });
  if (status !== 0) throw new Error('the stories could not be built');
}
const { entries } = JSON.parse(readFileSync(join(BUILT, 'index.json'), 'utf8'));
const all = Object.values(entries).flatMap(({ type, id }) => (type === 'story' ? [id] : []));
const wanted = all.filter((id) => !values.only || values.only.some((text) => id.includes(text)));
if (wanted.length === 0) throw new Error(`no story is named like ${values.only?.join(' or ')}`);

const { module } = await runnerImport('./tools/find-browser.ts', { configFile: false });
const server = await preview({ configFile: false, logLevel: 'error', build: { outDir: BUILT }, preview: { port: 0, host: '127.0.0.1' } });
const base = `http://127.0.0.1:${server.httpServer.address().port}`;
const browser = await chromium.launch({ executablePath: await module.findBrowser(), args: ['--no-sandbox', '--font-render-hinting=none'] });
rmSync(SEEN, { recursive: true, force: true });
mkdirSync(SEEN, { recursive: true });
mkdirSync(KEPT, { recursive: true });

const kept = new Map(values.scheme.map((scheme) => [scheme, keptSheet(scheme)]));
let changed = 0;
try {
  for (const scheme of values.scheme) changed += await photograph(scheme);
} finally {
  await browser.close();
  await server.close();
}
if (values.update) writeFileSync(NAMES, `${JSON.stringify(all, undefined, 2)}\n`);
else if (changed > 0) {
  console.log(`${changed} pictures differ: look at ${SEEN}, then keep them with: npm run shots -- --update`);
  process.exitCode = 1;
}

/** One sheet; gives how many of its pictures are not as they were. */
async function photograph(scheme) {
  const { cells, ...size } = layOut(all, SHEET);
  const before = kept.get(scheme);
  const sheet = blank(size.width, size.height);
  const differing = (before?.names ?? []).filter((name) => !all.includes(name)).map((name) => `${name} (gone)`);
  // A page for each width, side by side.
  await Promise.all(
    WIDTHS.map(async (width, nth) => {
      const context = await browser.newContext({ viewport: { width, height: HEIGHT }, colorScheme: scheme, timezoneId: 'UTC' });
      let page;
      for (const cell of cells.filter((one) => one.nth === nth)) {
        const was = before?.of(cell);
        if (!wanted.includes(cell.name)) {
          if (was) paste(sheet, cell, was);
          continue;
        }
        if (page) await turnTo(page, cell.name);
        else page = await openPage(context, cell.name, scheme);
        const picture = await settled(page);
        writeFileSync(join(SEEN, `${cell.name}-${scheme}-${width}.png`), picture);
        const now = shrink(PNG.sync.read(picture));
        const same = was !== undefined && !differs(was, now);
        if (!same) differing.push(`${cell.name} ${width}${was ? '' : ' (new)'}`);
        // What looks the same stays the same, to the last bit.
        paste(sheet, cell, same ? was : now);
      }
      await context.close();
    }),
  );
  const file = encode(sheet);
  writeFileSync(join(SEEN, `${scheme}.png`), file);
  if (values.update) writeFileSync(join(KEPT, `${scheme}.png`), file);
  console.log(`${scheme}: ${wanted.length} stories at ${WIDTHS.join(', ')} px, ${differing.length} differ`);
  for (const name of differing.toSorted()) console.log(`  ${name}`);
  return differing.length;
}

/** A page that shows one story after the other. */
async function openPage(context, id, scheme) {
  const page = await context.newPage();
  await page.clock.setFixedTime(NOW);
  await page.goto(`${base}/iframe.html?id=${id}&viewMode=story&globals=scheme:${scheme}`);
  const finished = () => ['finished', 'completed', 'errored', 'aborted'].includes(globalThis.__STORYBOOK_PREVIEW__?.currentRender?.phase);
  await page.waitForFunction(finished, undefined, { timeout: PATIENCE });
  await page.evaluate(() => document.fonts.ready);
  return page;
}

/** The next story, once all that is played in it has been. */
async function turnTo(page, id) {
  await page.mouse.move(0, 0);
  await page.evaluate(
    ([storyId, patience]) =>
      new Promise((resolve, reject) => {
        const channel = globalThis.__STORYBOOK_ADDONS_CHANNEL__;
        const over = (told) => (told?.storyId ?? storyId) === storyId && resolve();
        for (const event of ['storyFinished', 'storyErrored', 'storyThrewException', 'storyMissing']) channel.on(event, over);
        setTimeout(() => reject(new Error(`${storyId} does not come to rest`)), patience);
        channel.emit('setCurrentStory', { storyId, viewMode: 'story' });
      }),
    [id, PATIENCE],
  );
}

/** The picture, once two in a row are the same. */
async function settled(page) {
  // What a story must show it need not show at every width: Storybook's word on that is not in the picture.
  await page.evaluate(() => document.body.classList.replace('sb-show-errordisplay', 'sb-show-main'));
  let before = Buffer.alloc(0);
  for (let tries = 0; tries < 10; tries += 1) {
    const now = await page.screenshot({ animations: 'disabled', caret: 'hide' });
    if (now.equals(before)) break;
    before = now;
    await page.waitForTimeout(150);
  }
  return before;
}

/** The sheet that was kept, by the names of the stories at that time. */
function keptSheet(scheme) {
  const file = join(KEPT, `${scheme}.png`);
  if (!existsSync(file)) return undefined;
  const names = JSON.parse(readFileSync(NAMES, 'utf8'));
  const sheet = PNG.sync.read(readFileSync(file));
  const { cells } = layOut(names, SHEET);
  const of = ({ name, nth }) => {
    const cell = cells.find((one) => one.name === name && one.nth === nth);
    return cell && cut(sheet, cell);
  };
  return { names, of };
}

function encode({ width, height, data }) {
  const png = new PNG({ width, height });
  png.data = Buffer.from(data);
  return PNG.sync.write(png, { deflateLevel: 9 });
}
