// Puts the licences of all whose code is in a bundle beside it, the compiler's helpers included.

import type { Plugin } from 'vite';
import { licenceTexts, packageOf } from './licences.mjs';

export function licences(fileName: string): Plugin {
  return {
    name: 'licences',
    generateBundle(_, bundle) {
      const modules = Object.values(bundle).flatMap((file) => (file.type === 'chunk' ? Object.entries(file.modules) : []));
      const names = modules.flatMap(([path, { renderedLength }]) => (renderedLength > 0 ? (packageOf(path) ?? []) : []));
      this.emitFile({ type: 'asset', fileName, source: licenceTexts(new Set(names)) });
    },
  };
}
