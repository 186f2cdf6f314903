// Copies several messages as lines: who, when, what; without buttons, marks and days. Loaded when something is first selected.

import type { Message } from '../backend/model.js';
import { isShadow } from '../live-stream/node-kinds.js';
import { clockTime, type ReaderLocale } from './format.js';
import { MessageItem } from './message-item.js';
import { readingOf } from './message-regions.js';
import { senderName } from './message-words.js';
import type { Words } from './words.js';

/** What is copied from, and how it reads. */
export interface CopyView {
  list: Element;
  place: ReaderLocale;
  words: Words;
}

/**
 * Writes the selected messages into the clipboard, one line each, in order. A selection of the words of one message alone, or one that
 * holds more of the page than messages of this list, it leaves to the browser, and gives false.
 */
export function copyLines(event: ClipboardEvent, { list, place, words }: CopyView): boolean {
  const children = [...list.children];
  const range = selectedRange(children, list);
  if (!range || !event.clipboardData) return false;
  const [from, to] = [indexOf(range.startContainer, children), indexOf(range.endContainer, children)];
  if (from < 0 || to < 0) return false;
  const selected = children.slice(from, to + 1).filter((row) => row instanceof MessageItem);
  const lines = selected.flatMap((row) => lineOf(row, range, place, words) ?? []);
  if (lines.length < 2) return false;
  event.clipboardData.setData('text/plain', lines.join('\n'));
  event.preventDefault();
  return true;
}

/** The selection through the shadow trees of the rows. */
function selectedRange(rows: readonly Element[], list: Element): StaticRange | undefined {
  const shadowRoots = rows.flatMap(({ shadowRoot }) => shadowRoot ?? []);
  for (let root = list.getRootNode(); isShadow(root); root = root.host.getRootNode()) shadowRoots.push(root);
  return list.ownerDocument.getSelection()?.getComposedRanges({ shadowRoots })[0];
}

/** Which of the rows a node is in; -1 for none. Trees are not compared: they have no order among each other. */
function indexOf(node: Node, rows: readonly Element[]): number {
  return rows.findIndex((row) => row.contains(node) || row.shadowRoot?.contains(node));
}

function lineOf(row: MessageItem, range: StaticRange, place: ReaderLocale, words: Words): string | undefined {
  const { message } = row;
  if (!message || row.state === 'deleting') return undefined;
  const text = selectedPart(row, message, range);
  if (text === '') return undefined;
  return words.say('copied', { name: senderName(message, words), time: clockTime(message.insertedAt, place), text });
}

/**
 * Of the first and last message, only what is selected of its words. Three clicks on a message end at the name in the next one, of which
 * nothing is highlighted. Words that the page shows elsewhere, and files without words, are read whole or not at all.
 */
function selectedPart({ shadowRoot, regions }: MessageItem, message: Message, range: StaticRange): string {
  const [starts, ends] = [shadowRoot?.contains(range.startContainer), shadowRoot?.contains(range.endContainer)];
  const isWhole = !starts && !ends;
  const hasWords = message.content !== '';
  const words = hasWords && shadowRoot?.querySelector('[part=text]');
  const shown = words || shadowRoot?.querySelector(hasWords ? '.text' : '.files');
  if (!shown) return readingOf(regions, message);
  const part = document.createRange();
  part.selectNodeContents(shown);
  if (starts && !clip(part, 'start', range)) return '';
  if (ends && !clip(part, 'end', range)) return '';
  const text = shownText(shown, part);
  if (words && (text || !isWhole)) return text;
  const isSelected = isWhole || text !== '' || [...shown.querySelectorAll('img')].some((picture) => part.intersectsNode(picture));
  return isSelected ? readingOf(regions, message) : '';
}

/** Begins or ends a part where the selection does; false when nothing of it is selected. */
function clip(part: Range, side: 'start' | 'end', { startContainer, startOffset, endContainer, endOffset }: StaticRange): boolean {
  if (side === 'start') {
    const at = part.comparePoint(startContainer, startOffset);
    if (at === 0) part.setStart(startContainer, startOffset);
    return at <= 0;
  }
  const at = part.comparePoint(endContainer, endOffset);
  if (at === 0) part.setEnd(endContainer, endOffset);
  return at >= 0;
}

/** What a part of an element reads, in the lines one sees: a range alone knows of none. */
function shownText(around: Element, part: Range): string {
  let text = '';
  let numbered = 0; // a number stays on the line of what it numbers, also where that is a block
  const endLine = (): void => void (text = text.length === numbered ? text : text.replace(/ ?\n?$/, '\n'));
  const read = (node: Node): void => {
    if (!part.intersectsNode(node)) return;
    if (node instanceof Text) text += selectedOf(node, part, /^$|\s$/.test(text));
    else if (node instanceof HTMLBRElement) text += '\n';
    else if (node instanceof HTMLImageElement) text += node.alt;
    else if (node instanceof Element) {
      const isInline = /^(inline|contents)/.test(getComputedStyle(node).display);
      if (!isInline) endLine();
      const number = numberOf(node, part);
      text += number;
      if (number) numbered = text.length;
      node.childNodes.forEach(read);
      if (!isInline) endLine();
    }
  };
  around.childNodes.forEach(read);
  return text.trim();
}

/** White space is one space, but where it is shown as it is; behind another there is none. */
function selectedOf(node: Text, { startContainer, startOffset, endContainer, endOffset }: Range, isSpaced: boolean): string {
  const data = node.data.slice(node === startContainer ? startOffset : 0, node === endContainer ? endOffset : undefined);
  if (/^(pre|break)/.test(getComputedStyle(node.parentElement!).whiteSpace)) return data;
  const one = data.replaceAll(/[ \t\r\n]+/g, ' ');
  return isSpaced ? one.trimStart() : one;
}

/** The number one sees before a point of a list, if the part has all before it. */
function numberOf(point: Element, { startContainer, startOffset }: Range): string {
  const list = point.parentElement;
  if (!(list instanceof HTMLOListElement) || point.localName !== 'li') return '';
  const before = document.createRange();
  before.setStart(point, 0);
  before.setEnd(startContainer, startOffset);
  return before.toString().trim() === '' ? `${list.start + [...list.children].indexOf(point)}. ` : '';
}
