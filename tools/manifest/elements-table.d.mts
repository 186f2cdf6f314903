import type { Manifest } from './manifest.d.mts';

export declare function elementsTable(manifest: Manifest, stories: readonly string[]): string;
