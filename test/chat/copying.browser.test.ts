// Copying several messages: clean lines, in order, by a real selection.

import { expect, html } from '@open-wc/testing';
import type { TemplateResult } from 'lit';
import { vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { Message } from '../../src/backend/model.js';
import { markdownBody } from '../../src/chat/markdown.js';
import type { MessageItem } from '../../src/chat/message-item.js';
import { clockTime } from '../../src/chat/format.js';
import { openRoom, painted, type RoomFixture } from './room-fixture.js';

const textIn = (around: Element): Text =>
  [...around.childNodes].find((node): node is Text => node instanceof Text && node.data.trim() !== '')!;
const words = (row: MessageItem): Text => textIn(row.shadowRoot!.querySelector('[part=text]')!);
const line = ({ message }: MessageItem, text = message!.content): string =>
  `${message!.sender.name}, ${clockTime(message!.insertedAt, { locale: navigator.language, timeZone: 'UTC' })}: ${text}`;

type Spot = [words: Text, offset: number];

/** One that fits into the page: what is pressed stays where it is. */
const narrowRoom = (): Promise<RoomFixture> => openRoom(undefined, { width: 400, height: 700 });

/** Selects from one place to another, with the mouse. */
async function drag(from: Spot, to: Spot): Promise<void> {
  const [[source, sourcePosition], [target, targetPosition]] = [spot(...from), spot(...to)];
  await userEvent.dragAndDrop(source, target, { sourcePosition, targetPosition });
  await loaded();
}

/** Where a character begins, or after the last one, within the element around. */
function spot(words: Text, offset: number): [Element, { x: number; y: number }] {
  const around = words.parentElement!.closest('.text')!;
  const range = document.createRange();
  range.setStart(words, offset);
  const [{ left, top, height }, box] = [range.getBoundingClientRect(), around.getBoundingClientRect()];
  return [around, { x: left - box.left - (offset === words.length ? 1 : 0), y: top - box.top + height / 2 }];
}

/** Selects from one place to another, also where no mouse can. */
async function select(from: Spot, to: Spot): Promise<void> {
  getSelection()!.setBaseAndExtent(...from, ...to);
  await loaded();
}

/** What copies has had time to come. */
async function loaded(): Promise<void> {
  await painted();
  await import('../../src/chat/copy-lines.js');
  await painted();
}

/** Copies with real keys; `ours`: the kit has answered. */
async function copy(): Promise<{ text: string; ours: boolean }> {
  let copied = { text: 'nothing', ours: false };
  const hear = (event: ClipboardEvent): void => {
    copied = { text: event.clipboardData!.getData('text/plain'), ours: event.defaultPrevented };
    event.preventDefault();
  };
  document.addEventListener('copy', hear);
  await userEvent.keyboard('{Control>}c{/Control}');
  document.removeEventListener('copy', hear);
  return copied;
}

describe('copied messages', () => {
  // The first here: what copies is loaded once.
  it('are lines also where another room has left the page before anything was selected', async () => {
    const [opened, other] = [await openRoom(), await openRoom()];
    other.room.remove();
    await painted();
    const [first, second] = opened.rows().slice(-2);
    await select([words(first!), 0], [words(second!), 5]);
    expect((await copy()).ours).to.equal(true);
  });

  it('40: are lines of name, time and text, without buttons, marks and days', async () => {
    const opened = await narrowRoom();
    const rows = opened.rows().slice(-4);
    const [first, last] = [words(rows[0]!), words(rows[3]!)];
    await drag([first, 0], [last, last.length]);
    const { text, ours } = await copy();
    expect(ours).to.equal(true);
    expect(text.split('\n')).to.deep.equal(rows.map((row) => line(row)));
  });

  it('begin and end where the selection does', async () => {
    const opened = await narrowRoom();
    const [first, second] = opened.rows().slice(-2);
    await drag([words(first!), 4], [words(second!), 5]);
    const { text } = await copy();
    expect(text.split('\n')).to.deep.equal([
      line(first!, first!.message!.content.slice(4).trim()),
      line(second!, second!.message!.content.slice(0, 5).trim()),
    ]);
  });

  it('upwards are in the same order', async () => {
    const opened = await narrowRoom();
    const [first, second] = opened.rows().slice(-2);
    await drag([words(second!), 3], [words(first!), 0]);
    const { text } = await copy();
    expect(text.split('\n')[0]).to.equal(line(first!));
  });

  it('of one message are left to the browser', async () => {
    const opened = await narrowRoom();
    const row = opened.rows().at(-1)!;
    await drag([words(row), 0], [words(row), 4]);
    expect(getSelection()!.toString()).to.equal(row.message!.content.slice(0, 4));
    const { ours } = await copy();
    expect(ours).to.equal(false);
  });

  it('of one message that three clicks select are left to the browser', async () => {
    const opened = await narrowRoom();
    const row = opened.rows().at(-4)!;
    getSelection()!.removeAllRanges();
    await userEvent.tripleClick(row.shadowRoot!.querySelector('.text')!);
    await loaded();
    expect(getSelection()!.toString().trim()).to.equal(row.message!.content);
    expect((await copy()).ours).to.equal(false);
  });

  it('are those alone of whose words something is selected', async () => {
    const opened = await narrowRoom();
    const rows = opened.rows();
    const at = rows.findLastIndex((row, i) => i > 2 && i < rows.length - 1 && row.shadowRoot!.querySelector('.name'));
    const [first, second, named, last] = rows.slice(at - 2) as [MessageItem, MessageItem, MessageItem, MessageItem];
    const name = textIn(named.shadowRoot!.querySelector('.name')!);
    await select([words(first), 0], [name, 2]);
    expect((await copy()).text.split('\n'), 'ends in a name').to.deep.equal([line(first), line(second)]);
    await select([words(second), 0], [name, 2]);
    expect((await copy()).ours, 'one message, and a name').to.equal(false);
    await select([words(first), words(first).length], [words(named), 3]);
    expect((await copy()).text.split('\n'), 'begins behind the words').to.deep.equal([
      line(second),
      line(named, named.message!.content.slice(0, 3).trim()),
    ]);
    await select([name, 0], [words(last), words(last).length]);
    expect((await copy()).text.split('\n'), 'begins in a name').to.deep.equal([line(named), line(last)]);
  });

  it('of files without words are the names of the files, of which something is selected', async () => {
    const opened = await narrowRoom();
    const [first] = opened.rows().slice(-1) as [MessageItem];
    const { message } = first;
    const attachments = ['kayak.txt', 'list.txt'].map((name) => ({ id: name, name, type: 'text/plain', size: 1, url: `/${name}` }));
    opened.room.list!.apply({ op: 'insert', item: { ...message!, id: 'files', content: '', attachments } as never });
    await vi.waitFor(() => expect(opened.rows().at(-1)!.message!.id).to.equal('files'));
    const files = opened.rows().at(-1)!;
    await files.updateComplete;
    const name = [...files.shadowRoot!.querySelectorAll('.files *')].flatMap((around) => textIn(around) ?? [])[0]!;
    await select([words(first), 0], [name, 4]);
    expect((await copy()).text.split('\n')).to.deep.equal([line(first), line(files, 'kayak.txt, list.txt')]);
    await select([words(first), 0], [name, 0]);
    expect((await copy()).ours).to.equal(false);
  });

  it('in Markdown are as they are shown, with their lines, the first and last as those between', async () => {
    const opened = await narrowRoom();
    opened.room.regions = { body: markdownBody };
    const [{ message }] = opened.rows().slice(-1) as [MessageItem];
    const contents = [
      'Before **one**\ntwo',
      'All _of_ [this](https://example.org):\n\n3. three\n4. four',
      '```\nfive {\n  six\n```\nand `code`\n\n1. > quoted',
      '- [x] seven\n- eight, nine',
    ];
    opened.room.list!.stream(contents.map((content, n) => ({ ...message!, id: `md${n}`, content }) as never));
    await vi.waitFor(() => expect(opened.texts().slice(-4)).to.deep.equal(contents));
    await painted();
    const rows = opened.rows().slice(-4);
    const [first, last] = [textIn(rows[0]!.shadowRoot!.querySelector('strong')!), textIn(rows[3]!.shadowRoot!.querySelector('li + li')!)];
    await select([first, 1], [last, 5]);
    const read = ['ne\ntwo', 'All of this:\n3. three\n4. four', 'five {\n  six\nand code\n1. quoted', '☑ seven\neight'];
    expect((await copy()).text).to.equal(rows.map((row, n) => line(row, read[n])).join('\n'));
    const numbered = [...rows[1]!.shadowRoot!.querySelectorAll('li')].map(textIn) as [Text, Text];
    for (const [spot, text] of [
      [[numbered[0], 0], '3. three\n4. four'],
      [[numbered[0], 1], 'hree\n4. four'],
      [[numbered[1], 0], '4. four'],
    ] as const) {
      await select(spot as Spot, [last, last.length]);
      expect((await copy()).text).to.equal(
        [line(rows[1]!, text), line(rows[2]!, read[2]), line(rows[3]!, '☑ seven\neight, nine')].join('\n'),
      );
    }
  });

  it('shown by the page are as it says that they read, unless it shows them as the part of the words', async () => {
    const opened = await narrowRoom();
    const rows = opened.rows().slice(-3) as [MessageItem, MessageItem, MessageItem];
    const marked = (message: Message): TemplateResult => html`<b>${message.content.toUpperCase()}</b>`;
    const plain = ({ content }: Message): string => content.slice(0, 6).trim();
    opened.room.regions = { body: Object.assign(marked, { plain }) };
    const inside = (row: MessageItem): Promise<Text> => vi.waitFor(() => textIn(row.shadowRoot!.querySelector('b')!));
    const last = await inside(rows[2]);
    await select([await inside(rows[0]), 2], [last, 3]);
    expect((await copy()).text).to.equal(rows.map((row) => line(row, plain(row.message!))).join('\n'));

    opened.room.regions = {
      body: Object.assign((message: Message) => html`<div part="text">${marked(message)} <img alt=":tea:" /></div>`, { plain }),
    };
    await vi.waitFor(() => expect(rows[2].shadowRoot!.querySelector('img')).not.to.equal(null));
    await select([await inside(rows[0]), 2], [await inside(rows[2]), 3]);
    const upper = rows.map(({ message }) => message!.content.toUpperCase()) as [string, string, string];
    expect((await copy()).text).to.equal(
      [line(rows[0], `${upper[0].slice(2)} :tea:`), line(rows[1], `${upper[1]} :tea:`), line(rows[2], upper[2].slice(0, 3).trim())].join(
        '\n',
      ),
    );
  });

  it('and what stands beside the room are left to the browser', async () => {
    const opened = await openRoom();
    const [before, after] = ['What the page says before', 'and what it says behind.'].map((text) => {
      const words = document.createElement('p');
      words.textContent = text;
      return words;
    }) as unknown as [HTMLElement, HTMLElement];
    opened.room.parentElement!.before(before);
    opened.room.parentElement!.after(after);
    const rows = opened.rows();
    const [first, last] = [words(rows[3]!), words(rows[6]!)];
    const [above, below] = [before.firstChild, after.firstChild] as [Text, Text];
    for (const [from, to] of [
      [above, below],
      [above, last],
      [first, below],
      [below, above],
    ] as const) {
      await select([from, 0], [to, 5]);
      expect((await copy()).ours, `${from.data} to ${to.data}`).to.equal(false);
    }
    await userEvent.click(before);
    await userEvent.keyboard('{Control>}a{/Control}');
    expect(getSelection()!.toString()).to.contain(above.data);
    expect((await copy()).ours).to.equal(false);
    before.remove();
    after.remove();
  });

  it('40: stay selected while others arrive', async () => {
    const opened = await openRoom();
    const rows = opened.rows();
    await select([words(rows[3]!), 0], [words(rows[6]!), 3]);
    await opened.world.post('ben', 'weekend-plans', 'Another one');
    await vi.waitFor(() => expect(opened.texts().at(-1)).to.equal('Another one'));
    const { text } = await copy();
    expect(text.split('\n')).to.have.length(4);
    await userEvent.click(opened.field());
  });
});
