import type { Manifest } from './manifest.d.mts';
export function readManifest(): Promise<Manifest>;
