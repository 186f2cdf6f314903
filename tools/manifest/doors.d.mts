interface Exported {
  isType: boolean;
  description: string;
}

export function doorsOf(exports: Record<string, unknown>): [door: string, source: string][];
export function openingOf(source: string): string;
export function exportsOf(source: string): Map<string, Exported>;
