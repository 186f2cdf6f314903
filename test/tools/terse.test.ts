// What is left out of the sources when they are published: nothing that is seen, and no line of what a source map points at.

import { expect } from 'vitest';
import { terseSource } from '../../tools/vite-terse.ts';

const lineOf = (code: string, part: string): number => code.slice(0, code.indexOf(part)).split('\n').length;

it('one space stands for a line break and the white space around it in a template', () => {
  const code = 'const a = html`<p\n    class="b"\n  >\n    ${words}  ${more}\n  </p>`;';
  expect(terseSource(code).replaceAll('\n', '')).toBe('const a = html`<p class="b" > ${words}  ${more} </p>`;');
});

it('templates within templates, and texts of other kinds, are what they were', () => {
  const code = "html`\n<ul>\n  ${items.map(\n    (item) => html`<li>\n ${item ? `a\n b` : 'c\\n'}</li>`,\n  )}\n</ul>`";
  const result = terseSource(code);
  expect(result).toContain('`a\n b`');
  expect(result).toContain("'c\\n'");
  expect(result).toContain('html` <ul> ${');
  expect(result).toContain('html`<li> ${');
});

it('style sheets lose comments and space, and keep what means something', () => {
  const code = 'css`\n  /* why */\n  :host([a]) > p:not(.b) + q {\n    margin: calc(1px + 2px) 0;\n    color: red;\n  }\n  ${more}\n`';
  expect(terseSource(code).replaceAll('\n', '')).toBe('css` :host([a]) > p:not(.b) + q{margin:calc(1px + 2px) 0;color:red}${more} `');
});

it('what is loaded later in the library is there at once in the embed file, and types are not', () => {
  const code = "type Copy = typeof import('./copy.js').copy;\nconst { copy } = await import('./copy.js');\nconst ws = await import('ws');";
  expect(terseSource(code), 'in the library').toBe(code);
  expect(terseSource(code, 'source.ts', 'at once'), 'in the embed file').toBe(
    "import * as __later0 from './copy.js'; type Copy = typeof import('./copy.js').copy;\nconst { copy } = await Promise.resolve(__later0);\nconst ws = await import('ws');",
  );
});

it('expressions and what follows stand in the lines in which they stood', () => {
  const code = 'const a = html`<p>\n\n  <b>\n    ${FIRST}\n    text\n  </b>\n  ${SECOND}\n</p>`;\nconst b = css`\n  a {\n  }\n`;\nTHIRD();';
  const result = terseSource(code);
  for (const part of ['FIRST', 'SECOND', 'THIRD']) expect([part, lineOf(result, part)]).toEqual([part, lineOf(code, part)]);
  expect(result).not.toMatch(/<p>\n/);
});

it('what cannot be read is an error that names the file', () => {
  expect(() => terseSource('const = 1', 'broken.ts')).toThrow('broken.ts');
});
