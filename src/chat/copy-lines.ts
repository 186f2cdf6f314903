// Copies several messages as lines: who, when, what; without buttons, marks and days. Loaded when something is first selected.

import { sayingOf } from '../backend/model.js';
import { clockTime, type ReaderLocale } from './format.js';
import { MessageItem } from './message-item.js';
import { senderName } from './message-words.js';
import type { Words } from './words.js';

/** What is copied from, and how it reads. */
export interface CopyView {
  list: Element;
  place: ReaderLocale;
  words: Words;
}

/**
 * Writes the selected messages into the clipboard, one line each, in order. A selection within one message, or one that holds more of
 * the page than messages of this list, it leaves to the browser, and gives false.
 */
export function copyLines(event: ClipboardEvent, { list, place, words }: CopyView): boolean {
  const children = [...list.children];
  const range = selectedRange(children, list);
  if (!range || !event.clipboardData) return false;
  const [from, to] = [indexOf(range.startContainer, children), indexOf(range.endContainer, children)];
  if (from < 0 || to < 0) return false;
  const selected = children.slice(from, to + 1).filter((row) => row instanceof MessageItem);
  if (selected.length < 2) return false;
  const lines = selected.flatMap((row) => lineOf(row, range, place, words) ?? []);
  event.clipboardData.setData('text/plain', lines.join('\n'));
  event.preventDefault();
  return true;
}

/** The selection through the shadow trees of the rows. */
function selectedRange(rows: readonly Element[], list: Element): StaticRange | undefined {
  const shadowRoots = rows.flatMap(({ shadowRoot }) => shadowRoot ?? []);
  for (let root = list.getRootNode(); root instanceof ShadowRoot; root = root.host.getRootNode()) shadowRoots.push(root);
  return getSelection()?.getComposedRanges({ shadowRoots })[0];
}

/** Which of the rows a node is in; -1 for none. Trees are not compared: they have no order among each other. */
function indexOf(node: Node, rows: readonly Element[]): number {
  return rows.findIndex((row) => row.contains(node) || row.shadowRoot?.contains(node));
}

function lineOf(row: MessageItem, range: StaticRange, place: ReaderLocale, words: Words): string | undefined {
  const { message } = row;
  if (!message || row.state === 'deleting') return undefined;
  const text = selectedPart(row, range) ?? sayingOf(message);
  if (text === '') return undefined;
  return words.say('copied', { name: senderName(message, words), time: clockTime(message.insertedAt, place), text });
}

/** Of the first and last message, only what is selected of its words. */
function selectedPart(row: MessageItem, { startContainer, startOffset, endContainer, endOffset }: StaticRange): string | undefined {
  const words = row.shadowRoot?.querySelector('[part=text]');
  const [starts, ends] = [words?.contains(startContainer), words?.contains(endContainer)];
  if (!words || !(starts || ends)) return undefined;
  const part = document.createRange();
  part.selectNodeContents(words);
  if (starts) part.setStart(startContainer, startOffset);
  if (ends) part.setEnd(endContainer, endOffset);
  return part.toString().trim();
}
