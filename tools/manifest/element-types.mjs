// Writes elements.d.ts from the manifest: for each tag its class, what can be set on it, and the events one can hear on it. The types of
// every framework in types/ are made from it.

/** `root` leads from the file to the folder that the manifest's paths begin with. */
export function elementTypes(manifest, root) {
  const declarations = manifest.modules.flatMap(({ path, declarations = [] }) =>
    declarations.map((declaration) => ({ path, ...declaration })),
  );
  const elements = declarations.filter(({ tagName }) => tagName).toSorted((one, other) => one.tagName.localeCompare(other.tagName));
  const eventPaths = new Map(declarations.filter(({ tagName }) => !tagName).map(({ name, path }) => [name, path]));
  const heard = new Map(elements.map((element) => [element.tagName, heardOn(element, elements, eventPaths)]));

  const imports = new Map();
  const take = (name, path) => path && imports.set(path, (imports.get(path) ?? new Set()).add(name));
  for (const { name, path, tagName } of elements) {
    take(name, path);
    for (const { type } of heard.get(tagName)) take(type.text, eventPaths.get(type.text));
  }

  return [
    '// Generated from custom-elements.json. For each tag: its class, what can be set on it, the events one can hear on it.\n',
    ...[...imports].map(
      ([path, names]) =>
        `import type { ${Array.from(names)
          .toSorted((one, other) => one.localeCompare(other))
          .join(', ')} } from '${root}${path.replace(/^dist\//, '')}';`,
    ),
    ...elements.map((element) => propsOf(element)),
    ...elements.map(({ name, tagName }) => eventsOf(name, heard.get(tagName))),
    `/** The elements by tag. */\nexport interface KitElements {\n${elements.map(entryOf).join('\n')}\n}\n`,
  ].join('\n');
}

/** Its own events; and of those it asks its surroundings with, all: they bubble out of whatever is inside it. */
function heardOn({ events = [], path }, elements, eventPaths) {
  const bubbling = path.includes('/chat/')
    ? elements.flatMap((other) => other.events ?? []).filter(({ type }) => isRequest(type.text, eventPaths))
    : [];
  return [...new Map([...events, ...bubbling].map((event) => [event.name, event])).values()];
}

function isRequest(type, eventPaths) {
  return eventPaths.get(type)?.endsWith('/chat/events.js') ?? false;
}

/** Whoever has the element knows what its items are. */
function classOf({ name, members = [] }) {
  return members.some(({ type }) => /\bT\b/.test(type?.text ?? '')) ? `${name}<any>` : name;
}

function propsOf({ name, tagName, members = [], attributes = [] }) {
  const self = classOf({ name, members });
  const fields = members
    .filter(({ kind, readonly }) => kind === 'field' && !readonly)
    .map((field) => property(field, `${self}['${field.name}']`));
  const written = attributes.map((attribute) =>
    property(attribute, attribute.fieldName ? `${self}['${attribute.fieldName}']` : (attribute.type?.text ?? 'string')),
  );
  return `
/** The properties of \`<${tagName}>\`. */
export interface ${name}Properties {${block(fields)}}
/** The attributes of \`<${tagName}>\`, each with what it means. */
export interface ${name}Attributes {${block(written)}}
/** What can be set on \`<${tagName}>\`. */
export interface ${name}Props extends ${name}Properties, Omit<${name}Attributes, keyof ${name}Properties> {}`;
}

function property({ name, description }, type) {
  return `  /** ${description.replaceAll('\n', ' ')} */\n  ${key(name)}?: ${type} | undefined;`;
}

function eventsOf(name, events) {
  const lines = events.map((event) => `  /** ${event.description.replaceAll('\n', ' ')} */\n  ${key(event.name)}: ${event.type.text};`);
  return `\nexport interface ${name}Events {${block(lines)}}`;
}

function block(lines) {
  return lines.length ? `\n${lines.join('\n')}\n` : '';
}

function entryOf({ name, tagName, members }) {
  const kinds = ['properties', 'attributes', 'props', 'events'].map((kind) => `${kind}: ${name}${kind[0].toUpperCase()}${kind.slice(1)}`);
  return `  ${key(tagName)}: { ${[`element: ${classOf({ name, members })}`, ...kinds].join('; ')} };`;
}

function key(name) {
  return /^\w+$/.test(name) ? name : `'${name}'`;
}
