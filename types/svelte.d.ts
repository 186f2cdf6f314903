// The elements in Svelte 5's markup: properties by their names, events as `onstream-change`. Take it in once, anywhere in the project:
// `import 'live-stream-kit/types/svelte'`.

import type { HTMLAttributes } from 'svelte/elements';
import type { KitElements } from './elements.js';
import type { Handlers } from './names.js';

type Tag<K extends keyof KitElements, Props = KitElements[K]['props']> = Omit<HTMLAttributes<KitElements[K]['element']>, keyof Props> &
  Props &
  Handlers<KitElements[K]['events'], 'on'>;

type Tags = { [K in keyof KitElements]: Tag<K> };

declare module 'svelte/elements' {
  interface SvelteHTMLElements extends Tags {}
}
