// The elements in Preact's JSX: properties by their names, events as `onstream-change`. Take it in once, anywhere in the project:
// `import 'live-stream-kit/types/preact'`.

import type { HTMLAttributes } from 'preact';
import type { KitElements } from './elements.js';
import type { Handlers } from './names.js';

type Tag<K extends keyof KitElements, Props = KitElements[K]['props']> = Omit<
  HTMLAttributes<KitElements[K]['element'] & EventTarget>,
  keyof Props
> &
  Props &
  Handlers<KitElements[K]['events'], 'on'>;

type Tags = { [K in keyof KitElements]: Tag<K> };

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements extends Tags {}
  }
}
