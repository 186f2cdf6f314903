// Lit makes a row in any shape; most rows are one template with texts and attributes in it. Such a template is rendered by lit once,
// out of the page and with marks for values; where the marks come out is where values go. From then on its rows are clones that
// are written to directly, which costs half of what lit costs for a row. Whatever cannot be learned stays with lit.

import { nothing, render, type RootPart, type TemplateResult } from 'lit';
import { isTemplateResult } from 'lit/directive-helpers.js';
import type { RenderedRow } from './row-renderer.js';
import { buildRow, placesIn, writePlace, type Binding } from './row-template.js';

/** With the numbers of the values that go there. */
type LearnedBinding = Binding<number>;

interface LearnedTemplate {
  readonly markup: Element;
  readonly places: readonly LearnedBinding[];
}

const MARK = /\uE000(\d+)\uE001/;
const learned = new WeakMap<TemplateStringsArray, LearnedTemplate | null>();

/** A row by its learned template; undefined where lit must make it. `result` is what `renderItem` gave for the item. */
export function createLearned<T>(
  renderItem: (item: T) => unknown,
  result: unknown,
  kept: Element | undefined,
  inside: boolean,
): RenderedRow<T> | undefined {
  const template = isPlain(result) ? templateOf(result) : undefined;
  return template && isPlain(result) ? new LearnedRow(renderItem, template, result, kept, inside) : undefined;
}

export class LearnedRow<T> implements RenderedRow<T> {
  readonly element: Element;
  renderItem: (item: T) => unknown;
  readonly #strings: TemplateStringsArray;
  readonly #places: readonly LearnedBinding[];
  readonly #nodes: readonly Node[];
  #values: readonly unknown[];
  /** What lit shows in texts that have become more than texts, by place. */
  #parts: Map<number, RootPart> | undefined;

  constructor(
    renderItem: (item: T) => unknown,
    { markup, places }: LearnedTemplate,
    { strings, values }: TemplateResult,
    kept: Element | undefined,
    inside: boolean,
  ) {
    const { element, nodes } = buildRow(markup, places, kept, inside, (node, place) => write(node, place, values));
    this.element = element;
    this.renderItem = renderItem;
    this.#strings = strings;
    this.#places = places;
    this.#nodes = nodes;
    this.#values = values;
  }

  update(item: T): Element | undefined {
    const result = this.renderItem(item);
    if (!isTemplateResult(result) || !('strings' in result) || result.strings !== this.#strings) return undefined;
    const { values } = result;
    if (!isPlain(result) && this.#places.some((place) => place.attribute !== undefined && !areTexts(place, values))) return undefined;
    const before = this.#values;
    this.#values = values;
    for (let i = 0; i < this.#places.length; i++) {
      const place = this.#places[i] as LearnedBinding;
      if (place.values.some((value) => before[value] !== values[value])) this.#write(i, place, values);
    }
    return this.element;
  }

  release(): void {
    for (const part of this.#parts?.values() ?? []) part.setConnected(false);
  }

  /** A text that becomes a template, or whatever else lit can show, is lit's from then on. The rest of the row stays as it is. */
  #write(index: number, place: LearnedBinding, given: readonly unknown[]): void {
    const node = this.#nodes[index] as Text;
    if (!this.#parts?.has(index) && areTexts(place, given)) return write(node, place, given);
    node.data = '';
    const pieces = place.texts.flatMap((text, i) => (i < place.values.length ? [text, given[place.values[i] as number]] : [text]));
    const part = render(pieces, node.parentElement as HTMLElement, { renderBefore: node });
    (this.#parts ??= new Map<number, RootPart>()).set(index, part);
  }
}

/** An attribute with `nothing` among its values is not there; a text shows nothing of it. */
function write(node: Node, { attribute, texts, values }: LearnedBinding, given: readonly unknown[]): void {
  let text = texts[0] ?? '';
  for (let i = 0; i < values.length; i++) {
    const value = given[values[i] as number];
    if (value === nothing && attribute !== undefined) return writePlace(node, attribute, undefined);
    text += String(value === nothing ? '' : (value ?? '')) + (texts[i + 1] ?? '');
  }
  writePlace(node, attribute, text);
}

/** Whether a result has nothing but texts, numbers and the like in it: no directives, templates, listeners or objects. */
function isPlain(result: unknown): result is TemplateResult {
  if (!isTemplateResult(result)) return false;
  for (const value of result.values) if (!isText(value)) return false;
  return true;
}

function areTexts({ values }: LearnedBinding, given: readonly unknown[]): boolean {
  return values.every((value) => isText(given[value]));
}

function isText(value: unknown): boolean {
  return value === null || value === nothing || !(typeof value === 'object' || typeof value === 'function' || typeof value === 'symbol');
}

function templateOf(result: TemplateResult): LearnedTemplate | undefined {
  let template = learned.get(result.strings);
  if (template === undefined) {
    template = learn(result) ?? null;
    learned.set(result.strings, template);
  }
  return template ?? undefined;
}

/** Renders the template once in a document where nothing loads, runs or is upgraded, and reads it. */
function learn({ strings, values, _$litType$ }: TemplateResult): LearnedTemplate | undefined {
  // A property may come out as an attribute or as markup, and is neither.
  if (strings.some((text) => /\s\.[^\s>]+\s*=/.test(text))) return undefined;
  const inert = document.implementation.createHTMLDocument('');
  const root = inert.createDocumentFragment();
  const marked = { strings, _$litType$, values: values.map((_, i) => `\uE000${i}\uE001`) };
  render(marked, root, { creationScope: { importNode: (node: Node, deep?: boolean) => inert.importNode(node, deep) } });
  const markup = root.firstElementChild;
  if (!markup || markup.nextElementSibling || isBeside(markup)) return undefined;
  const comments = inert.createTreeWalker(markup, NodeFilter.SHOW_COMMENT);
  const markers: Node[] = [];
  while (comments.nextNode()) markers.push(comments.currentNode);
  for (const marker of markers) (marker as Comment).remove();
  const places = placesIn(markup, (text) => text.split(MARK), Number);
  const found = places.flatMap((place) => place.values).sort((a, b) => a - b);
  // A value that came out nowhere went into a listener or the like: those are lit's.
  return found.length === values.length && found.every((value, i) => value === i)
    ? { markup: document.adoptNode(markup), places }
    : undefined;
}

/** Whether there is text beside the one element, which would be lost. */
function isBeside(markup: Element): boolean {
  return Array.from(markup.parentNode?.childNodes ?? []).some((node) => node.nodeType === 3 && node.textContent?.trim() !== '');
}
