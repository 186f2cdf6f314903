// What VS Code completes and explains: tags and attributes in HTML, custom properties, parts and states in CSS. Made from the manifest.

import { wordsOf } from './words-of.mjs';

export function htmlData(manifest) {
  return {
    version: 1.1,
    tags: elementsOf(manifest).map((element) => ({
      name: element.tagName,
      description: markdown(describe(element)),
      attributes: (element.attributes ?? []).map(({ name, description, type, default: byDefault }) => ({
        name,
        description: markdown(byDefault === undefined || byDefault === "''" ? description : `${description}\n\nDefault: \`${byDefault}\``),
        ...valuesOf(type?.text ?? ''),
      })),
    })),
  };
}

export function cssData(manifest) {
  const elements = elementsOf(manifest);
  const gather = (list, name) =>
    merge(
      elements.flatMap((element) => (element[list] ?? []).map((item) => ({ ...item, tagName: element.tagName }))),
      name,
    );
  return {
    version: 1.1,
    properties: [...new Map(elements.flatMap(({ cssProperties = [] }) => cssProperties).map((one) => [one.name, one])).values()].map(
      ({ name, description, default: byDefault }) => ({
        name,
        description: markdown(byDefault ? `${description}\n\nDefault: \`${byDefault}\`` : description),
      }),
    ),
    pseudoElements: gather('cssParts', (name) => `::part(${name})`),
    pseudoClasses: gather('cssStates', (name) => `:state(${name})`),
  };
}

/** One entry for each name, which tells what it is in each element that has it. */
function merge(items, spelled) {
  const byName = groupByName(items);
  return [...byName].map(([name, same]) => ({
    name: spelled(name),
    description: markdown(same.map(({ tagName, description }) => `\`<${tagName}>\`: ${description}`).join('\n\n')),
  }));
}

function groupByName(items) {
  const groups = new Map();
  for (const item of items) groups.set(item.name, [...(groups.get(item.name) ?? []), item]);
  return groups;
}

function elementsOf({ modules }) {
  return modules.flatMap(({ declarations = [] }) => declarations.filter(({ tagName }) => tagName));
}

function describe({ description, slots = [], events = [] }) {
  const list = (title, items, name) =>
    items.length ? `\n\n**${title}**\n${items.map((item) => `- \`${name(item)}\`: ${item.description}`).join('\n')}` : '';
  return `${description}${list('Slots', slots, ({ name }) => name || '(default)')}${list('Events', events, ({ name }) => name)}`;
}

/** The words of a union; for a boolean, that it takes no value. */
function valuesOf(type) {
  if (type === 'boolean') return { valueSet: 'v' };
  // Nothing is not completed: it is there when the attribute is not.
  const values = wordsOf(type).flatMap((name) => (name ? { name } : []));
  return values.length ? { values } : {};
}

function markdown(value) {
  return { kind: 'markdown', value };
}
