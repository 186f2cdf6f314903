// Rows from lit templates: by the learned template where the row's template can be learned, else by lit itself, rendered into a
// fragment of the row's own with its element moved out, so that the list holds rows and no marker nodes.

import { html, nothing, render, type RootPart } from 'lit';
import { getDirectiveClass, isTemplateResult } from 'lit/directive-helpers.js';
import { graft, isKind } from './graft.js';
import { createLearned, LearnedRow } from './learned-template.js';
import { transplant, type RenderedRow, type RowRenderer } from './row-renderer.js';
import { isText } from './node-kinds.js';

/** Renders an item as a lit template with exactly one element at its root. */
export type RenderItem<T> = (item: T) => unknown;

/** What a stream shows that was given no way to render, by the tag of its rows. */
const TEXT_ROWS: Readonly<Record<string, (text: unknown) => unknown>> = {
  div: (text) => html`<div>${text}</div>`,
  li: (text) => html`<li>${text}</li>`,
  option: (text) => html`<option>${text}</option>`,
  td: (text) => html`<td>${text}</td>`,
  tr: (text) =>
    html`<tr>
      <td>${text}</td>
    </tr>`,
};

/** Renders rows of that tag that have the item's `text`, else its id. */
export function textRenderer<T>(tag: string): RowRenderer<T> {
  return litRenderer((item) => {
    const { text, id } = item as { text?: unknown; id?: unknown };
    return TEXT_ROWS[tag]?.(text ?? id);
  });
}

export function litRenderer<T>(renderItem: RenderItem<T>): RowRenderer<T> {
  return {
    create(item, kept, inside) {
      const result = renderItem(item);
      return createLearned(renderItem, result, kept, inside) ?? new LitRow(renderItem, result, kept, inside);
    },
    takeOver(rendered) {
      if (!(rendered instanceof LitRow || rendered instanceof LearnedRow)) return false;
      rendered.renderItem = renderItem;
      return true;
    },
  };
}

class LitRow<T> implements RenderedRow<T> {
  element!: Element;
  renderItem: RenderItem<T>;
  #result: unknown;
  readonly #root = document.createDocumentFragment();
  readonly #part: RootPart;

  constructor(renderItem: RenderItem<T>, result: unknown, kept: Element | undefined, inside: boolean) {
    this.renderItem = renderItem;
    this.#result = result;
    // What it renders later would come where the row no longer is.
    if ('setValue' in (getDirectiveClass(result)?.prototype ?? {})) throw new TypeError('renderItem gave a directive that renders later');
    const scope = kept && new KeptScope(kept, inside);
    try {
      this.#part = render(result, this.#root, scope && { creationScope: scope });
    } finally {
      scope?.leave();
    }
    if (scope?.isBound) this.element = scope.kept;
    else this.#take();
  }

  update(item: T): Element | undefined {
    const result = this.renderItem(item);
    // The same template writes into the element that was taken; another one is given that element anew.
    if (templateOf(result) !== templateOf(this.#result)) return undefined;
    this.#result = result;
    render(result, this.#root);
    if (this.#root.firstElementChild) this.#take();
    return this.element;
  }

  hear(heard: boolean): void {
    const result = this.#result;
    if (!isTemplateResult(result)) return;
    const values = heard ? result.values : result.values.map((value) => (isListener(value) ? nothing : value));
    render({ ...result, values }, this.#root);
  }

  release(): void {
    this.#part.setConnected(false);
  }

  #take(): void {
    const element = this.#root.firstElementChild;
    if (!element) throw new TypeError('renderItem gave no element');
    element.remove();
    if (this.#root.textContent?.trim() || this.#root.firstElementChild) throw new TypeError('renderItem gave more than one element');
    this.element = element;
  }
}

function templateOf(result: unknown): unknown {
  return isTemplateResult(result) && 'strings' in result ? result.strings : undefined;
}

function isListener(value: unknown): boolean {
  return typeof value === 'function' || (typeof value === 'object' && value !== null && 'handleEvent' in value);
}

/** A lit creation scope whose first element is `kept`: lit then binds to it where it is, as if it had just been cloned. */
class KeptScope {
  readonly kept: Element;
  readonly #inside: boolean;
  #used = false;
  /** Stands before `kept` while lit looks for its places from there on. */
  #mark: Comment | undefined;

  constructor(kept: Element, inside: boolean) {
    this.kept = kept;
    this.#inside = inside;
  }

  /** Whether lit was bound to `kept` without its being moved. */
  get isBound(): boolean {
    return this.#mark !== undefined;
  }

  importNode(node: Node, deep?: boolean): Node {
    const made = (node as DocumentFragment).firstElementChild;
    if (this.#used || !made || !isKind(made, this.kept)) return document.importNode(node, deep);
    this.#used = true;
    if (this.#inside) graft(made, this.kept);
    else transplant(document.importNode(made, true), this.kept);
    // Lit would count what stands beside the element, and go on to the next row for it.
    if (this.kept.parentNode && Array.from(node.childNodes).every((child) => child === made || isText(child))) {
      this.#mark = document.createComment('');
      this.kept.before(this.#mark);
      return this.#mark;
    }
    const copy = document.importNode(node, deep) as DocumentFragment;
    copy.firstElementChild?.replaceWith(this.kept);
    return copy;
  }

  /** Lit has taken the mark, unless it failed before. */
  leave(): void {
    if (this.#mark && this.#mark.parentNode === this.kept.parentNode) this.#mark.remove();
  }
}
