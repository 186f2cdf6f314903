// The elements in React 19's JSX: properties by their names, events as `onstream-change`. Take it in once, anywhere in the project:
// `import 'live-stream-kit/types/react'`.

import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { KitElements } from './elements.js';
import type { Handlers } from './names.js';

type Tag<K extends keyof KitElements, Element = KitElements[K]['element'], Props = KitElements[K]['props']> = DetailedHTMLProps<
  Omit<HTMLAttributes<Element>, keyof Props>,
  Element
> &
  Props &
  Handlers<KitElements[K]['events'], 'on'> & { class?: string | undefined };

type Tags = { [K in keyof KitElements]: Tag<K> };

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements extends Tags {}
  }
}
