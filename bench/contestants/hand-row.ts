// One row of the yardstick: cloned from a template, its changing nodes found once by their place.

import type { Item } from '../page/items.js';

export interface HandRow {
  item: Item;
  readonly element: HTMLElement;
  readonly avatar: HTMLElement;
  readonly initials: Text;
  readonly name: Text;
  readonly time: HTMLElement;
  readonly clock: Text;
  readonly text: Text;
  readonly likes: HTMLElement;
  readonly count: Text;
}

const template = element('div', 'row', [
  element('span', 'avatar', [' ']),
  element('div', 'body', [
    element('strong', 'name', [' ']),
    element('time', 'time', [' ']),
    element('p', 'text', [' ']),
    element('span', 'likes', [' ']),
  ]),
]);

export function makeRow(item: Item): HandRow {
  const row = template.cloneNode(true) as HTMLElement;
  const avatar = row.firstChild as HTMLElement;
  const name = avatar.nextSibling?.firstChild as HTMLElement;
  const time = name.nextSibling as HTMLElement;
  const text = time.nextSibling as HTMLElement;
  const likes = text.nextSibling as HTMLElement;
  row.id = `row-${item.id}`;
  const made: HandRow = {
    item,
    element: row,
    avatar,
    initials: avatar.firstChild as Text,
    name: name.firstChild as Text,
    time,
    clock: time.firstChild as Text,
    text: text.firstChild as Text,
    likes,
    count: likes.firstChild as Text,
  };
  write(made, item, undefined);
  return made;
}

export function writeRow(row: HandRow, item: Item): void {
  const old = row.item;
  row.item = item;
  write(row, item, old);
}

/** Writes what differs from what is shown. */
function write(row: HandRow, item: Item, old: Item | undefined): void {
  if (item.own !== (old?.own ?? false)) row.element.className = item.own ? 'row own' : 'row';
  if (item.name !== old?.name) {
    row.avatar.title = item.name;
    row.name.data = item.name;
  }
  if (item.initials !== old?.initials) row.initials.data = item.initials;
  if (item.date !== old?.date) row.time.setAttribute('datetime', item.date);
  if (item.time !== old?.time) row.clock.data = item.time;
  if (item.text !== old?.text) row.text.data = item.text;
  if (item.likes !== old?.likes) {
    row.likes.setAttribute('data-count', item.likes);
    row.count.data = item.likes;
  }
}

function element(tag: string, className: string, children: (Node | string)[]): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...children);
  return made;
}
