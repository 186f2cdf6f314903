// The manifest says everything of what is public and nothing of what is not; documents name nothing that is not in it.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { beforeAll, expect } from 'vitest';
import { controlOf } from '../../.storybook/arg-types.js';
import { cssData, htmlData } from '../../tools/manifest/editor-data.mjs';
import type { Declaration, Manifest } from '../../tools/manifest/manifest.d.mts';
import { readManifest } from '../../tools/manifest/read.mjs';
import { strangeNames } from '../../tools/manifest/strange-names.mjs';
import { readTheme } from '../../tools/manifest/tokens-of-elements.mjs';

const LISTS = ['members', 'attributes', 'events', 'slots', 'cssParts', 'cssProperties', 'cssStates'] as const;

let manifest: Manifest;
let declarations: Declaration[];
let elements: Declaration[];

beforeAll(async () => {
  manifest = await readManifest();
  declarations = manifest.modules.flatMap((module) => module.declarations ?? []);
  elements = declarations.filter(({ tagName }) => tagName);
});

describe('the manifest', () => {
  it('has every element that the sources define, and each event class', () => {
    const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    const code = sources.map((file) => readFileSync(`src/${file}`, 'utf8')).join('\n');
    const classes = Array.from(code.matchAll(/^export class (\w+)(?:<[^{]*)? extends (?:LitElement|Base)\b/gm), ([, name]) => name);
    expect(new Set(elements.map(({ name }) => name))).toEqual(new Set(classes));
    const events = Array.from(code.matchAll(/^export class (\w+)(?:<[^{]*)? extends Event\b/gm), ([, name]) => name);
    expect(declarations.filter(({ tagName }) => !tagName).map(({ name }) => name)).toEqual(expect.arrayContaining(events));
  });

  it('describes everything that is public', () => {
    const silent = declarations.flatMap((one) => [
      ...(one.description ? [] : [one.name]),
      ...LISTS.flatMap((list) =>
        (one[list] ?? []).filter(({ description }) => !description).map(({ name }) => `${one.name} ${list} ${name}`),
      ),
    ]);
    expect(silent).toEqual([]);
  });

  it('knows each field of an event, also one that Lit has a method of the same name for', () => {
    const change = declarations.find(({ name }) => name === 'StreamChangeEvent');
    expect(change?.members?.map(({ name }) => name).toSorted()).toEqual(['inserted', 'moved', 'pruned', 'removed', 'updated']);
  });

  it('gives every attribute, property and event a type', () => {
    const untyped = elements.flatMap((one) =>
      [...(one.members ?? []).filter(({ kind }) => kind === 'field'), ...(one.attributes ?? []), ...(one.events ?? [])]
        .filter(({ type }) => !type?.text)
        .map(({ name }) => `${one.name} ${name}`),
    );
    expect(untyped).toEqual([]);
  });

  it('says once that something may be undefined', () => {
    const typed = elements.flatMap((one) => [...(one.members ?? []), ...(one.attributes ?? [])]);
    expect(typed.filter(({ type }) => /undefined \| undefined/.test(type?.text ?? '')).map(({ name }) => name)).toEqual([]);
    const list = elements.find(({ tagName }) => tagName === 'live-stream');
    expect(list?.attributes?.find(({ name }) => name === 'limit')?.type?.text).toBe('number | undefined');
  });

  it('tells nothing private, and nothing that is Lit’s business', () => {
    const names = declarations.flatMap((one) => (one.members ?? []).map(({ name }) => name));
    expect(names.filter((name) => /^[#_]/.test(name))).toEqual([]);
    expect(names).not.toContain('render');
    expect(names).not.toContain('styles');
  });

  it('points into the published files', () => {
    const wrong = manifest.modules.map(({ path }) => path).filter((path) => !/^dist\/.+\.js$/.test(path) || !existsSync(sourceOf(path)));
    expect(wrong).toEqual([]);
    expect(JSON.stringify(manifest)).not.toContain('src/');
  });

  it('knows the tokens that an element reads', () => {
    const tokensOf = (tag: string): (string | undefined)[] =>
      elements.find(({ tagName }) => tagName === tag)?.cssProperties?.map(({ name }) => name) ?? [];
    expect(tokensOf('message-item')).toContain('--ls-avatar-size');
    expect(tokensOf('message-composer')).not.toContain('--ls-avatar-size');
    expect(tokensOf('live-stream')).toEqual(['--ls-rows-chunk']);
  });

  it('gives `density` to those whose rooms or rows it changes', () => {
    const dense = elements.filter(({ attributes = [] }) => attributes.some(({ name }) => name === 'density'));
    expect(new Set(dense.map(({ tagName }) => tagName))).toEqual(new Set(['chat-app', 'chat-room', 'message-item', 'room-list']));
  });
});

describe('parts', () => {
  const sources = readdirSync('src/chat')
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(`src/chat/${file}`, 'utf8'));
  const partsOf = (tag: string): string[] => elements.find(({ tagName }) => tagName === tag)?.cssParts?.map(({ name }) => name) ?? [];

  it('are documented where there is one, and are there where one is documented', () => {
    const made = new Set(
      sources.flatMap((code) => Array.from(code.matchAll(/(?<![a-z-])part="([a-z -]+)"/g), ([, names]) => names!.split(' ')).flat()),
    );
    const known = new Set(elements.flatMap(({ tagName = '' }) => (tagName.startsWith('stream') ? [] : partsOf(tagName))));
    expect([...made].filter((name) => !known.has(name))).toEqual([]);
    const renamed = sources.flatMap((code) => Array.from(code.matchAll(/[a-z-]+: ([a-z-]+)(?=[,"])/g), ([, name]) => name));
    const written = sources.join('\n');
    const isMade = (name: string): boolean =>
      made.has(name) || renamed.includes(name) || written.includes(`'${name}`) || written.includes(` ${name}'`);
    const own = elements.filter(({ tagName = '' }) => /^(chat|room|message)-/.test(tagName)).flatMap(({ tagName }) => partsOf(tagName!));
    expect(own.filter((name) => !isMade(name))).toEqual([]);
  });

  it.each([
    ['chat-app', 'chat-app.ts', 'chat-room'],
    ['chat-app', 'chat-app.ts', 'room-list'],
    ['chat-room', 'chat-room.ts', 'message-composer'],
    ['chat-room', 'chat-room.ts', 'message-edit-dialog'],
    ['chat-room', 'item-row.ts', 'message-item'],
  ])('of %s reach through it: in %s all of %s', (outer, file, inner) => {
    const code = readFileSync(`src/chat/${file}`, 'utf8');
    const [, list = ''] = new RegExp(`<${inner}\\b(?:(?!<[a-z/])[\\s\\S])*?\\sexportparts="([^"]*)"`).exec(code) ?? [];
    const handed = list.split(',').map((pair) => pair.trim().split(': '));
    expect(new Set(handed.map(([from]) => from))).toEqual(new Set(partsOf(inner)));
    expect(handed.map(([from, to = from]) => to).filter((name) => !partsOf(outer).includes(name!))).toEqual([]);
  });

  it('are documented once for each element', () => {
    for (const { tagName = '' } of elements)
      expect(partsOf(tagName).toSorted(), tagName).toEqual([...new Set(partsOf(tagName))].toSorted());
  });
});

describe('the data of editors', () => {
  it('has a tag with its attributes and their values', () => {
    const list = htmlData(manifest).tags.find(({ name }) => name === 'live-stream');
    expect(list?.attributes.find(({ name }) => name === 'status')?.values).toEqual([
      { name: 'ready' },
      { name: 'loading' },
      { name: 'failed' },
    ]);
    expect(list?.attributes.find(({ name }) => name === 'interactive')?.valueSet).toBe('v');
    expect(list?.description.value).toContain('- `viewport-top`: The reader came to the first row.');
  });

  it('completes words that the attribute may have, of each attribute', () => {
    const wrong = htmlData(manifest).tags.flatMap(({ name: tag, attributes }) =>
      attributes.flatMap(({ name, values = [] }) => {
        const { type } = elements.find(({ tagName }) => tagName === tag)!.attributes!.find((one) => one.name === name)!;
        const members = type!.text.split(' | ').filter((member) => !["''", 'undefined'].includes(member));
        const words = members.every((member) => /^'.*'$/.test(member)) ? members.map((member) => member.slice(1, -1)) : [];
        const said = values.map((value) => value.name);
        return said.join() === words.join() ? [] : [`${tag} ${name} (${type!.text}) is completed by ${JSON.stringify(said)}`];
      }),
    );
    expect(wrong).toEqual([]);
    const room = htmlData(manifest).tags.find(({ name }) => name === 'chat-room');
    expect(room?.attributes.find(({ name }) => name === 'confirm')?.values).toEqual([{ name: 'dialog' }]);
  });

  it('has tokens, parts and states, each once', () => {
    const { properties, pseudoElements, pseudoClasses } = cssData(manifest);
    const names = [...properties, ...pseudoElements, ...pseudoClasses].map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['--ls-accent', '::part(pill)', ':state(at-end)']));
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('the controls of Storybook', () => {
  const controls = (): { name: string; control: object }[] =>
    elements.flatMap(({ tagName, members = [] }) =>
      members
        .filter(({ kind, readonly, attribute }) => kind === 'field' && !readonly && attribute)
        .map((field) => ({ name: `${tagName} ${field.name}`, control: controlOf(field) })),
    );

  it('are one for each property that is an attribute, too', () => {
    const none = controls().filter(({ control }) => 'control' in control && control.control === false);
    expect(none.map(({ name }) => name)).toEqual([]);
  });

  it('choose among all that a property may be, nothing included', () => {
    const confirm = controls().find(({ name }) => name === 'chat-room confirm');
    expect(confirm?.control).toEqual({ control: { type: 'select' }, options: ['', 'dialog'] });
  });

  it('choose nothing where a type only mentions words', () => {
    expect(controlOf({ name: 'edits', type: { text: "Pick<Map<string, string>, 'get' | 'set'> | undefined" } })).toEqual({
      control: false,
    });
  });
});

describe('documents', () => {
  const theme = readTheme(readFileSync('src/theme.css', 'utf8'));
  const own = ['song-card', 'my-chat', 'app-root'];
  const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as { exports: Record<string, unknown> };
  const strangers = (text: string): string[] => {
    // A theme's, and those that an element reads beside it.
    const tokens = new Set([...theme.keys(), ...elements.flatMap(({ cssProperties = [] }) => cssProperties.map(({ name }) => name))]);
    return strangeNames(text, manifest, { exports, tokens, own });
  };

  it.each(documents())('%s names only what there is', (file) => {
    expect(strangers(readFileSync(file, 'utf8'))).toEqual([]);
  });

  it.each([
    ['a tag', '<live-list></live-list>', 'line 1: <live-list> is no element'],
    ['an attribute', '<live-stream name="a" ancor="end">', 'line 1: <live-stream> has no attribute ancor'],
    ['a property of lit', '<live-stream .renderItems=${row}>', 'line 1: <live-stream> has no property renderItems'],
    ['an event of lit or Vue', '<chat-app @room-selected="${go}">', 'line 1: <chat-app> has no event room-selected'],
    ['an event of React', '<chat-app onroom-selected={go} />', 'line 1: <chat-app> has no event room-selected'],
    ['an event heard by script', "\nlist.addEventListener('stream-changed', go)", 'line 2: stream-changed is no event'],
    ['a token', 'p { color: var(--ls-colour) }', 'line 1: --ls-colour is no token'],
    ['a door', "import 'live-stream-kit/streams';", 'line 1: live-stream-kit/streams is no door of the package'],
  ])('%s that does not exist is found', (_, text, fault) => {
    expect(strangers(text)).toEqual([fault]);
  });

  it('what does exist is left alone', () => {
    const good = `<live-stream class="a" .renderItem=\${({ id }) => id} @stream-change=\${go} ?interactive=\${on} anchor="end">
      <chat-room [room]="id" (message-send)="go($event)"></chat-room><chat-app :chat="chat" @room-select="go" />
      <song-card></song-card> --ls-accent 'live-stream-kit/mock'`;
    expect(strangers(good)).toEqual([]);
  });
});

function sourceOf(path: string): string {
  return path.replace(/^dist\//, 'src/').replace(/\.js$/, '.ts');
}

/** Everything written for readers. */
function documents(): string[] {
  const inside = (folder: string): string[] =>
    existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`) : [];
  return ['README.md', 'ARCHITECTURE.md', 'CHANGELOG.md', ...inside('docs'), ...inside('stories/guides')].filter((file) =>
    /\.(mdx?|html|tsx?|vue|svelte)$/.test(file),
  );
}
