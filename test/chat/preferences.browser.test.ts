// What the reader's system asks for: forced colours, in which nothing is told by a background or a shadow, and no motion. And wider text.

import { expect } from '@open-wc/testing';
import { vi } from 'vitest';
import { cdp } from 'vitest/browser';
import type { MessageItem } from '../../src/chat/message-item.js';
import { itWithTools } from '../live-stream/engine.js';
import { newWorld, openRoom, painted } from './room-fixture.js';

const prefer = (features: Record<string, string>): Promise<unknown> =>
  cdp().send('Emulation.setEmulatedMedia', { features: Object.entries(features).map(([name, value]) => ({ name, value })) });

afterEach(() => prefer({}));

/** Every element of a tree, through its shadow trees. */
function all(root: Element): Element[] {
  return [root, ...[...(root.shadowRoot?.children ?? []), ...root.children].flatMap(all)];
}

/** What is drawn of an element where backgrounds and shadows are not. */
function lines(element: Element): { start: string; end: string; outline: string } {
  const { borderInlineStartStyle: start, borderBlockEndStyle: end, outlineStyle: outline } = getComputedStyle(element);
  return { start, end, outline };
}

const inside = (row: MessageItem, selector: string): HTMLElement => row.shadowRoot!.querySelector(selector)!;

