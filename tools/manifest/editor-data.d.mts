import type { Manifest } from './manifest.d.mts';

interface Explained {
  name: string;
  description: { kind: 'markdown'; value: string };
}

export function htmlData(manifest: Manifest): {
  version: 1.1;
  tags: (Explained & { attributes: (Explained & { values?: { name: string }[]; valueSet?: 'v' })[] })[];
};
export function cssData(manifest: Manifest): {
  version: 1.1;
  properties: Explained[];
  pseudoElements: Explained[];
  pseudoClasses: Explained[];
};
