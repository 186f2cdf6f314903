// Renders rows from a <template> of the page: `{{ path }}` in its text and attributes is filled with what the item has there.

import type { RowRenderer } from './row-renderer.js';
import { buildRow, placesIn, writePlace, type Binding, type PlaceText } from './row-template.js';
import { safeUrl } from './safe-url.js';

/** With the item's paths to what goes there. */
type PathBinding = Binding<readonly string[]>;

const BINDING = /\{\{\s*([\w$.-]+)\s*\}\}/;
/** What is meant for a binding and is none. */
const NO_BINDING = /\{\{(?!\s*[\w$.-]+\s*\}\})[^]*?\}\}/;
const LINKS: ReadonlySet<string> = new Set(['href', 'action', 'formaction', 'cite', 'ping', 'xlink:href']);
const IMAGES: ReadonlySet<string> = new Set(['src', 'poster', 'background', 'attributionsrc']);
/** Links where they are followed; elsewhere, as in an <image> of SVG, they are loaded. */
const HREFS: ReadonlySet<string> = new Set(['href', 'xlink:href']);
/** Attributes of SVG that are style, in which an address can stand, and what only one of another site needs. */
const PAINTS = /^(fill|stroke|filter|mask|clip-path|cursor|marker(-\w+)?)$/;
const ELSEWHERE = /[\\:]|\/\//;
/** Elements that run, load or redirect what they are given, or write it into another's attributes. */
const FORBIDDEN_IN = /^(script|style|animate|set|meta|base|link|i?frame|embed|object)$/i;
/** Attributes that are code, markup or style, or several addresses at once: values have no business there. */
const FORBIDDEN = /^(on.*|style|srcdoc|srcset|data|is|id)$/i;

/** Reads a template. Throws when it has not exactly one element, or a binding where none may be. */
export function templateRenderer<T>(template: HTMLTemplateElement): RowRenderer<T> {
  const source = template.content.firstElementChild;
  if (!source || source.nextElementSibling) throw new TypeError('the <template> must have exactly one element');
  const markup = document.importNode(source, true);
  const places = placesIn(markup, cut, (path) => path.split('.'));
  return {
    create(item, kept, inside) {
      const written: PlaceText[] = [];
      const { element, nodes } = buildRow(markup, places, kept, inside, (node, place, i) => {
        written[i] = fill(place, item);
        writePlace(node, place.attribute, written[i]);
      });
      return {
        element,
        update(next: T) {
          places.forEach((place, i) => {
            const text = fill(place, next);
            if (text === written[i]) return;
            written[i] = text;
            writePlace(nodes[i] as Node, place.attribute, text);
          });
          return element;
        },
      };
    },
  };
}

/** Cuts a text at its bindings. Throws where none may be. */
function cut(text: string, tag: string, attribute: string | undefined): string[] {
  const wrong = NO_BINDING.exec(text);
  if (wrong) throw new TypeError(`${wrong[0]} in the <template> is no path`);
  const parts = text.split(BINDING);
  if (parts.length > 1 && (FORBIDDEN_IN.test(tag) || (attribute && FORBIDDEN.test(attribute))))
    throw new TypeError(`the <template> may not bind ${attribute ? `the attribute ${attribute}` : 'the text'} of <${tag}>`);
  return parts;
}

/**
 * The text of a place; undefined for an attribute that must go: its only value is missing or false, or its address is not safe. True
 * is an attribute without a value, except in `aria-`, where true and false are words; in a text and among words they always are.
 */
function fill({ texts, values, attribute, tag }: PathBinding, item: unknown): PlaceText {
  const [only] = values;
  let text: string;
  if (attribute && only && texts.length === 2 && texts[0] === '' && texts[1] === '') {
    const value = valueAt(item, only);
    const isWord = typeof value !== 'boolean' || attribute.startsWith('aria-');
    if (value === undefined || value === null || !(value || isWord)) return undefined;
    text = isWord ? String(value) : '';
  } else {
    text = texts[0] ?? '';
    for (let i = 0; i < values.length; i++) text += String(valueAt(item, values[i] ?? []) ?? '') + (texts[i + 1] ?? '');
  }
  if (attribute && (IMAGES.has(attribute) || (HREFS.has(attribute) && !/^(a|area)$/.test(tag)))) return safeUrl(text, 'image');
  if (attribute && LINKS.has(attribute)) return safeUrl(text);
  if (attribute && PAINTS.test(attribute) && ELSEWHERE.test(text)) return undefined;
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
