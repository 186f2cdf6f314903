// Which elements can be rows, also of a container that takes only some, such as a <tbody>.

/** Elements with an id that are no rows. */
const NO_ROWS: ReadonlySet<string> = new Set(['template', 'style', 'script', 'link', 'stream-op']);

/** The first is that of a row nobody said more about. */
const ROWS: Readonly<Record<string, readonly string[]>> = {
  ul: ['li'],
  ol: ['li'],
  menu: ['li'],
  table: ['tr', 'tbody', 'thead', 'tfoot', 'caption', 'colgroup'],
  tbody: ['tr'],
  thead: ['tr'],
  tfoot: ['tr'],
  tr: ['td', 'th'],
  select: ['option', 'optgroup', 'hr'],
  optgroup: ['option'],
  datalist: ['option'],
};

/** Whether a child that is in the page is a row. */
export function isRow({ id, slot, localName }: Element): boolean {
  return id !== '' && slot === '' && !NO_ROWS.has(localName);
}

/** The tag of rows that can be any. */
export function rowTagOf(container: Element | undefined): string {
  return ROWS[container?.localName ?? '']?.[0] ?? 'div';
}

/** Throws when an element cannot be a row of a container. */
export function checkRow(element: Element, { localName: container }: Element): void {
  const tags = ROWS[container];
  if (tags && !tags.includes(element.localName))
    throw new TypeError(`<${element.localName}> cannot be in <${container}>, which takes <${tags.join('>, <')}>`);
}
