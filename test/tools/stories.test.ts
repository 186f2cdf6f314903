// Storybook is the documentation, so it must have everything: a page for each element, a story for each of its states, and every guide.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { storyNameFromExport, toId } from 'storybook/internal/csf';
import { beforeAll, expect } from 'vitest';
import type { Declaration } from '../../tools/manifest/manifest.d.mts';
import { ENGLISH } from '../../src/chat/strings.ts';
import { elementsTable } from '../../tools/manifest/elements-table.mjs';
import { readManifest } from '../../tools/manifest/read.mjs';

const files = readdirSync('stories', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.stories.ts'));
const stories = files.map((file) => readFileSync(`stories/${file}`, 'utf8'));
/** What stories say they show, or say; when a story is played, it is looked for. */
const shown = listed('shows');
const said = listed('says');

let elements: Declaration[];
let states: string[];
beforeAll(async () => {
  elements = (await readManifest()).modules.flatMap(({ declarations = [] }) => declarations).filter(({ tagName }) => tagName);
  states = elements.flatMap(({ tagName, cssStates = [], attributes = [] }) => [
    ...cssStates.map(({ name }) => `${tagName}:state(${name})`),
    // An attribute that says what becomes of the element has states, too.
    ...attributes
      .filter(({ name }) => name === 'state' || name === 'status')
      .flatMap(({ name, type }) => Array.from(type!.text.matchAll(/'([^']+)'/g), ([, value]) => `${tagName}[${name}=${value}]`)),
  ]);
});

it('every element has a page', () => {
  const pages = new Set(stories.flatMap((code) => /\bcomponent: '([^']+)'/.exec(code)?.[1] ?? []));
  expect(elements.map(({ tagName }) => tagName).filter((tag) => !pages.has(tag!))).toEqual([]);
});

it('every state of an element is shown by a story, and no story shows one that does not exist', () => {
  expect(states.length).toBeGreaterThan(15);
  expect(states.filter((state) => !shown.has(state))).toEqual([]);
  expect([...shown].filter((state) => !states.includes(state))).toEqual([]);
});

it('everything that is said of how a chat and a room stand is said in a story', () => {
  const inNotices = [...keysIn('src/chat/room-notice.ts', /\bwords\.say\('(\w+)'/g), 'full', 'fullOffline'];
  const obstacles = keysIn('src/chat/room-notice.ts', /\breturn say\('(\w+)'\)/g);
  const standing = keysIn('src/chat/standing-line.ts', /: \['(is\w+)', /g);
  expect([inNotices.length, obstacles.length, standing.length].map((count) => count > 2)).toEqual([true, true, true]);
  expect([...inNotices, ...obstacles, ...standing].filter((key) => !said.has(key))).toEqual([]);
  expect([...said].filter((key) => !(key in ENGLISH))).toEqual([]);
});

it('the README counts what there is of every element', async () => {
  const [, shown] = readFileSync('README.md', 'utf8').split(/<!-- \/?features -->/);
  const table = elementsTable(await readManifest(), stories);
  expect(Array.from(table.matchAll(/^\| `<([\w-]+)>` /gm), ([, tag]) => tag)).toEqual(elements.map(({ tagName }) => tagName));
  expect(shown?.trim(), 'npm run features -- --write').toBe(table);
});

it('every story is on the contact sheets, and none that is gone', () => {
  const exported = files.flatMap((file) =>
    Array.from(readFileSync(`stories/${file}`, 'utf8').matchAll(/^export const (\w+)/gm), ([, name = '']) => name),
  );
  const ids = JSON.parse(readFileSync('test/shots/stories.json', 'utf8')) as string[];
  expect(ids.map((id) => id.split('--').at(-1) ?? '').toSorted(), 'npm run shots -- --update').toEqual(
    exported.map((name) => toId('a', storyNameFromExport(name)).split('--').at(-1) ?? '').toSorted(),
  );
});

it('every guide is there, and has its place in the order of the pages', () => {
  const order = /'Guides',\s*\[([^\]]+)\]/.exec(readFileSync('.storybook/preview.ts', 'utf8'))?.[1] ?? '';
  const guides = Array.from(order.matchAll(/'([^']+)'/g), ([, name = '']) => name);
  expect(guides).toEqual(
    expect.arrayContaining([
      'Getting started',
      'Ops and streams',
      'Theming',
      'Your own backend',
      'Offline and tabs',
      'Accessibility',
      'Embedding',
      'Frameworks',
      'Security and CSP',
      'From LiveView',
      'Performance',
    ]),
  );
  for (const name of guides) {
    const file = `stories/guides/${name.toLowerCase().replaceAll(' ', '-')}.mdx`;
    expect(existsSync(file), file).toBe(true);
    expect(readFileSync(file, 'utf8')).toContain(`<Meta title="Guides/${name}" />`);
  }
});

it('From LiveView has every function of the stream API, and every option of it', () => {
  const guide = readFileSync('stories/guides/from-liveview.mdx', 'utf8');
  for (const name of ['stream', 'stream_configure', 'stream_insert', 'stream_delete', 'stream_delete_by_dom_id', 'stream_async'])
    expect(guide).toMatch(new RegExp(`\`${name}\\(`));
  for (const option of ['at:', 'limit:', 'reset:', 'update_only:', 'dom_id:']) expect(guide).toContain(option);
});

/** What the stories' parameters of this name list. */
function listed(name: string): Set<string> {
  const lists = stories.flatMap((code) =>
    Array.from(code.matchAll(new RegExp(`\\b${name}: \\[((?:\\s*'[^']*',?)*)\\s*\\]`, 'g')), ([, list = '']) => list),
  );
  return new Set(lists.flatMap((list) => Array.from(list.matchAll(/'([^']+)'/g), ([, value = '']) => value)));
}

function keysIn(file: string, pattern: RegExp): string[] {
  return Array.from(readFileSync(file, 'utf8').matchAll(pattern), ([, key = '']) => key);
}
