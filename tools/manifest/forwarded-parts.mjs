// Adds the parts an element passes on from elements inside it, read from `exportparts` in its template.

import { readFileSync } from 'node:fs';

export function forwardedParts() {
  return {
    name: 'forwarded-parts',
    packageLinkPhase({ customElementsManifest: manifest }) {
      const elements = new Map();
      for (const module of manifest.modules) {
        for (const declaration of module.declarations ?? [])
          if (declaration.tagName) elements.set(declaration.tagName, { module, declaration });
      }
      const done = new Set();
      for (const tag of elements.keys()) forward(tag, elements, done);
    },
  };
}

/** Depth first: what an inner element passes on can be passed on again. */
function forward(tag, elements, done) {
  const { module, declaration } = elements.get(tag);
  if (done.has(tag)) return declaration;
  done.add(tag);
  const code = readFileSync(module.path.replace(/^dist\//, 'src/').replace(/\.js$/, '.ts'), 'utf8');
  for (const [, inner, list] of code.matchAll(/<([a-z]+-[a-z-]+)(?=\s)(?:(?!<[a-z/])[\s\S])*?\sexportparts="([^"]*)"/g)) {
    if (!elements.has(inner)) continue;
    const { cssParts = [] } = forward(inner, elements, done);
    for (const pair of list.split(',')) {
      const [from, to = from] = pair.split(':').map((name) => name.trim());
      const part = cssParts.find(({ name }) => name === from);
      if (!part) throw new Error(`<${tag}> passes on the part "${from}" of <${inner}>, which does not document it`);
      (declaration.cssParts ??= []).push({ name: to, description: `Of \`<${inner}>\`: ${part.description}` });
    }
  }
  return declaration;
}
