import type { Manifest } from './manifest.d.mts';

interface Description {
  name: string;
  version: string;
  description: string;
  /** The doors of the package, as in package.json. */
  exports: Record<string, unknown>;
}

export function llmsText(manifest: Manifest, description: Description): string;
