// Gives each element the custom properties it reads, found in its own styles and described by theme.css, and the attribute
// `density` to those with rows that have more room or less by it, their own or of an element inside.

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const DENSITY = {
  name: 'density',
  type: { text: "'compact' | 'comfortable' | 'spacious'" },
  default: "'comfortable'",
  description: 'Room between rows, for the element and all in it: sets `--ls-density`.',
};

/** The tokens of a theme: `--ls-name: default;` and a comment that says what for, also where the default is commented out. */
export function readTheme(css) {
  const tokens = new Map();
  for (const [, comment, name, value, inside, after] of css.matchAll(
    /^ {2}(\/\* )?(--ls-[a-z0-9-]+): ([^;]+);(?:([^*]*)\*\/| \/\* (.*?) \*\/)/gm,
  )) {
    tokens.set(name, { name, ...(comment ? {} : { default: value }), description: sentence((comment ? inside : after).trim()) });
  }
  return tokens;
}

export function tokensOfElements(root = 'src') {
  return {
    name: 'tokens-of-elements',
    packageLinkPhase({ customElementsManifest: manifest }) {
      const theme = readTheme(readFileSync(join(root, 'theme.css'), 'utf8'));
      const tokens = readFileSync(join(root, 'chat/tokens.ts'), 'utf8');
      const [shared = '', controls = ''] = tokens.split('export const controls');
      const made = new Map(Array.from(shared.matchAll(/^ {4}(--_[a-z-]+): (.+);$/gm), ([, name, value]) => [name, value]));
      const dense = new Map();
      for (const module of manifest.modules) {
        for (const declaration of module.declarations ?? []) {
          if (!declaration.customElement) continue;
          const file = join(root, module.path.replace(/^dist\//, '').replace(/\.js$/, '.ts'));
          const code = readFileSync(file, 'utf8');
          if (!code.includes("from './tokens.js'")) continue;
          const read = used([controls, code, ...stylesOf(file, code)].join('\n'), made);
          declaration.cssProperties = [...theme.values()].filter(({ name }) => read.has(name));
          dense.set(declaration, { isOwn: read.has('--ls-density'), code });
        }
      }
      for (const [declaration, { isOwn, code }] of dense) {
        const isInside = [...dense].some(([{ tagName }, other]) => other.isOwn && new RegExp(`<${tagName}\\s`).test(code));
        if (isOwn || isInside) declaration.attributes = [...(declaration.attributes ?? []), DENSITY];
      }
    },
  };
}

/** The style sheets an element imports, which lie in files of their own. */
function stylesOf(file, code) {
  return Array.from(code.matchAll(/import \{[^}]*[sS]tyles[^}]*\} from '(\.\/[^']+)\.js'/g), ([, path]) =>
    readFileSync(`${join(dirname(file), path)}.ts`, 'utf8'),
  );
}

/** The public tokens behind the private ones a style sheet reads, however many steps away. */
function used(css, made) {
  const found = new Set();
  const follow = (text) => {
    for (const [name] of text.matchAll(/--(?:ls|_)[a-z0-9-]+/g)) {
      if (found.has(name)) continue;
      found.add(name);
      follow(made.get(name) ?? '');
    }
  };
  follow(css);
  return found;
}

function sentence(text) {
  const clean = text.replace(/^;?\s*/, '');
  return `${clean.charAt(0).toUpperCase()}${clean.slice(1)}.`;
}
