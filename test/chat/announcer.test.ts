// The one voice of a room, by the clock: two regions of each tone by turns, after focus has moved, and gone again.

import { expect, vi } from 'vitest';
import { Announcer } from '../../src/chat/announcer.js';
import { ja } from '../../src/chat/locales/ja.js';
import { isMeant } from '../../src/chat/message-words.js';
import { Words } from '../../src/chat/words.js';

const host = {
  addController: () => undefined,
  removeController: () => undefined,
  requestUpdate: () => undefined,
  updateComplete: Promise.resolve(true),
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** What is in the regions now: two polite ones, two assertive ones. */
const regions = (announcer: Announcer): string[] => announcer.render().values as string[];
const written = (announcer: Announcer): string[] => regions(announcer).filter(Boolean);

describe('the announcer', () => {
  it('4: has two regions of each tone, always there, and uses them by turns, so that equal words are heard again', () => {
    const announcer = new Announcer(host);
    expect(regions(announcer)).toEqual(['', '', '', '']);
    announcer.say('Saved');
    const first = regions(announcer).indexOf('Saved');
    vi.advanceTimersByTime(600);
    announcer.say('Saved');
    expect(regions(announcer)[1 - first]).toBe('Saved');
    announcer.say('Not sent', 'assertive');
    expect(regions(announcer).slice(2).filter(Boolean)).toEqual(['Not sent']);
  });

  it('4: takes words away about a second after they were written, each its own', () => {
    const announcer = new Announcer(host);
    announcer.say('One');
    vi.advanceTimersByTime(700);
    announcer.say('Two');
    vi.advanceTimersByTime(299);
    expect(written(announcer).toSorted()).toEqual(['One', 'Two']);
    vi.advanceTimersByTime(1);
    expect(written(announcer)).toEqual(['Two']);
    vi.advanceTimersByTime(700);
    expect(written(announcer)).toEqual([]);
  });

  it('4: writes nothing until 250 ms after focus has moved', () => {
    const announcer = new Announcer(host);
    announcer.focused();
    vi.advanceTimersByTime(100);
    announcer.say('Saved');
    vi.advanceTimersByTime(149);
    expect(written(announcer)).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(written(announcer)).toEqual(['Saved']);
    vi.advanceTimersByTime(2_000);
    announcer.say('At once');
    expect(written(announcer)).toEqual(['At once']);
  });

  it('4: is put off again by focus that goes on, as while ↓ is held', () => {
    const announcer = new Announcer(host);
    announcer.focused();
    vi.advanceTimersByTime(10);
    announcer.say('Saved');
    vi.advanceTimersByTime(200);
    announcer.focused();
    vi.advanceTimersByTime(249);
    expect(written(announcer)).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(written(announcer)).toEqual(['Saved']);
  });

  it('4: takes turns in each tone for itself', () => {
    const announcer = new Announcer(host);
    announcer.say('Undo available');
    const before = regions(announcer).slice(0, 2);
    announcer.say('Not sent', 'assertive');
    announcer.say('Undo available');
    expect([before.filter(Boolean), regions(announcer).slice(0, 2)]).toEqual([['Undo available'], ['Undo available', 'Undo available']]);
  });

  it('11: says each of several things that come at once, and together what has to wait', () => {
    const announcer = new Announcer(host);
    for (const why of ['one', 'two', 'three', 'four', 'three']) announcer.say(`Not sent: ${why}`, 'assertive');
    expect(written(announcer)).toEqual(['Not sent: one', 'Not sent: two']);
    vi.advanceTimersByTime(1_049);
    expect(written(announcer)).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(written(announcer)).toEqual(['Not sent: three. Not sent: four']);
  });

  it('1: keeps to itself what waits for focus where the room is another one by then', () => {
    const announcer = new Announcer(host);
    announcer.arrived('Ana', 'for the old room only');
    vi.advanceTimersByTime(900);
    announcer.focused();
    vi.advanceTimersByTime(110);
    announcer.restart();
    vi.advanceTimersByTime(300);
    expect(written(announcer)).toEqual([]);
    announcer.say('Here');
    expect(written(announcer)).toEqual(['Here']);
  });

  it('1: takes along with a room what was just said in it', () => {
    const announcer = new Announcer(host);
    announcer.say('Ana: for the old room only');
    announcer.say('Not sent', 'assertive');
    announcer.restart();
    expect(written(announcer)).toEqual([]);
    announcer.say('Here');
    vi.advanceTimersByTime(999);
    expect(written(announcer)).toEqual(['Here']);
  });

  it('3: speaks of up to three within a second word by word, of more by number and names, and at the latest after five', () => {
    const announcer = new Announcer(host);
    announcer.arrived('Ana', 'one');
    vi.advanceTimersByTime(999);
    announcer.arrived('Ben', 'two');
    vi.advanceTimersByTime(999);
    expect(written(announcer)).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(written(announcer)).toEqual(['Ana: one. Ben: two']);
    vi.advanceTimersByTime(2_000);
    let waited = 0;
    while (written(announcer).length === 0 && waited < 10_000) {
      announcer.arrived('Ana', 'more');
      vi.advanceTimersByTime(500);
      waited += 500;
    }
    expect(waited).toBeLessThanOrEqual(5_500);
    expect(written(announcer)[0]).toMatch(/^\d+ new messages from Ana$/);
  });

  it('3: names no crowd: three of them, and how many others there are', () => {
    const announcer = new Announcer(host);
    for (let n = 0; n < 300; n += 1) announcer.arrived(`Person ${n}`, 'Hi');
    vi.advanceTimersByTime(1_000);
    expect(written(announcer)).toEqual(['300 new messages from Person 0, Person 1, Person 2, and 297 others']);
  });

  it('3: keeps to itself what came into a room that has been left', () => {
    const announcer = new Announcer(host);
    announcer.arrived('Ana', 'one');
    announcer.restart();
    announcer.arrived('Ben', 'two');
    vi.advanceTimersByTime(1_000);
    expect(written(announcer)).toEqual(['Ben: two']);
  });

  it('3: parts what several wrote as the language parts sentences', () => {
    const announcer = new Announcer(host, { words: () => new Words('ja', ja) });
    announcer.arrived('Ana', '一');
    announcer.arrived('Ben', '二');
    vi.advanceTimersByTime(1_000);
    expect(written(announcer).map((words) => words.replaceAll(/[\u2068\u2069]/g, ''))).toEqual(['Ana：一。Ben：二']);
  });
});

describe('8: a message is meant for somebody', () => {
  const at = '2026-03-02T14:05:10.000Z';
  const written = (content: string, answers?: string): Parameters<typeof isMeant>[0] => ({
    id: 'm',
    roomId: 'r',
    sender: { id: 'ben', name: 'Ben' },
    content,
    insertedAt: at,
    updatedAt: at,
    seq: 1,
    version: 1,
    deleted: false,
    ...(answers ? { replyTo: { id: 'q', name: answers, excerpt: '' } } : {}),
  });
  const ana = { id: 'ana', name: 'Ana Sousa' };

  it('who is named with an @, wholly or by the first name, or answered', () => {
    for (const text of ['@Ana, look', 'is that @ana?', '(@Ana Sousa)', 'ana@ana @ANA'])
      expect(isMeant(written(text), ana), text).toBe(true);
    expect(isMeant(written('I agree', 'Ana Sousa'), ana)).toBe(true);
  });

  it('in scripts without spaces, where another word follows at once', () => {
    const tanaka = { id: 'tanaka', name: '田中' };
    for (const text of ['@田中さん、お願いします', '@田中様', '@田中 さん']) expect(isMeant(written(text), tanaka), text).toBe(true);
    expect(isMeant(written('@Anaさん'), ana)).toBe(true);
    for (const text of ['@Anaïs', '@Ana1', '@Anaя']) expect(isMeant(written(text), ana), text).toBe(false);
  });

  it('but not by an address at a domain of that name', () => {
    for (const text of ['write to ben@ana.org', 'ben@ana, or so', 'BEN2@ANA.ORG']) expect(isMeant(written(text), ana), text).toBe(false);
    for (const text of ['so...@ana', '_@ana_', 'ありがとう@ana']) expect(isMeant(written(text), ana), text).toBe(true);
  });

  it('also with blanks around the name, which are no name', () => {
    const blank = { id: 'ana', name: ' Ana ' };
    expect(['hi @ana', 'meet @ noon'].map((text) => isMeant(written(text), blank))).toEqual([true, false]);
    expect(isMeant(written('I agree', ' Ana '), blank)).toBe(true);
    expect(isMeant(written('@ noon'), { id: 'x', name: ' ' })).toBe(false);
  });

  it('but not for anybody else, nor where nobody has a name', () => {
    for (const text of ['Ana, look', '@Anabel', 'ben@anaconda.org', '@ Ana', '']) expect(isMeant(written(text), ana), text).toBe(false);
    expect(isMeant(written('I agree', 'Ana Silva'), ana)).toBe(false);
    expect(isMeant(written('@'), { id: 'x', name: '' })).toBe(false);
    expect(isMeant(written('@Ana'), undefined)).toBe(false);
  });
});
