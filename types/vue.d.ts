// The elements in Vue's templates: properties by their names, events as `@stream-change`. Take it in once, anywhere in the project:
// `import 'live-stream-kit/types/vue'`.

import type { HTMLAttributes, PublicProps } from 'vue';
import type { KitElements } from './elements.js';
import type { CamelHandlers, Camelled } from './names.js';

type Tag<K extends keyof KitElements, Props = KitElements[K]['props']> = new () => KitElements[K]['element'] & {
  /** What a template may set. */
  $props: Omit<HTMLAttributes, keyof Props> &
    Props &
    Camelled<KitElements[K]['attributes']> &
    CamelHandlers<KitElements[K]['events']> &
    PublicProps;
};

type Tags = { [K in keyof KitElements]: Tag<K> };

declare module 'vue' {
  interface GlobalComponents extends Tags {}

  interface HTMLAttributes {
    /** The slot of the element around it, such as `empty` in `<live-stream>`. Vue's own types leave it out. */
    slot?: string | undefined;
  }
}
