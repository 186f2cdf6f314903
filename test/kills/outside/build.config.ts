// Builds this page as a visitor's browser would get it.

import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { ALIASES } from '../../../tools/vite-shared.ts';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  resolve: { alias: ALIASES },
  build: { target: 'es2022', emptyOutDir: true },
});
