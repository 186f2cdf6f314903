// A body in Markdown, as an entry of its own: `marked` cuts the text into tokens, and each becomes an element here. No HTML is ever
// made or read: what the text has of it stays text.

import { html, type TemplateResult } from 'lit';
import { lexer, Tokenizer, type Token, type Tokens } from 'marked';
import type { Message } from '../backend/model.js';
import { safeUrl } from '../live-stream/safe-url.js';

/** Longer texts stay as they are: cutting them up could take a while. */
const LONGEST = 8_192;
/** And so do those with more stars and underlines: each is tried with all the others. */
const MOST_MARKS = 400;
/** So many texts are kept as they were cut: one that is shown is also a name, and is shown anew. */
const MOST_KEPT = 100;
/** What stands apart from its neighbours. */
const BLOCKS = new Set(['paragraph', 'blockquote', 'list', 'code', 'space']);
/** What may follow a fence without being a word of the message: `ts`, `c++`, `objective-c`. */
const LANGUAGE = /^[\w+#.-]{0,20}$/;
/** Quotes and lists deeper than this stay text. */
const DEEPEST = 12;
/** Where an address is told apart from the words that lead to it, it would be seen nowhere: it stays text. */
const tokenizer = new Tokenizer();
tokenizer.def = () => undefined;

interface Checkbox {
  checked?: boolean | undefined;
}

/**
 * What `regions.body` shows of a message: bold, italic, strike, code, fenced code, quotes, lists and links. Anything else Markdown
 * knows (headings, tables, images, HTML) stays the text it is. Never throws.
 */
export function markdownBody({ content }: Message): TemplateResult {
  return html`<div class="words rich" part="text">${renderMarkdown(content)}</div>`;
}

/** How `markdownBody` reads: the words without the marks, links and pictures that have an address by their texts. Never throws. */
markdownBody.plain = ({ content }: Message): string => plainText(content);

/** What screen readers are told of a text in Markdown, on one line. */
export function plainText(text: string): string {
  try {
    return plain(cut(text), 0);
  } catch {
    return text;
  }
}

const kept = new Map<string, readonly Token[]>();

function cut(text: string): readonly Token[] {
  const cutBefore = kept.get(text);
  if (cutBefore) return cutBefore;
  if (text.length > LONGEST || text.split(/[*_]/, MOST_MARKS + 2).length > MOST_MARKS + 1) return [{ type: 'text', raw: text, text }];
  const tokens = lexer(text, { gfm: true, breaks: true, tokenizer });
  if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value!);
  kept.set(text, tokens);
  return tokens;
}

function plain(tokens: readonly Token[], depth: number): string {
  const blocks = tokens.map((token) => plainOne(token, depth + 1));
  return blocks
    .filter((one) => one !== '')
    .join(tokens.some(({ type }) => BLOCKS.has(type)) ? ' ' : '')
    .replaceAll(/\s+/g, ' ');
}

function plainOne(token: Token, depth: number): string {
  if (depth > DEEPEST) return token.raw;
  switch (token.type) {
    case 'space':
      return '';
    case 'br':
      return ' ';
    case 'escape':
      return token.raw.slice(1);
    case 'checkbox':
      return boxFor(token as Checkbox);
    case 'image':
      return imageText(token as Tokens.Image);
    case 'code':
      return codeBlock(token as Tokens.Code) ?? token.raw.trim();
    case 'codespan':
      return codeOf(token);
    case 'list':
      return says(token) ? plainList(token as Tokens.List, depth) : token.raw;
    case 'paragraph':
    case 'text':
    case 'blockquote':
    case 'strong':
    case 'em':
    case 'del':
      return plain(childrenOf(token), depth) || token.raw;
    case 'link':
      return addressOf(token as Tokens.Link, depth) === undefined ? token.raw : plain(childrenOf(token), depth);
    default:
      return token.raw.trim();
  }
}

function plainList({ ordered, start, items }: Tokens.List, depth: number): string {
  return items
    .map((item, index) => `${ordered ? `${Number(start) + index}. ` : ''}${boxOf(item)}${plain(item.tokens, depth)}`.trim())
    .join(' ');
}

/** The same for any text. */
export function renderMarkdown(text: string): unknown {
  try {
    return blocks(cut(text), 0);
  } catch {
    return text; // nested beyond what can be followed
  }
}

function blocks(tokens: readonly Token[], depth: number): unknown[] {
  return tokens.map((token) => block(token, depth));
}

