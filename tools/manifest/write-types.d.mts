import type { Manifest } from './manifest.d.mts';
export function writeTypes(manifest: Manifest, folder: string, root: string): void;
