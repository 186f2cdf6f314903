// What editors, Storybook and generators know of the elements: attributes, events, slots, parts, states, custom properties.
// Written to custom-elements.json.

import { forwardedParts } from './tools/manifest/forwarded-parts.mjs';
import { publicOnly } from './tools/manifest/public-only.mjs';
import { tokensOfElements } from './tools/manifest/tokens-of-elements.mjs';
import { typesWrittenOut } from './tools/manifest/types-written-out.mjs';

export default {
  globs: ['src/**/*.ts'],
  exclude: ['src/mock/**'],
  outdir: '.',
  litelement: true,
  packagejson: false,
  plugins: [publicOnly(), typesWrittenOut(), tokensOfElements(), forwardedParts()],
};
