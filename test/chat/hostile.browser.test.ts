// S1, S2: hostile texts through every place of the chat that shows a text of a server or a user. Nothing runs, no element comes of one, and
// each is there as it was written. What shows that the texts are hostile is that they do run where a page is careless.

import { expect, fixture, html } from '@open-wc/testing';
import { vi } from 'vitest';
import '../../src/chat/define.js';
import { parseRow } from '../../src/backend/wire-rows.js';
import { fileName } from '../../src/backend/attachment.js';
import { cutText, type Message } from '../../src/backend/model.js';
import { markdownBody } from '../../src/chat/markdown.js';
import type { MessageItem } from '../../src/chat/message-item.js';
import { HOSTILE_TEXTS } from './hostile-texts.js';
import { newWorld, openRoom, painted } from './room-fixture.js';

const TEXTS = Object.values(HOSTILE_TEXTS).flat();
/** What is to be found in no message, whatever it says. */
const NEVER = 'script, iframe, object, embed, link, meta, base, form, input, details, math, template, img:not(.avatar img)';
const page = window as unknown as { hit?: () => void };

let hits = 0;
beforeEach(() => {
  hits = 0;
  page.hit = () => hits++;
});
afterEach(() => delete page.hit);

/** A message as it comes over the wire, with the text wherever there is one. */
function received(text: string, at: number): Message {
  const user = { id: 'eve', name: text, email: text, avatar_url: text };
  const quote = { id: 'asked', name: text, excerpt: text };
  const when = '2026-03-02T14:05:10.000Z';
  const row = {
    id: `m${at}`,
    cseq: at + 1,
    ver: at + 1,
    room_id: 'r',
    sender: user,
    content: text,
    inserted_at: when,
    updated_at: when,
    reply_to: quote,
  };
  return parseRow('room:r', row) as Message;
}

/** A message that says nothing but what is attached to it. */
const SAID = { room_id: 'r', sender: { id: 'eve', name: 'Eve' }, content: 'Look', inserted_at: '2026-03-02T14:05:10.000Z' };

async function shown(text: string, at: number, regions?: MessageItem['regions']): Promise<MessageItem> {
  const item = document.createElement('message-item');
  Object.assign(item, { message: received(text, at), regions, day: text, newLine: text, own: true, timeZone: 'UTC' });
  document.body.append(item);
  await item.updateComplete;
  return item;
}

const schemeOf = (address: string): string => new URL(address, location.href).protocol;

/** Time for what is loaded and what is put off to run. */
async function settled(): Promise<void> {
  await painted();
  await new Promise((resolve) => setTimeout(resolve, 100));
}

describe('hostile texts', () => {
  it('are about 600, and do run where a page takes them for markup', async () => {
    expect(TEXTS.length).to.be.within(550, 800);
    const box = await fixture<HTMLElement>(html`<div></div>`);
    // The naive way, which lint refuses everywhere else.
    box.setHTMLUnsafe(HOSTILE_TEXTS['handlers']!.join(''));
    await vi.waitFor(() => expect(hits).to.be.at.least(12));
  });

  it('S1 S2 are texts in a message: words, names, pictures, quotes, lines and labels', async () => {
    for (const [at, text] of TEXTS.entries()) {
      const item = await shown(text, at);
      const tree = item.shadowRoot!;
      expect(tree.querySelector('.words')!.textContent, text).to.equal(text);
      expect(tree.querySelectorAll(NEVER).length, text).to.equal(0);
      for (const image of tree.querySelectorAll('img')) expect(schemeOf(image.src), text).to.match(/^(https|http|blob):$/);
      expect(tree.querySelectorAll('a, style, [style], [onerror], [onload]').length, text).to.equal(0);
      item.remove();
    }
    await settled();
    expect(hits).to.equal(0);
  });

  it('S1 S2 are texts in files: their names, types and addresses, as lines and as pictures', async () => {
    for (const [at, text] of TEXTS.entries()) {
      const file = { id: `f${at}`, name: text, type: text, size: 1, url: text };
      const attachments = [file, { ...file, type: 'image/png', width: 2, height: 1 }, { ...file, url: 'https://files.invalid/f' }];
      const message = parseRow('room:r', { ...SAID, id: `m${at}`, cseq: at + 1, ver: at + 1, attachments }) as Message;
      expect(message.attachments, text).to.have.length(3);
      // Hidden: no picture of a hostile address is to be asked for.
      const item = await fixture<MessageItem>(html`<message-item hidden timezone="UTC" .message=${message}></message-item>`);
      const files = item.shadowRoot!.querySelector('.files')!;
      expect(
        [...files.querySelectorAll('bdi')].map(({ textContent }) => textContent),
        text,
      ).to.include(fileName(text));
      for (const found of files.querySelectorAll('*')) {
        expect(found.localName, text).to.match(/^(li|a|span|img|bdi|small|svg|path)$/);
        for (const { name, value } of found.attributes) {
          expect(name, text).not.to.match(/^on|^style$|^srcdoc$/);
          if (name === 'href') expect(schemeOf(value), text).to.match(/^https?:$/);
          if (name === 'src') expect(schemeOf(value), text).to.match(/^(https?|blob):$/);
        }
      }
      item.remove();
    }
    await settled();
    expect(hits).to.equal(0);
  });

  it('S1 S2 in Markdown make known elements, and links to safe addresses', async () => {
    for (const [at, text] of TEXTS.entries()) {
      const item = await shown(text, at, { body: markdownBody });
      for (const found of item.shadowRoot!.querySelector('.text')!.querySelectorAll('*')) {
        expect(found.matches(NEVER), text).to.equal(false);
        for (const { name, value } of found.attributes) {
          expect(name, text).not.to.match(/^on|^style$|^srcdoc$/);
          if (name === 'href' || name === 'src') expect(schemeOf(value), text).to.match(/^(https?|mailto):$/);
        }
      }
      item.remove();
    }
    await settled();
    expect(hits).to.equal(0);
  });

  it('S1 S4 are texts in a room: rows, who is typing, the draft, trouble, the dialog, and the list of rooms', async () => {
    const world = newWorld();
    const opened = await openRoom('weekend-plans', { world });
    const list = await fixture<HTMLElement>(html`<room-list .chat=${world.chat}></room-list>`);
    // One of each class: the whole way through server, storage and stream.
    for (const texts of Object.values(HOSTILE_TEXTS)) {
      const text = texts[0]!;
      opened.room.trouble = text;
      opened.room.composer!.draft!.write(text);
      opened.room.composer!.draft!.answer({ id: 'asked', name: text, excerpt: text });
      await world.post('ben', 'weekend-plans', text);
      await vi.waitFor(() => expect(opened.texts()).to.include(cutText(text, 8_192)));
      await opened.room.updateComplete;
      await opened.room.dialog!.open({ ...opened.rows().at(-1)!.message!, content: text });
      expect(opened.room.dialog!.field!.value.replaceAll('\r', '')).to.equal(text.replaceAll('\r', ''));
      opened.room.dialog!.close();
      for (const { shadowRoot } of [opened.room, opened.room.composer!, opened.room.dialog!, list, ...opened.rows()])
        expect(
          shadowRoot!.querySelectorAll('script, iframe, object, style, template, math, details, [onerror], [onload]').length,
          text,
        ).to.equal(0);
      expect(opened.part('.bars')!.textContent, text).to.contain(text.trim());
    }
    await settled();
    expect(hits).to.equal(0);
  });
});
