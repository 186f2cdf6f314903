import type { Manifest } from './manifest.d.mts';

interface Known {
  /** The doors of the package, as in package.json. */
  exports: Record<string, unknown>;
  tokens: { has(name: string): boolean };
  /** Tags that a document makes itself. */
  own?: readonly string[];
}

export function strangeNames(text: string, manifest: Manifest, known: Known): string[];
