// What llms.txt says: the kit on one page for assistants and whoever reads plain text. Names come from the manifest, the doors and the
// examples; only the words around them are written here.

import { existsSync, readFileSync } from 'node:fs';
import { PEERS } from '../packed.mjs';
import { doorsOf, exportsOf, openingOf } from './doors.mjs';

const EXAMPLES = [
  ['A list', 'docs/examples/first-list.html'],
  ['What ops say', 'docs/examples/ops.html'],
  ['Hearing what happens', 'docs/examples/listening.html'],
  ['A chat, with a server in the page', 'docs/examples/first-chat.html'],
  ['A look of its own', 'docs/examples/theme.html'],
];

const FILES = [
  ['README.md', 'what it is, four ways in, figures'],
  ['docs/backends.md', 'what a server owes, with a whole one, over HTTP and Phoenix Channels'],
  ['docs/openapi.json', 'the contract over HTTP'],
  ['docs/asyncapi.json', 'the contract over Phoenix Channels'],
  ['docs/mock-openapi.json', 'what tests in any language do to the mock server'],
  ['custom-elements.json', 'the manifest: everything below, for tools'],
  ['CHANGELOG.md', 'what changed'],
];

/** The text, from a manifest and what package.json says. */
export function llmsText(manifest, { name, version, description, exports }) {
  const declarations = manifest.modules.flatMap(({ declarations: all = [] }) => all);
  const elements = declarations.filter(({ tagName }) => tagName);
  const events = declarations.filter(({ tagName }) => !tagName);
  const missing = FILES.find(([file]) => file !== 'custom-elements.json' && !existsSync(file));
  if (missing) throw new Error(`llms.txt names ${missing[0]}, which is not there`);
  return [
    `# ${name} ${version}`,
    `> ${description}`,
    'Generated from the manifest of the elements, the doors of the package and the examples that its tests run. A name that is not here does not exist.',
    list('How it works', [
      'A row is known by the `id` of its item; its DOM id is `name-id`. Ops are applied strictly in order, and the DOM is there after `await element.updateComplete`.',
      'Rows belong to the list: feed it by ops, and do not let a framework render its children. Data goes in as properties; what a user wants comes out as events, which can be canceled.',
      `Every door can be imported in Node. ${Object.entries(PEERS)
        .map(([door, peers]) => `\`${door.replace('.', name)}\` needs ${peers.map((peer) => `\`${peer}\``).join(' and ')}`)
        .join(', ')} installed. \`${name}/emoji\` needs \`emoji-picker-element\` only where a picker is made.`,
      'Style from outside by tokens (`--ls-…`), parts (`::part`) and custom states (`:state`) alone. Light and dark follow `color-scheme`.',
      'Texts are texts: nothing here takes a string of HTML.',
    ]),
    list(
      'Files',
      FILES.map(([file, what]) => `[${file}](${file}): ${what}`),
    ),
    '## Examples',
    ...EXAMPLES.map(([title, file]) => `### ${title}\n\n\`\`\`html\n${readFileSync(file, 'utf8').trim()}\n\`\`\``),
    '## Doors of the package',
    ...doorsOf(exports).map(([door, source], _, all) => doorText(door.replace('.', name), source, handedOn(all, door))),
    list('Other files of the package', otherFiles(name, exports)),
    '## Elements',
    ...elements.map((element) => elementText(element)),
    '## Events',
    ...events.map(eventText),
  ]
    .join('\n\n')
    .concat('\n');
}

function doorText(specifier, source, others) {
  const told = new Set(others.flatMap(({ names }) => names));
  const all = [...exportsOf(source)].filter(([name]) => !told.has(name));
  const values = all.filter(([, { isType }]) => !isType).map(([name, { description }]) => `\`${name}\`: ${description}`);
  const types = all.filter(([, { isType }]) => isType).map(([name]) => `\`${name}\``);
  return [
    `### ${specifier}`,
    openingOf(source),
    others.length ? `All of ${others.map(({ door }) => `\`${door}\``).join(' and ')}, and:` : '',
    bullets(values),
    types.length ? `Types: ${types.join(', ')}` : '',
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** What the main door hands on from others, which tell it themselves. */
function handedOn(doors, door) {
  if (door !== '.') return [];
  const whole = new Set(exportsOf(doors.find(([name]) => name === door)[1]).keys());
  return doors
    .filter(([name]) => name !== door)
    .map(([name, source]) => ({ door: name, names: [...exportsOf(source).keys()] }))
    .filter(({ names }) => names.length > 0 && names.every((one) => whole.has(one)));
}

function otherFiles(name, exports) {
  const sources = new Set(doorsOf(exports).map(([door]) => door));
  return Object.keys(exports)
    .filter((door) => !sources.has(door))
    .map((door) => `\`${door.replace('.', name)}\``);
}

function elementText({ name, tagName, description, attributes = [], members = [], events = [], ...rest }) {
  const fields = members.filter(({ kind }) => kind === 'field');
  const methods = members.filter(({ kind }) => kind === 'method');
  const attributeOf = (field) => attributes.find(({ fieldName }) => fieldName === field.name);
  const alone = attributes.filter(({ fieldName }) => !fields.some((field) => field.name === fieldName));
  return [
    `### <${tagName}>`,
    `Class \`${name}\`. ${oneLine(description)}`,
    section('Properties', fields, (one) => {
      const attribute = attributeOf(one);
      return `\`${one.name}\`${typeOf(one)}${attribute ? `, attribute \`${attribute.name}\`` : ''}${one.readonly ? ', read only' : ''}`;
    }),
    section('Attributes', alone, (one) => `\`${one.name}\`${typeOf(one)}`),
    section('Methods', methods, (one) => `\`${one.name}\` \`${signatureOf(one)}\``),
    section('Events', events, (one) => `\`${one.name}\`${typeOf(one)}`),
    section('Slots', rest.slots, (one) => `\`${one.name || '(default)'}\``),
    section('Parts', rest.cssParts, (one) => `\`${one.name}\``),
    section('States', rest.cssStates, (one) => `\`${one.name}\``),
    section('Tokens', rest.cssProperties, (one) => `\`${one.name}\``),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function eventText({ name, description, members = [] }) {
  const lines = members.map((one) => `\`${one.name}\`${one.kind === 'method' ? '()' : typeOf(one)}: ${oneLine(one.description)}`);
  return [`### ${name}`, oneLine(description), bullets(lines)].filter(Boolean).join('\n\n');
}

function section(title, items = [], spelled) {
  return items.length ? `${title}:\n\n${bullets(items.map((one) => `${spelled(one)}: ${oneLine(one.description)}`))}` : '';
}

function list(title, lines) {
  return `## ${title}\n\n${bullets(lines)}`;
}

function bullets(lines) {
  return lines.map((line) => `- ${line}`).join('\n');
}

function typeOf({ type }) {
  return type?.text ? ` (\`${oneLine(type.text)}\`)` : '';
}

function signatureOf({ parameters = [], return: result }) {
  const taken = parameters.map(
    ({ name, type, default: byDefault, optional }) => `${name}${optional || byDefault ? '?' : ''}: ${type?.text ?? ''}`,
  );
  return `(${taken.join(', ')}) → ${result?.type.text ?? 'void'}`;
}

function oneLine(text = '') {
  return text.replaceAll(/\s+/g, ' ').trim();
}
