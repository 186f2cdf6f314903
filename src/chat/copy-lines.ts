// Copies several messages as lines: who, when, what; without buttons, marks and days. Loaded when something is first selected.

import { sayingOf } from '../backend/model.js';
import { clockTime, type Place } from './format.js';
import { MessageItem } from './message-item.js';
import { senderName } from './message-words.js';
import type { Words } from './words.js';

/** What is copied from, and how it reads. */
export interface CopyView {
  list: Element;
  place: Place;
  words: Words;
}

/**
 * Writes the selected messages into the clipboard, one line each, in order. Within one message it leaves the copy to the browser,
 * and gives false.
 */
export function copyLines(event: ClipboardEvent, { list, place, words }: CopyView): boolean {
  const rows = [...list.children].filter((row): row is MessageItem => row instanceof MessageItem);
  const range = selectedRange(rows, list);
  if (!range || !event.clipboardData) return false;
  const [from, to] = [rowOf(range.startContainer, rows), rowOf(range.endContainer, rows)];
  const selected = rows.filter((row) => follows(row, from, range.startContainer) && follows(to, row, range.endContainer, true));
  if (selected.length < 2) return false;
  const lines = selected.flatMap((row) => lineOf(row, range, place, words) ?? []);
  event.clipboardData.setData('text/plain', lines.join('\n'));
  event.preventDefault();
  return true;
}

/** The selection through the shadow trees of the rows. */
function selectedRange(rows: readonly MessageItem[], list: Element): StaticRange | undefined {
  const selection = getSelection();
  if (!selection || selection.isCollapsed === undefined) return undefined;
  const shadowRoots = rows.flatMap(({ shadowRoot }) => shadowRoot ?? []);
  for (let root = list.getRootNode(); root instanceof ShadowRoot; root = root.host.getRootNode()) shadowRoots.push(root);
  const [range] = selection.getComposedRanges({ shadowRoots });
  return range;
}

/** The row a node is in. */
function rowOf(node: Node, rows: readonly MessageItem[]): MessageItem | undefined {
  return rows.find((row) => row === node || row.contains(node) || row.shadowRoot?.contains(node));
}

/** Whether `row` is `other`, or comes after it; without another, whether it comes after `node` (or before: `reverse`). */
function follows(row: MessageItem | undefined, other: MessageItem | undefined, node: Node, reverse = false): boolean {
  if (row && other) return row === other || Boolean(other.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_FOLLOWING);
  const known = row ?? other;
  const way = reverse ? Node.DOCUMENT_POSITION_FOLLOWING : Node.DOCUMENT_POSITION_PRECEDING;
  return Boolean(known && known.compareDocumentPosition(node) & (way | Node.DOCUMENT_POSITION_CONTAINS));
}

function lineOf(row: MessageItem, range: StaticRange, place: Place, words: Words): string | undefined {
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
