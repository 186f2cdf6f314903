// What statements about access say that no other test shows: speech while a dialog is open, a page at 400 % zoom, eight lines,
// references by id, and the order of things.

import { expect } from '@open-wc/testing';
import { vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import '../../src/chat/define.js';
import { MessageDelete } from '../../src/chat/events.js';
import { recordSpoken } from './spoken.js';
import { textFile } from './pictures.js';
import { newWorld, openRoom, painted } from './room-fixture.js';

const unseen = ({ shadowRoot }: Element): string =>
  [...shadowRoot!.querySelectorAll('.unseen[role]')].map((region) => region.textContent).join('');

describe('access', () => {
  it('5: what is said while the dialog is open is said in it', async () => {
    const opened = await openRoom();
    await vi.waitFor(() => expect(opened.part('.quiet')).to.equal(null));
    await opened.room.dialog!.open(opened.rows().at(-1)!.message!);
    const [inside, outside] = [recordSpoken(opened.room.dialog!), recordSpoken(opened.room)];
    const heard: string[] = [];
    // Equal words, too, and each is gone before it could be found as a second copy.
    for (let time = 0; time < 2; time += 1) {
      await opened.world.post('grace', 'weekend-plans', 'Are you there?');
      heard.push('Grace Kim: Are you there?');
      await vi.waitFor(() => expect(inside).to.deep.equal(heard), { timeout: 4000 });
      await vi.waitFor(() => expect(unseen(opened.room.dialog!)).to.equal(''), { timeout: 2000 });
    }
    opened.room.dialog!.say('Not sent', 'assertive');
    await vi.waitFor(() => expect(inside).to.deep.equal([...heard, '! Not sent']), { timeout: 4000 });
    expect(outside).to.deep.equal([]);
  });

  it('5: what is said while it is asked whether to delete is said there', async () => {
    const opened = await openRoom();
    opened.room.confirm = 'dialog';
    await vi.waitFor(() => expect(opened.part('.quiet')).to.equal(null));
    await opened.send('Mine');
    await vi.waitFor(() => expect(opened.row('Mine').state).to.equal('sent'));
    opened.row('Mine').dispatchEvent(new MessageDelete(opened.row('Mine').message!.id));
    await vi.waitFor(() => expect(opened.part('.question:modal')).not.to.equal(null));
    const said = (): string[] =>
      [...opened.part('.question')!.querySelectorAll('.unseen')].map(({ textContent }) => textContent).filter(Boolean);
    await opened.world.post('grace', 'weekend-plans', 'Wait');
    await vi.waitFor(() => expect(said()).to.deep.equal(['Grace Kim: Wait']), { timeout: 4000 });
    await vi.waitFor(() => expect(said()).to.deep.equal([]), { timeout: 2000 });
    await userEvent.keyboard('{Escape}');
    await vi.waitFor(() => expect(opened.part('.question')).to.equal(null));
  });

  it('33: a page of 1,280 px at 400 % zoom is read and written in without scrolling sideways', async () => {
    const { innerWidth, innerHeight } = window;
    try {
      const world = newWorld({ storage: 'disk', uploads: {} });
      const app = document.createElement('chat-app');
      app.style.cssText = 'position: fixed; inset: 0';
      Object.assign(app, { chat: world.chat, room: 'weekend-plans', timeZone: 'UTC' });
      document.body.append(app);
      await vi.waitFor(() => expect(app.openRoom?.list?.size ?? 0).to.be.greaterThan(9));
      // Zoomed while it is there: WebKit asks no media query again for what is not in the page, and keeps its answers for the next one.
      await page.viewport(320, 256);
      await painted();
      const room = app.openRoom!;
      for (const element of [document.documentElement, app, room, room.list!])
        expect(element.scrollWidth, element.localName).to.be.at.most(element.clientWidth);
      await userEvent.click(room.composer!.shadowRoot!.querySelector('textarea')!);
      await userEvent.keyboard('Small page{Enter}');
      await vi.waitFor(() => expect([...room.list!.querySelectorAll('message-item')].at(-1)!.message!.content).to.equal('Small page'));
      // Whatever is written and attached: the wheel brings it all, and Send is in view.
      const field = room.composer!.shadowRoot!.querySelector('textarea')!;
      field.value = Array.from({ length: 12 }, (_, i) => `line ${i}`).join('\n');
      field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
      await room.composer!.attach([textFile('a.txt'), textFile('b.txt'), textFile('c.txt')]);
      await vi.waitFor(() => expect(room.composer!.shadowRoot!.querySelectorAll('.entry')).to.have.length(3));
      room.composer!.scrollTop = 10_000;
      await painted();
      expect(room.composer!.getBoundingClientRect().bottom).to.be.at.most(256);
      expect(room.composer!.shadowRoot!.querySelector('.send')!.getBoundingClientRect().bottom).to.be.at.most(256);
      expect(room.list!.clientHeight).to.be.above(24);
      app.remove();
    } finally {
      await page.viewport(innerWidth, innerHeight);
    }
  });

  it('23: typing changes no attribute of the field, which keeps its label', async () => {
    const { field } = await openRoom();
    await userEvent.click(field());
    await userEvent.keyboard('a');
    const label = field().labels[0]?.textContent?.trim() || field().getAttribute('aria-label');
    expect(label).to.equal('Message weekend-plans');
    const changed: string[] = [];
    const observer = new MutationObserver((records) => changed.push(...records.map(({ attributeName }) => attributeName ?? '')));
    observer.observe(field(), { attributes: true });
    await userEvent.keyboard('nd so on, word after word');
    await painted();
    observer.disconnect();
    expect([field().value, changed]).to.deep.equal(['and so on, word after word', []]);
  });

  it('38: no reference by id leads out of its shadow tree', async () => {
    const opened = await openRoom();
    await opened.room.dialog!.open(opened.rows().at(-1)!.message!);
    const IDS = [
      'aria-labelledby',
      'aria-describedby',
      'aria-controls',
      'aria-errormessage',
      'aria-activedescendant',
      'for',
      'popovertarget',
    ];
    const roots: ShadowRoot[] = [];
    const gather = (root: ShadowRoot): void => {
      roots.push(root);
      for (const { shadowRoot } of root.querySelectorAll('*')) if (shadowRoot) gather(shadowRoot);
    };
    gather(opened.room.shadowRoot!);
    const has = (root: ShadowRoot, id: string): boolean => root.querySelector(`[id="${id}"]`) !== null;
    const references = roots.flatMap((root) =>
      [...root.querySelectorAll('*')].flatMap((element) =>
        IDS.flatMap((name) => element.getAttribute(name)?.split(/\s+/).filter(Boolean) ?? []).map((id) => ({ root, element, id })),
      ),
    );
    // What is not there yet, as a counter far from the limit, is nowhere.
    const astray = references.filter(({ root, id }) => !has(root, id) && roots.some((other) => has(other, id)));
    expect(references.filter(({ root, id }) => has(root, id)).length).to.be.greaterThan(3);
    expect(astray.map(({ element, id }) => `${element.localName} ${id}`)).to.deep.equal([]);
  });

  it('39: messages are in the document in the order they are seen, after a page of older ones, too', async () => {
    const opened = await openRoom('weekend-plans', { height: 260 });
    opened.part('.edge button')!.click();
    await vi.waitFor(() => expect(opened.rows().length).to.be.greaterThan(14));
    await opened.world.post('ben', 'weekend-plans', 'Newest');
    await vi.waitFor(() => expect(opened.texts().at(-1)).to.equal('Newest'));
    const tops = opened.rows().map((row) => row.getBoundingClientRect().top);
    expect(tops).to.deep.equal(tops.toSorted((a, b) => a - b));
    const times = opened.rows().map((row) => row.message!.seq);
    expect(times).to.deep.equal(times.toSorted((a, b) => a - b));
  });

  it('the composer grows to eight lines, then scrolls', async () => {
    const { field } = await openRoom();
    await userEvent.click(field());
    const heights: number[] = [];
    for (let line = 1; line <= 11; line++) {
      heights.push(field().getBoundingClientRect().height);
      await userEvent.keyboard('x{Shift>}{Enter}{/Shift}');
    }
    for (let line = 1; line < 8; line++) expect(heights[line], `line ${line + 1}`).to.be.greaterThan(heights[line - 1]!);
    expect(heights[10]).to.equal(heights[8]);
    expect(field().scrollHeight).to.be.greaterThan(field().clientHeight);
  });
});
