// Who takes part. Each is loaded alone, so that none shares a page with another.

import type { Contestant } from './contestant.js';

export const CONTESTANTS: Record<string, () => Promise<Contestant>> = {
  'hand-written': async () => new (await import('./hand-written.js')).HandWritten(),
  'live-stream': async () => new (await import('./live-stream.js')).LiveStreamContestant(),
  'lit repeat': async () => new (await import('./lit-repeat.js')).LitRepeat(),
  React: async () => new (await import('./react.js')).React(),
  Vue: async () => new (await import('./vue.js')).Vue(),
  Svelte: async () => new (await import('./svelte.js')).Svelte(),
  LiveView: async () => new (await import('./live-view.js')).LiveView(),
};
