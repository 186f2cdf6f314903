// Reads the manifest from the sources as they are now, without writing it.

import { cli } from '@custom-elements-manifest/analyzer/cli.js';

export function readManifest() {
  return cli({ argv: ['analyze', '--config', 'custom-elements-manifest.config.mjs', '--quiet'], noWrite: true });
}