function block(token: Token, depth: number): unknown {
  if (depth > DEEPEST) return token.raw;
  switch (token.type) {
    case 'space':
      return '\n';
    case 'paragraph':
      return html`<p>${inlines(childrenOf(token), depth)}</p>`;
    case 'checkbox':
      return boxFor(token as Checkbox);
    case 'text':
      return 'tokens' in token ? inlines(childrenOf(token), depth) : token.raw;
    case 'code': {
      const code = codeBlock(token as Tokens.Code);
      return code === undefined ? html`<p>${token.raw.trimEnd()}</p>` : html`<pre><code>${code}</code></pre>`;
    }
    case 'blockquote':
      if (!says(token)) break;
      return html`<blockquote>${blocks(childrenOf(token), depth + 1)}</blockquote>`;
    case 'list':
      if (!says(token)) break;
      return list(token as Tokens.List, depth);
  }
  return html`<p>${token.raw.trimEnd()}</p>`;
}

/** Whether there is anything in a quote or list: `-` alone is none, but what somebody wrote. */
function says(token: Token): boolean {
  const inside = token.type === 'list' ? (token as Tokens.List).items.flatMap(({ tokens }) => tokens) : childrenOf(token);
  return inside.some(({ type }) => type !== 'space');
}

function list({ ordered, start, items }: Tokens.List, depth: number): TemplateResult {
  const rows = items.map((item) => html`<li>${boxOf(item)}${blocks(item.tokens, depth + 1)}</li>`);
  return ordered
    ? html`<ol start=${start}>
        ${rows}
      </ol>`
    : html`<ul>
        ${rows}
      </ul>`;
}

/** The box before a task. From version 17 on `marked` has it as a token, in the item or, beside its words, in the first paragraph. */
function boxOf({ task, checked, tokens: [first] }: Tokens.ListItem): string {
  const hasBox = first && [first, childrenOf(first)[0]].some((token) => token?.type === 'checkbox');
  return task && !hasBox ? boxFor({ checked }) : '';
}

function boxFor({ checked }: Checkbox): string {
  return checked ? '☑ ' : '☐ ';
}

function inlines(tokens: readonly Token[], depth: number): unknown[] {
  return tokens.map((token) => inline(token, depth + 1));
}

function inline(token: Token, depth: number): unknown {
  if (depth > DEEPEST) return token.raw;
  switch (token.type) {
    case 'strong':
      return html`<strong>${inlines(childrenOf(token), depth)}</strong>`;
    case 'em':
      return html`<em>${inlines(childrenOf(token), depth)}</em>`;
    case 'del':
      return html`<del>${inlines(childrenOf(token), depth)}</del>`;
    case 'codespan':
      return html`<code>${codeOf(token)}</code>`;
    case 'br':
      return html`<br />`;
    case 'escape':
      return token.raw.slice(1);
    case 'checkbox':
      return boxFor(token as Checkbox);
    case 'link':
      return link(token as Tokens.Link, depth);
    default:
      return token.raw; // as it was written: `text` would come escaped, for those who make HTML of it
  }
}

/** What stands in a block of code; undefined where that is nothing, or more follows its fence than the name of a language: those are words. */
function codeBlock({ lang = '', text }: Tokens.Code): string | undefined {
  return LANGUAGE.test(lang) && text.trim() ? text : undefined;
}

function codeOf({ raw }: Token): string {
  const code = /^(`+)([^]*?)\1$/.exec(raw)?.[2] ?? '';
  return code.trim() ? code.replace(/^ ([^]*) $/, '$1') : raw;
}

/** `marked` writes it for HTML: with an `&` it would read as `&amp;`. */
function imageText({ raw, text, title, href }: Tokens.Image): string {
  return text.trim() && !title && !text.includes('&') && wholeAddress(href) !== undefined ? text : raw;
}

function link(token: Tokens.Link, depth: number): unknown {
  const address = addressOf(token, depth);
  if (address === undefined) return token.raw;
  const words = inlines(childrenOf(token), depth);
  return html`<a href=${address} tabindex="-1" target="_blank" rel="noopener noreferrer nofollow">${words}</a>`;
}

/** Where a link leads. One that is not fit for it stays the text it is, and so does one without words to press, or with a title, which touch would never show. */
function addressOf(token: Tokens.Link, depth: number): string | undefined {
  const { href, text, title } = token;
  const words = childrenOf(token);
  if (title || plain(words, depth).trim() === '') return undefined;
  return wholeAddress(standsAlone(token) ? href.replace(text, () => words[0]!.raw) : href);
}

/** One without a scheme, or without a host behind it, would lead into the page the chat happens to be in, which the writer need not know. */
function wholeAddress(href: string): string | undefined {
  return /^(?!https?:(?!\/\/))[a-z]+:/i.test(href) ? safeUrl(href) : undefined;
}

/** Whether it is an address without words of its own, which `marked` writes for HTML: it is shown, and led to, as it was written. */
function standsAlone({ type, raw }: Token): boolean {
  return type === 'link' && !raw.startsWith('[');
}

function childrenOf(token: Token): readonly Token[] {
  if (standsAlone(token)) {
    const raw = token.raw.replace(/^<(.*)>$/, '$1');
    return [{ type: 'text', raw, text: raw }];
  }
  return 'tokens' in token && Array.isArray(token.tokens) ? token.tokens : [];
}
