// The page of an element: what it is, a story to play with, and from the manifest all that can be set, called, heard and styled.

import { Controls, DocsContext, Heading, Markdown, Primary, Stories, Title } from '@storybook/addon-docs/blocks';
import { createElement as h, Fragment, useContext, type ReactElement } from 'react';
import { elementOf, eventOf, type Declaration, type Described, type Member } from './manifest.js';

export function ElementPage(): ReactElement {
  const { storyById } = useContext(DocsContext);
  const { component } = storyById();
  const element = typeof component === 'string' ? elementOf(component) : undefined;
  const tag = element?.tagName ?? '';
  return h(
    Fragment,
    null,
    h(Title),
    element && h('p', { className: 'tag' }, h('code', null, `<${tag}>`), ' ', h('span', null, `class ${element.name}`)),
    element && h(Markdown, null, element.description),
    h(Primary),
    h('div', { className: 'scrolls', tabIndex: 0, role: 'region', 'aria-label': 'Controls' }, h(Controls)),
    h(Stories, { includePrimary: false }),
    element && h(Reference, { element }),
  );
}

/** Everything of an element that is public. */
export function Reference({ element }: { element: Declaration }): ReactElement {
  const { attributes = [], members = [], events = [], slots = [], cssParts = [], cssStates = [], cssProperties = [] } = element;
  const fields = members.filter(({ kind }) => kind === 'field');
  const methods = members.filter(({ kind }) => kind === 'method');
  return h(
    Fragment,
    null,
    table('Attributes', attributes, ['Type', 'Default'], (one) => [code(one.type?.text), code(one.default)]),
    table('Properties', fields, ['Type', 'Default'], (one) => [typeOf(one), code(one.default)]),
    table('Methods', methods, ['Takes and gives'], (one) => [code(signatureOf(one))]),
    table('Events', events, ['Type'], (one) => [carried(one)]),
    table(
      'Slots',
      slots,
      [],
      () => [],
      (name) => name || '(default)',
    ),
    table(
      'Parts',
      cssParts,
      [],
      () => [],
      (name) => `::part(${name})`,
    ),
    table(
      'Custom states',
      cssStates,
      [],
      () => [],
      (name) => `:state(${name})`,
    ),
    table('Custom properties', cssProperties, ['Default'], (one) => [code(one.default)]),
  );
}

function table<T extends Described>(
  title: string,
  rows: readonly T[],
  columns: readonly string[],
  cells: (row: T) => (ReactElement | undefined)[],
  spelled: (name: string) => string = (name) => name,
): ReactElement | undefined {
  if (rows.length === 0) return undefined;
  const head = ['Name', 'What it is', ...columns].map((name) => h('th', { key: name, scope: 'col' }, name));
  const body = rows.map((row) =>
    h(
      'tr',
      { key: row.name },
      h('td', { key: 'name' }, code(spelled(row.name))),
      h('td', { key: 'what' }, h(Markdown, null, row.description ?? '')),
      ...cells(row).map((cell, i) => h('td', { key: columns[i], className: columns[i]?.toLowerCase() }, cell)),
    ),
  );
  return h(
    'section',
    { className: 'reference', key: title },
    h(Heading, null, title),
    // Wider than a phone: it scrolls by itself, also by keyboard.
    h(
      'div',
      { className: 'scrolls', tabIndex: 0, role: 'region', 'aria-label': title },
      h('table', null, h('thead', null, h('tr', null, head)), h('tbody', null, body)),
    ),
  );
}

function code(text: string | undefined): ReactElement | undefined {
  return text === undefined || text === '' || text === "''" ? undefined : h('code', null, text);
}

function typeOf({ type, readonly }: Member): ReactElement {
  return h(Fragment, null, code(type?.text), readonly ? ' read only' : '');
}

function signatureOf({ parameters = [], return: result }: Member): string {
  const taken = parameters.map(
    ({ name, type, default: byDefault, optional }) => `${name}${optional || byDefault ? '?' : ''}: ${type?.text ?? ''}`,
  );
  return `(${taken.join(', ')}) → ${result?.type.text ?? 'void'}`;
}

/** The class of an event, and what can be read from it. */
function carried({ type }: Described): ReactElement {
  const fields = eventOf(type?.text)?.members ?? [];
  return h(
    Fragment,
    null,
    code(type?.text),
    fields.length > 0 &&
      h(
        'ul',
        { className: 'carries' },
        fields.map(({ name, description }) =>
          h('li', { key: name }, h('code', null, name), ' ', h(Markdown, { options: { forceInline: true }, children: description ?? '' })),
        ),
      ),
  );
}
