// What Vue's and Svelte's template checkers read of the elements: compiled, not run.

import type { RenderItem, StreamChangeEvent } from 'live-stream-kit';
import 'live-stream-kit/types/svelte';
import 'live-stream-kit/types/vue';
import type { SvelteHTMLElements } from 'svelte/elements';
import type { GlobalComponents } from 'vue';

type VueProps = InstanceType<GlobalComponents['live-stream']>['$props'];
type SvelteProps = SvelteHTMLElements['live-stream'];

interface Song {
  id: number;
  title: string;
}
const renderItem: RenderItem<Song> = ({ title }) => title;
const heard = ({ inserted }: StreamChangeEvent): void => console.log(inserted.length);

export const vue: VueProps = { name: 'songs', class: 'songs', anchor: 'end', renderItem, onStreamChange: heard };
export const svelte: SvelteProps = { name: 'songs', class: 'songs', anchor: 'end', renderItem, 'onstream-change': heard };

// @ts-expect-error: no such edge
export const vueFault: VueProps = { anchor: 'middle' };
// @ts-expect-error: no such event
export const vueEvent: VueProps = { onStreamChanged: heard };
// @ts-expect-error: no such edge
export const svelteFault: SvelteProps = { anchor: 'middle' };
// @ts-expect-error: another event's handler
export const svelteEvent: SvelteProps = { 'onviewport-top': heard };
