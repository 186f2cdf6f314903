// Puts the style sheets into the package: theme.css, the example looks, and the default as one of them, for a place inside another look.
// For TypeScript each is a module of nothing: importing it is no error.

import { cpSync, readFileSync, writeFileSync } from 'node:fs';

cpSync('src/theme.css', 'dist/theme.css');
cpSync('src/themes', 'dist/themes', { recursive: true });
writeFileSync('dist/themes/default.css', readFileSync('src/theme.css', 'utf8').replace(/^:root \{/m, '.theme-default {'));
writeFileSync('dist/theme.css.d.ts', 'export {};\n');