/** What colour a word of CSS is here. */
function colour(name: string): string {
  const probe = document.createElement('i');
  probe.style.color = name;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

describe('forced colours', () => {
  itWithTools('32: the text is the system’s, and bar, avatar, quote and separators have edges', async () => {
    await prefer({ 'forced-colors': 'active' });
    expect(matchMedia('(forced-colors: active)').matches).to.equal(true);
    const world = newWorld();
    const opened = await openRoom('weekend-plans', { world });
    await world.post('grace', 'weekend-plans', 'Here', opened.rows().at(-1)!.message!.id);
    const row = await vi.waitFor(() => opened.row('Here'));
    row.focus();
    await row.updateComplete;
    expect(getComputedStyle(inside(row, '.words')).color).to.equal(colour('CanvasText'));
    expect([lines(inside(row, '.bar')).end, lines(inside(row, '.avatar')).end]).to.deep.equal(['solid', 'solid']);
    expect(lines(inside(row, '.quote')).start).to.equal('solid');
  });

  itWithTools('32: what failed, what has focus and what was gone to stand out by a line, not by a shade', async () => {
    await prefer({ 'forced-colors': 'active' });
    const opened = await openRoom();
    const [failed, gone, plain] = opened.rows().slice(-3) as [MessageItem, MessageItem, MessageItem];
    failed.state = 'failed';
    gone.highlighted = true;
    await Promise.all([failed.updateComplete, gone.updateComplete]);
    const drawn = [failed, gone, plain].map((row) => lines(inside(row, '.row')));
    expect(drawn.map(({ start, outline }) => [start, outline])).to.deep.equal([
      ['solid', 'none'],
      ['none', 'solid'],
      ['none', 'none'],
    ]);
    expect(failed.shadowRoot!.querySelector('[part=error]')!.textContent.trim()).not.to.equal('');
    opened.field().focus();
    await painted();
    const box = opened.room.composer!.shadowRoot!.querySelector('.box')!;
    expect([getComputedStyle(box).outlineStyle, getComputedStyle(box).outlineColor]).to.deep.equal(['solid', colour('Highlight')]);
  });

  itWithTools('32: the open room has an outline, and who is there a dot of its own', async () => {
    await prefer({ 'forced-colors': 'active' });
    const world = newWorld();
    const list = document.createElement('room-list');
    Object.assign(list, { chat: world.chat, active: 'weekend-plans' });
    document.body.append(list);
    try {
      const links = await vi.waitFor(() => {
        const found = [...list.shadowRoot!.querySelectorAll('a')];
        expect(found.length).to.equal(3);
        return found;
      });
      expect(links.map((link) => lines(link).outline)).to.deep.equal(links.map((link) => (link.ariaCurrent ? 'solid' : 'none')));
      expect(links.filter((link) => link.ariaCurrent)).to.have.length(1);
    } finally {
      list.remove();
    }
    const opened = await openRoom('weekend-plans', { world });
    const row = opened.rows().find((one) => !one.grouped)!;
    row.present = true;
    await row.updateComplete;
    const dot = getComputedStyle(inside(row, '.present'), '::after');
    expect([dot.backgroundColor, dot.borderBlockEndColor]).to.deep.equal([colour('CanvasText'), colour('Canvas')]);
  });

  itWithTools('32: signs are drawn as what they stand in is, in the list of rooms and beside files', async () => {
    await prefer({ 'forced-colors': 'active' });
    const world = newWorld();
    const app = document.createElement('chat-app');
    app.style.cssText = 'display: block; inline-size: 900px; block-size: 500px';
    app.chat = world.chat;
    const row = document.createElement('message-item');
    const file = { id: 'f', name: 'a.pdf', type: 'application/pdf', size: 1, url: '/a.pdf' };
    document.body.append(app, row);
    try {
      const opened = await openRoom('weekend-plans', { world });
      row.item = { ...opened.rows()[0]!.message!, attachments: [file] };
      const signs = await vi.waitFor(() => {
        const drawn = [...all(app), ...all(row)];
        const found = ['a svg', '.file svg'].map((what) => drawn.filter((one) => one.matches(what)));
        expect(found.map(({ length }) => length > 0)).to.deep.equal([true, true]);
        return found.flat();
      });
      const strange = signs.filter((sign) => getComputedStyle(sign).color !== getComputedStyle(sign.parentElement!).color);
      expect(strange.map((sign) => sign.parentElement!.className)).to.deep.equal([]);
    } finally {
      app.remove();
      row.remove();
    }
  });
});

describe('more contrast', () => {
  itWithTools('35: makes what is muted as strong as words, and lines as strong as those around fields', async () => {
    const looks = async (contrast: string): Promise<string[]> => {
      await prefer({ 'prefers-contrast': contrast });
      const opened = await openRoom();
      const row = opened.rows().find((one) => !one.grouped)!;
      const { color } = getComputedStyle(inside(row, 'time'));
      const avatar = getComputedStyle(inside(row, '.avatar')).color;
      return [color, getComputedStyle(inside(row, '.words')).color, getComputedStyle(opened.part('.header')!).borderBlockEndColor, avatar];
    };
    const [muted, words, line, initials] = await looks('no-preference');
    const [stronger, same, strong, asWords] = await looks('more');
    expect([stronger, same, asWords]).to.deep.equal([words, words, words]);
    expect([muted !== stronger, line !== strong, initials !== asWords]).to.deep.equal([true, true, true]);
  });
});

describe('no motion', () => {
  itWithTools('35: nothing moves, neither rows that come nor anything that is pointed at', async () => {
    await prefer({ 'prefers-reduced-motion': 'reduce' });
    const opened = await openRoom();
    const still = (): void => {
      const moving = all(opened.room).filter((element) => {
        const { transitionDuration, animationDuration, animationDelay, scrollBehavior } = getComputedStyle(element);
        const times = `${transitionDuration}, ${animationDuration}`.split(', ');
        return times.some((time) => parseFloat(time) > 0) || scrollBehavior === 'smooth' || parseFloat(animationDelay) > 1;
      });
      expect(moving.map((element) => `${element.localName}.${element.className}`)).to.deep.equal([]);
    };
    still();
    opened.room.list!.scrollTop = 0;
    await opened.world.post('ben', 'weekend-plans', 'Below the fold');
    await vi.waitFor(() => expect(opened.part('.pill')).not.to.equal(null));
    await opened.send('On its way');
    await vi.waitFor(() => expect(opened.texts()).to.include('On its way'));
    still();
  });
});

describe('wider text', () => {
  itWithTools('33: text spaced as a reader sets it takes its room, and nothing is cut off sideways', async () => {
    const opened = await openRoom('weekend-plans', { width: 320 });
    const spaced = new CSSStyleSheet();
    spaced.replaceSync('* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }');
    for (const { shadowRoot } of all(opened.room)) if (shadowRoot) shadowRoot.adoptedStyleSheets.push(spaced);
    await painted();
    expect([opened.room, opened.room.list!].map((one) => one.scrollWidth - one.clientWidth)).to.deep.equal([0, 0]);
    for (const row of opened.rows()) {
      const words = inside(row, '.words').getBoundingClientRect();
      const box = row.getBoundingClientRect();
      expect(words.right, row.message!.content).to.be.at.most(box.right);
      expect(words.bottom, row.message!.content).to.be.at.most(box.bottom);
    }
  });
});
