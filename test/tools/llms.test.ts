// llms.txt is what an assistant believes: every name in it is held against the classes, the doors and the files as they are, not against
// what it was made from.

import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, expect } from 'vitest';
import { DEMO_ATTRIBUTES } from '../../src/embed/demo-settings.js';
import { exportsOf, doorsOf } from '../../tools/manifest/doors.mjs';
import { llmsText } from '../../tools/manifest/llms.mjs';
import type { Manifest } from '../../tools/manifest/manifest.d.mts';
import { readManifest } from '../../tools/manifest/read.mjs';
import { strangeNames } from '../../tools/manifest/strange-names.mjs';

interface Description {
  name: string;
  version: string;
  description: string;
  exports: Record<string, unknown>;
  files: string[];
  peerDependencies: Record<string, string>;
}
interface Observing {
  observedAttributes?: string[];
}
type Lists = Map<string, string[]>;

const description = JSON.parse(readFileSync('package.json', 'utf8')) as Description;
const { exports, files } = description;
const doors = new Map(doorsOf(exports));

let manifest: Manifest;
let text: string;
beforeAll(async () => {
  manifest = await readManifest();
  text = llmsText(manifest, description);
});

describe('llms.txt', () => {
  it('names every element, and of each only what its class has', async () => {
    const kit: Record<string, unknown> = { ...(await import('../../src/index.js')), ...(await import('../../src/inspector/index.js')) };
    const faults: string[] = [];
    const told = sections(text, /^### <([a-z-]+)>$/);
    expect(told.size).toBeGreaterThan(7);
    for (const [tag, section] of told) {
      const element = customElements.get(tag);
      const [, name = ''] = /^Class `(\w+)`/m.exec(section) ?? [];
      if (!element || kit[name] !== element) faults.push(`<${tag}> is not ${name}`);
      const lists = listsOf(section);
      const has = (member: string): boolean => element !== undefined && member in (element.prototype as object);
      const attributes = [
        ...(lists.get('Attributes') ?? []),
        ...Array.from(section.matchAll(/, attribute `([^`]+)`/g), ([, one = '']) => one),
      ];
      faults.push(
        ...[...(lists.get('Properties') ?? []), ...(lists.get('Methods') ?? [])].filter((one) => !has(one)).map((one) => `${tag}: ${one}`),
        // Those of <stream-op> are read when it comes, `density` by style sheets, those of the demo by the embed file; `storage` is said.
        ...attributes
          .filter(
            (one) =>
              tag !== 'stream-op' &&
              !['density', 'offline', 'storage', ...DEMO_ATTRIBUTES].includes(one) &&
              !(element as Observing | undefined)?.observedAttributes?.includes(one),
          )
          .map((one) => `${tag}: attribute ${one}`),
      );
    }
    expect(faults).toEqual([]);
    expect(new Set(told.keys())).toEqual(new Set(elements().map(({ tagName }) => tagName)));
  });

  it('names events that exist, each with the fields of its class', () => {
    const code = ['src/live-stream/events.ts', 'src/chat/events.ts'].map((file) => readFileSync(file, 'utf8')).join('\n');
    const types = new Set(Array.from(code.matchAll(/static readonly type = '([^']+)'/g), ([, type]) => type));
    // Two of one class, and one of the platform.
    const others = ['viewport-top', 'viewport-bottom', 'close'];
    const named = [...sections(text, /^### <([a-z-]+)>$/).values()].flatMap((section) => listsOf(section).get('Events') ?? []);
    expect(named.filter((name) => !types.has(name) && !others.includes(name))).toEqual([]);
    const classes = sections(text.slice(text.indexOf('\n## Events')), /^### (\w+)$/);
    expect(classes.size).toBeGreaterThan(10);
    for (const [name, section] of classes) {
      const [, body] = new RegExp(`^export class ${name}\\b[^{]*(?:<[^{]*)?\\{([\\s\\S]*?)^\\}`, 'm').exec(code) ?? [];
      expect(body, name).toBeDefined();
      for (const [, field = ''] of section.matchAll(/^- `(\w+)`/gm)) expect(body, name).toMatch(new RegExp(`\\b${field}\\b`));
    }
  });

  it('names the doors of the package, and what each exports', async () => {
    const told = sections(text, /^### live-stream-kit(\S*)$/);
    expect([...told.keys()].map((door) => `.${door}`)).toEqual([...doors.keys()]);
    for (const [door, section] of told) {
      const source = doors.get(`.${door}`)!;
      const module = (await import(`../../${source}`)) as object;
      const values = Array.from(section.matchAll(/^- `(\w+)`/gm), ([, name = '']) => name);
      expect(Object.keys(module)).toEqual(expect.arrayContaining(values));
      const types = exportsOf(source);
      const [, line = ''] = /^Types: (.*)$/m.exec(section) ?? [];
      for (const [, name = ''] of line.matchAll(/`(\w+)`/g)) expect(types.get(name), name).toMatchObject({ isType: true });
    }
  });

  it('leaves out no value that a door exports', async () => {
    const told = sections(text, /^### live-stream-kit(\S*)$/);
    for (const [door, section] of told) {
      const module = (await import(`../../${doors.get(`.${door}`)!}`)) as object;
      const whole = door === '' ? [section, told.get('/live-stream'), told.get('/chat')].join('\n') : section;
      for (const name of Object.keys(module)) expect(whole, `live-stream-kit${door}`).toContain(`\`${name}\``);
    }
  });

  it('says of every export what it is, also of those that are only types', () => {
    const silent = [...doors].flatMap(([door, source]) =>
      [...exportsOf(source)].flatMap(([name, one]) => (one.description ? [] : [`${door} ${name}`])),
    );
    expect(silent).toEqual([]);
  });

  it('names files that are in the package', () => {
    const named = Array.from(text.matchAll(/\]\(([^)]+)\)/g), ([, file = '']) => file);
    expect(named.length).toBeGreaterThan(4);
    const always = ['README.md', 'package.json', 'custom-elements.json'];
    expect(
      named.filter(
        (file) => !always.includes(file) && !(existsSync(file) && files.some((entry) => file === entry || file.startsWith(`${entry}/`))),
      ),
    ).toEqual([]);
    expect(files).toContain('llms.txt');
    for (const [, door = ''] of text.matchAll(/^- `live-stream-kit(\/[^`]+)`$/gm)) expect(exports).toHaveProperty([`.${door}`]);
  });

  it('counts the ways in as the README does, and names each peer', () => {
    const [, ways = '?'] = /^## (\w+) ways in/m.exec(readFileSync('README.md', 'utf8')) ?? [];
    expect(text).toContain(`${ways.toLowerCase()} ways in`);
    const [, how = ''] = /^## How it works$([^]*?)^## /m.exec(text) ?? [];
    expect(Object.keys(description.peerDependencies).filter((peer) => !how.includes(`\`${peer}\``))).toEqual([]);
  });

  it('has markup with no strange name, nothing without a word for it, and no place of a source', () => {
    const tokens = new Set(elements().flatMap(({ cssProperties = [] }) => cssProperties.map(({ name }) => name)));
    expect(strangeNames(text, manifest, { exports, tokens })).toEqual([]);
    expect(text).not.toMatch(/^- .*: *$|\[object|src\//m);
  });

  it('is found out where a name in it is stale', () => {
    const [[tag, section] = ['', '']] = sections(text.replace('`insert` `(', '`insertion` `('), /^### <(live-stream)>$/);
    expect(tag).toBe('live-stream');
    expect(listsOf(section).get('Methods')).toContain('insertion');
    expect('insertion' in (customElements.get(tag)!.prototype as object)).toBe(false);
  });
});

function elements(): NonNullable<Manifest['modules'][number]['declarations']> {
  return manifest.modules.flatMap(({ declarations = [] }) => declarations).filter(({ tagName }) => tagName);
}

/** The parts of a text below the headings that a pattern finds, by what it catches. */
function sections(whole: string, heading: RegExp): Map<string, string> {
  const found = new Map<string, string>();
  let current: string | undefined;
  for (const line of whole.split('\n')) {
    const [, name] = heading.exec(line) ?? [];
    if (name !== undefined) found.set((current = name), '');
    else if (/^##? |^### /.test(line)) current = undefined;
    else if (current !== undefined) found.set(current, `${found.get(current)}${line}\n`);
  }
  return found;
}

/** The lists of an element: the first name of each line, by the list's title. */
function listsOf(section: string): Lists {
  const lists: Lists = new Map();
  let title = '';
  for (const line of section.split('\n')) {
    const [, heading] = /^(\w+):$/.exec(line) ?? [];
    if (heading) lists.set((title = heading), []);
    const [, name] = /^- `([^`]+)`/.exec(line) ?? [];
    if (name) lists.get(title)?.push(name);
  }
  return lists;
}
