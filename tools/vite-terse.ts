// What a minifier leaves, because it is text to it, or might be wanted: in whatever is published the white space of templates and style
// sheets, with the comments there; in the embed file also the machinery of modules loaded later, which are all there, and a transport that
// is never used. Every line keeps its number, so that source maps stay right.

import { parseSync, type Plugin } from 'vite';

interface Node {
  type: string;
  start: number;
  end: number;
  [key: string]: unknown;
}
interface Edit {
  start: number;
  end: number;
  text: string;
}

const LONG_POLL = /var LongPoll = class \{[^]*?\n\};\n/;

const SOURCE = /\/src\/.+\.ts$/;

/** For the library, whose readers' bundlers take templates as they are. */
export const terseTemplates: Plugin = {
  name: 'terse-templates',
  enforce: 'pre',
  transform: (code, id) => (SOURCE.test(id) ? { code: terseSource(code, id), map: null } : undefined),
};

/** For the embed file, where nothing comes later: the sources of the kit and phoenix. */
export const terse: Plugin = {
  name: 'terse',
  enforce: 'pre',
  transform(code, id) {
    if (id.endsWith('/phoenix.mjs')) return { code: withoutLongPoll(code), map: null };
    return SOURCE.test(id) ? { code: terseSource(code, id, 'at once'), map: null } : undefined;
  },
};

/** A source file with less in it that means the same; `at once`: with what it would load later. */
export function terseSource(code: string, id = 'source.ts', imported: 'at once' | 'later' = 'later'): string {
  const { program, errors } = parseSync(id, code);
  if (errors.length > 0) throw new SyntaxError(`${id}: ${errors[0]!.message}`);
  const edits: Edit[] = [];
  const imports: string[] = [];
  visit(program as unknown as Node, (node) => {
    if (node.type === 'TaggedTemplateExpression') {
      const { name } = node['tag'] as { name?: string };
      if (name === 'css') terseTemplate(node, code, terseCss, edits);
      if (name === 'html' || name === 'svg') terseTemplate(node, code, terseHtml, edits);
    } else if (imported === 'at once' && node.type === 'ImportExpression') {
      const { value } = node['source'] as { value?: unknown };
      if (typeof value !== 'string' || !value.startsWith('.')) return;
      const name = `__later${imports.length}`;
      imports.push(`import * as ${name} from '${value}'; `);
      edits.push({ start: node.start, end: node.end, text: `Promise.resolve(${name})` });
    }
  });
  let result = code;
  for (const { start, end, text } of edits.toSorted((one, other) => other.start - one.start))
    result = result.slice(0, start) + text + result.slice(end);
  return imports.join('') + result;
}

/** The lines that its texts lose come back where they say nothing: in the next expression, or behind the template. */
function terseTemplate(node: Node, code: string, terseText: (text: string) => string, edits: Edit[]): void {
  const { quasis } = node['quasi'] as { quasis: Node[] };
  for (const quasi of quasis) {
    // Some parsers count the marks around a text to it.
    const start = quasi.start + /^[`}]?/.exec(code.slice(quasi.start, quasi.end))![0].length;
    const end = quasi.end - /(?:\$\{|`)?$/.exec(code.slice(quasi.start, quasi.end))![0].length;
    const before = code.slice(start, end);
    const text = terseText(before);
    if (text === before) continue;
    const lines = '\n'.repeat(countLines(before) - countLines(text));
    const mark = code[end] === '`' ? '`' : '${';
    edits.push({ start, end: end + mark.length, text: text + mark + lines });
  }
}

function terseCss(css: string): string {
  return css
    .replaceAll(/\/\*[^]*?\*\//g, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ?([{};,]) ?/g, '$1')
    .replaceAll(': ', ':')
    .replaceAll(';}', '}');
}

/** White space with a line break in it is there for whoever reads the source; one space means the same. */
function terseHtml(html: string): string {
  return html.replaceAll(/\s*\n\s*/g, ' ');
}

/** Browsers have `WebSocket`, and the kit never asks for a fallback. */
function withoutLongPoll(code: string): string {
  const [found] = LONG_POLL.exec(code) ?? [];
  if (found === undefined) throw new Error('phoenix has another LongPoll than it had: look what the embed file needs of it');
  return code.replace(found, () => `var LongPoll = class {};${'\n'.repeat(countLines(found))}`);
}

function countLines(text: string): number {
  return text.split('\n').length - 1;
}

function visit(node: Node, look: (node: Node) => void): void {
  look(node);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? (value as unknown[]) : [value])
      if (typeof child === 'object' && child !== null && typeof (child as Node).type === 'string') visit(child as Node, look);
  }
}
