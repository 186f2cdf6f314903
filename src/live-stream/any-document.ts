// Looks in whatever document an element stands: the sheets of one document are refused by another, and lost on the way there. So an
// element made or moved there, as into a frame or a window of its own, would throw or stand undressed.

import type { CSSResult, CSSResultOrNative, LitElement } from 'lit';

const copies = new WeakMap<Document, Map<CSSResult, CSSStyleSheet>>();
/** What a root has been given beside the styles of its class. */
const added = new WeakMap<ShadowRoot, Set<CSSResult>>();

interface Dressed extends Pick<LitElement, 'shadowRoot' | 'ownerDocument' | 'attachShadow' | 'renderOptions'> {
  readonly constructor: typeof LitElement;
  createRenderRoot(): HTMLElement | DocumentFragment;
  adoptedCallback(): void;
}

/** A decorator of element classes. */
export function inAnyDocument(element: typeof LitElement): void {
  const prototype = element.prototype as unknown as Dressed;
  const { createRenderRoot } = prototype;
  prototype.createRenderRoot = function () {
    const { shadowRootOptions, elementStyles } = this.constructor;
    const rendered = this.shadowRoot;
    if (this.ownerDocument === document) {
      const made = createRenderRoot.call(this);
      if (rendered && isUndressed(rendered)) dress(rendered, elementStyles);
      return made;
    }
    const root = rendered ?? this.attachShadow(shadowRootOptions);
    dress(root, elementStyles);
    this.renderOptions.renderBefore ??= root.firstChild;
    return root;
  };
  prototype.adoptedCallback = function () {
    if (this.shadowRoot) dress(this.shadowRoot, [...this.constructor.elementStyles, ...(added.get(this.shadowRoot) ?? [])]);
  };
}

/** Gives a root the looks of a part that is loaded later, once. */
export function adoptSheets(root: ShadowRoot, ...styles: readonly CSSResult[]): void {
  const known = added.get(root) ?? new Set();
  added.set(root, known);
  const missing = styles.filter((style) => !known.has(style));
  root.adoptedStyleSheets.push(...sheetsIn(root.ownerDocument, missing));
  for (const style of missing) known.add(style);
}

/** A tree that a server has rendered brings its styles as an element, which the header of a page may refuse; lit gives it no others. */
function isUndressed(root: ShadowRoot): boolean {
  return root.adoptedStyleSheets.length === 0 && !root.querySelector('style')?.sheet;
}

function dress(root: ShadowRoot, styles: readonly CSSResultOrNative[]): void {
  root.adoptedStyleSheets = sheetsIn(root.ownerDocument, styles);
}

function sheetsIn(home: Document, styles: readonly CSSResultOrNative[]): CSSStyleSheet[] {
  return styles.flatMap((style) => ('cssText' in style ? (sheetIn(home, style) ?? []) : style));
}

/** Each document has one copy for all its elements. None in a document that is not shown: it has no sheets to make. */
function sheetIn(home: Document, style: CSSResult): CSSStyleSheet | undefined {
  if (home === document) return style.styleSheet;
  const known = copies.get(home) ?? new Map<CSSResult, CSSStyleSheet>();
  copies.set(home, known);
  const sheet = known.get(style) ?? (home.defaultView ? new home.defaultView.CSSStyleSheet() : undefined);
  if (sheet && !known.has(style)) {
    sheet.replaceSync(style.cssText);
    known.set(style, sheet);
  }
  return sheet;
}
