// The elements in Solid's JSX: properties by their names or as `prop:renderItem`, events as `on:stream-change`. Take it in once,
// anywhere in the project: `import 'live-stream-kit/types/solid'`.

import type { JSX } from 'solid-js';
import type { KitElements } from './elements.js';
import type { Handlers, Prefixed } from './names.js';

type Tag<K extends keyof KitElements, Props = KitElements[K]['props']> = Omit<JSX.HTMLAttributes<KitElements[K]['element']>, keyof Props> &
  Props &
  Prefixed<Props, 'prop:'> &
  Handlers<KitElements[K]['events'], 'on:'>;

type Tags = { [K in keyof KitElements]: Tag<K> };

declare module 'solid-js' {
  namespace JSX {
    interface IntrinsicElements extends Tags {}
  }
}
