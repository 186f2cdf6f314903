import type { Described } from './manifest.d.mts';
export function readTheme(css: string): Map<string, Described>;
