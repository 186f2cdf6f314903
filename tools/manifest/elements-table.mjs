// How much of each element there is to set, call, hear and style, and how many stories show it, as a table for the README. Pure.

const COLUMNS = [
  ['Attributes', ({ attributes = [] }) => attributes.length],
  ['Properties', ({ members = [] }) => members.filter(({ kind }) => kind === 'field').length],
  ['Methods', ({ members = [] }) => members.filter(({ kind }) => kind === 'method').length],
  ['Events', ({ events = [] }) => events.length],
  ['Slots', ({ slots = [] }) => slots.length],
  ['Parts', ({ cssParts = [] }) => cssParts.length],
  ['States', ({ cssStates = [] }) => cssStates.length],
  ['Tokens', ({ cssProperties = [] }) => cssProperties.length],
];

/** `stories` are the sources of all story files. */
export function elementsTable({ modules }, stories) {
  const elements = modules.flatMap(({ declarations = [] }) => declarations).filter(({ tagName }) => tagName);
  const shown = (tag) =>
    stories
      .filter((code) => code.includes(`component: '${tag}'`))
      .reduce((sum, code) => sum + code.split(/^export const \w+: Story\b/m).length - 1, 0);
  const row = (element) => [`\`<${element.tagName}>\``, ...COLUMNS.map(([, count]) => count(element) || ''), shown(element.tagName) || ''];
  const head = ['Element', ...COLUMNS.map(([name]) => name), 'Stories'];
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...elements.map((element) => line(row(element)))].join('\n');
}
