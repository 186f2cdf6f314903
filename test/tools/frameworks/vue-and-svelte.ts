// What Vue's and Svelte's template checkers read of the elements: compiled, not run.

import type { RenderItem, StreamChangeEvent } from 'live-stream-kit';
import 'live-stream-kit/types/svelte';
import 'live-stream-kit/types/vue';
import type { SvelteHTMLElements } from 'svelte/elements';
import type { GlobalComponents, HTMLAttributes } from 'vue';

type VueProps = InstanceType<GlobalComponents['live-stream']>['$props'];
type SvelteProps = SvelteHTMLElements['live-stream'];

interface Song {
  id: number;
  title: string;
}
const renderItem: RenderItem<Song> = ({ title }) => title;
const heard = ({ inserted }: StreamChangeEvent): void => console.log(inserted.length);

export const vue: VueProps = { name: 'songs', class: 'songs', anchor: 'end', renderItem, onStreamChange: heard };
/** As `<stream-op update-only>` is read: Vue looks every name up with humps. */
export const vueOp: InstanceType<GlobalComponents['stream-op']>['$props'] = { action: 'insert', at: 0, updateOnly: true, domId: 'a' };
/** As `<p slot="empty">` is. */
export const vueSlotted: HTMLAttributes = { slot: 'empty' };
export const svelte: SvelteProps = { name: 'songs', class: 'songs', anchor: 'end', renderItem, 'onstream-change': heard };

// @ts-expect-error: no such edge
export const vueFault: VueProps = { anchor: 'middle' };
// @ts-expect-error: no such event
export const vueEvent: VueProps = { onStreamChanged: heard };
// @ts-expect-error: no such edge
export const svelteFault: SvelteProps = { anchor: 'middle' };
// @ts-expect-error: another event's handler
export const svelteEvent: SvelteProps = { 'onviewport-top': heard };
