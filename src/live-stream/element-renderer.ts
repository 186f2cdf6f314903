// Rows that are elements of one tag, each given its item as the property `item`.

import type { RowRenderer } from './row-renderer.js';

interface ItemElement<T> extends Element {
  item?: T;
}

export function elementRenderer<T>(name: string): RowRenderer<T> {
  const tag = name.toLowerCase();
  // What is set on an element that is not defined yet would hide the accessor that its class may bring.
  const early = new Set<ItemElement<T>>();
  let isEarly = tag.includes('-') && !customElements.get(tag);
  const defined = (): void => {
    isEarly = false;
    for (const element of early) giveAgain(element);
    early.clear();
  };
  // A name that is none never is defined, which making such an element says.
  if (isEarly) customElements.whenDefined(tag).then(defined, () => undefined);
  return {
    create(item, kept) {
      const element: ItemElement<T> = kept?.localName === tag ? kept : document.createElement(tag);
      if (isEarly) early.add(element);
      element.item = item;
      return {
        element,
        update(next: T) {
          element.item = next;
          return element;
        },
        release: () => void early.delete(element),
      };
    },
  };
}

function giveAgain<T>(element: ItemElement<T>): void {
  customElements.upgrade(element);
  if (!Object.hasOwn(element, 'item') || !('item' in Object.getPrototypeOf(element))) return;
  const { item } = element;
  delete element.item;
  element.item = item as T;
}
