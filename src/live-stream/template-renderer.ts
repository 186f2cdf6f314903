// Renders rows from a <template> of the page: `{{ path }}` in its text and attributes is filled with what the item has there.
// The template is read once; a row is a clone whose changing places are known, so that an update writes only those.

import { transplant, type RowRenderer } from './row-renderer.js';
import { safeUrl } from './safe-url.js';

/** Text between which values go: `['Hello ', '!']` around one path. */
interface Pattern {
  texts: string[];
  paths: string[][];
}

/** One changing place of the template: the node by its number in document order, and the attribute unless it is text. */
interface Place extends Pattern {
  node: number;
  attribute: string | undefined;
}

const LINKS: ReadonlySet<string> = new Set(['href', 'action', 'formaction', 'cite', 'ping', 'xlink:href']);
const IMAGES: ReadonlySet<string> = new Set(['src', 'poster']);
/** Attributes that are code, markup or style, or several addresses at once: values have no business there. */
const FORBIDDEN = /^(on.*|style|srcdoc|srcset|data|is|id)$/i;

/** Reads a template. Throws when it has not exactly one element, or a binding where none may be. */
export function templateRenderer<T>(template: HTMLTemplateElement): RowRenderer<T> {
  const source = template.content.firstElementChild;
  if (!source || source.nextElementSibling) throw new TypeError('the <template> must have exactly one element');
  const places = read(source);
  return {
    create(item, kept) {
      const made = document.importNode(source, true);
      const nodes = find(made, places);
      const written: (string | undefined)[] = [];
      write(nodes, places, written, item);
      const element = transplant(made, kept);
      if (element !== made) nodes.forEach((node, i) => (nodes[i] = node === made ? element : node));
      return {
        element,
        update(next: T) {
          write(nodes, places, written, next);
          return element;
        },
      };
    },
  };
}

function* walk(root: Element): Iterable<Node> {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node: Node | null = root; node; node = walker.nextNode()) yield node;
}

function read(source: Element): Place[] {
  const places: Place[] = [];
  let number = -1;
  for (const node of walk(source)) {
    number++;
    if (node instanceof Text) {
      const pattern = parsePattern(node.data);
      if (pattern) places.push({ ...pattern, node: number, attribute: undefined });
      continue;
    }
    for (const { name, value } of Array.from((node as Element).attributes)) {
      const pattern = parsePattern(value);
      if (!pattern) continue;
      if (FORBIDDEN.test(name)) throw new TypeError(`the <template> may not bind the attribute ${name}`);
      places.push({ ...pattern, node: number, attribute: name });
    }
  }
  return places;
}

function parsePattern(text: string): Pattern | undefined {
  const parts = text.split(/\{\{\s*([\w$.-]+)\s*\}\}/);
  if (parts.length === 1) return undefined;
  return { texts: parts.filter((_, i) => i % 2 === 0), paths: parts.filter((_, i) => i % 2 === 1).map((path) => path.split('.')) };
}

function find(made: Element, places: readonly Place[]): Node[] {
  const nodes: Node[] = [];
  let number = 0;
  let next = 0;
  for (const node of walk(made)) {
    while (places[next]?.node === number) {
      nodes.push(node);
      next++;
    }
    if (next === places.length) break;
    number++;
  }
  return nodes;
}

function write(nodes: readonly Node[], places: readonly Place[], written: (string | undefined)[], item: unknown): void {
  for (let i = 0; i < places.length; i++) {
    const place = places[i];
    const node = nodes[i];
    if (!place || !node) continue;
    const value = fill(place, item);
    if (i in written && written[i] === value) continue;
    written[i] = value;
    if (!place.attribute) (node as Text).data = value ?? '';
    else if (value === undefined) (node as Element).removeAttribute(place.attribute);
    else (node as Element).setAttribute(place.attribute, value);
  }
}

/** The text of a place; undefined for an attribute that must go: its only value is missing or false, or its address is not safe. */
function fill({ texts, paths, attribute }: Place, item: unknown): string | undefined {
  const [only] = paths;
  let text: string;
  if (only && paths.length === 1 && texts.every((part) => part === '')) {
    const value = valueAt(item, only);
    if (value === undefined || value === null || value === false) return undefined;
    text = value === true ? '' : String(value);
  } else {
    text = texts.map((part, i) => part + (i < paths.length ? String(valueAt(item, paths[i] ?? []) ?? '') : '')).join('');
  }
  if (attribute && LINKS.has(attribute)) return safeUrl(text);
  if (attribute && IMAGES.has(attribute)) return safeUrl(text, 'image');
  return text;
}

/** What the item itself has at a path: nothing inherited, so that no item can reach a built-in. */
function valueAt(item: unknown, path: readonly string[]): unknown {
  let value = item;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}
