// Which way of making rows an element was given: `renderItem`, else `item-element`, else a <template>, else the item's text.

import type { Report } from './admit-ops.js';
import { elementRenderer } from './element-renderer.js';
import { describe } from './parse-ops.js';
import { litRenderer, textRenderer, type RenderItem } from './lit-renderer.js';
import type { RowRenderer } from './row-renderer.js';
import { rowTagOf } from './row-tags.js';
import { templateRenderer } from './template-renderer.js';
import { isTemplate } from './node-kinds.js';

/** What an element can be given to make rows with. */
export interface RendererSettings<T> extends HTMLElement {
  readonly renderItem?: RenderItem<T> | undefined;
  readonly itemElement: string;
  readonly template?: HTMLTemplateElement | undefined;
}

/** The template of an element: the one it was given, else its first such child. */
export function templateOf({ template, children }: RendererSettings<never>): HTMLTemplateElement | undefined {
  if (template) return template;
  for (const child of children) if (isTemplate(child) && !child.slot) return child;
  return undefined;
}

/** The renderer of an element; one that cannot work is reported, and the items' text is shown in its place. */
export function chooseRenderer<T>(host: RendererSettings<T>, report: Report, container?: Element): RowRenderer<T> {
  try {
    if (host.renderItem) return litRenderer(host.renderItem);
    if (host.itemElement) return elementRenderer(host.itemElement);
    const template = templateOf(host);
    if (isTemplate(template)) return templateRenderer(template);
  } catch (error) {
    report(new Error(`rows cannot be rendered: ${describe(error)}`, { cause: error }), host.itemElement || host.template);
  }
  return textRenderer(rowTagOf(container));
}
