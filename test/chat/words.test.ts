// Sentences: plural forms, numbers and names in them, what a page overrides, and languages that are complete.

import { expect } from 'vitest';
import fc from 'fast-check';
import type { Message } from '../../src/backend/model.js';
import { ar } from '../../src/chat/locales/ar.js';
import { de } from '../../src/chat/locales/de.js';
import { ja } from '../../src/chat/locales/ja.js';
import { messageName } from '../../src/chat/message-words.js';
import { ENGLISH, type Sentence, type StringKey, type Strings } from '../../src/chat/strings.js';
import { english, Words } from '../../src/chat/words.js';
import { wordsFor } from '../../src/chat/words-for.js';
import type { Shown } from '../../src/sync/overlay.js';

const keys = Object.keys(ENGLISH) as StringKey[];
const forms = (sentence: Sentence): string[] => (typeof sentence === 'string' ? [sentence] : Object.values(sentence));
const names = (text: string): string[] => Array.from(text.matchAll(/\{(\w+)\}/g), ([, name]) => name!).toSorted();

describe('a sentence', () => {
  it('has the form its number asks for', () => {
    expect([1, 2, 1234].map((count) => english.say('newBelow', { count }))).toEqual([
      '1 new message',
      '2 new messages',
      '1,234 new messages',
    ]);
    const arabic = new Words('ar-EG', ar);
    expect([1, 2, 3, 11].map((count) => arabic.say('newBelow', { count }))).toEqual([
      'رسالة جديدة',
      'رسالتان جديدتان',
      '٣ رسائل جديدة',
      '١١ رسالة جديدة',
    ]);
  });

  it('takes any name as it is, also one that looks like a sentence', () => {
    fc.assert(
      fc.property(fc.string(), (room) => {
        expect(english.say('messagesIn', { room })).toBe(`Messages in ${room}`);
      }),
    );
    expect(english.say('saying', { name: '{text}', text: '$& {name}' })).toBe('{text}: $& {name}');
  });

  it('ends with one full stop where it ends with words that have one', () => {
    const said = ['It has been deleted.', 'no', 'Wait. Then try again.', 'and so on…'];
    expect(said.map((why) => english.say('didNotWork', { why }))).toEqual([
      'That didn’t work: It has been deleted.',
      'That didn’t work: no.',
      'That didn’t work: Wait. Then try again.',
      'That didn’t work: and so on….',
    ]);
    expect(english.say('notSentWhy', { why: 'It has been deleted.' })).toBe('Not sent: It has been deleted.');
    const japanese = new Words('ja', ja);
    expect(['削除されました。', 'Gone.'].map((why) => japanese.say('didNotWork', { why }))).toEqual([
      'うまくいきませんでした：削除されました。',
      'うまくいきませんでした：Gone。',
    ]);
    expect(new Words('ar', ar).say('didNotWork', { why: 'Gone.' })).toMatch(/\u2068Gone\u2069\.$/);
  });

  it('has the form of a number that its language asks for, from a hundred on, too', () => {
    const forms = [2, 3, 11, 100].map((count) =>
      new Words('ar', ar)
        .say('left', { count })
        .replaceAll(/[^\p{L} \p{M}]/gu, '')
        .trim(),
    );
    expect(forms).toEqual(['بقي حرفان', 'بقيت  أحرف', 'بقي  حرفًا', 'بقي  حرف']);
  });

  it('keeps names in another script from turning it around', () => {
    expect(new Words('ar', ar).say('messageTo', { room: 'sre-team' })).toBe('رسالة إلى \u2068sre-team\u2069');
  });

  it('is the page’s where the page says it, and English where nobody does', () => {
    const words = new Words('de', { send: 'Ab die Post' });
    expect([words.say('send'), words.say('undo')]).toEqual(['Ab die Post', 'Undo']);
    expect(words.with({ undo: 'Zurück' }).say('undo')).toBe('Zurück');
  });

  it('is the language’s where the page leaves it undefined', () => {
    const german = new Words('de', de);
    expect(german.with({ send: undefined } as unknown as Partial<Strings>).say('send')).toBe(german.say('send'));
  });

  it('takes its form, its numbers and its lists from the language around, where the kit has none of it', () => {
    const newBelow = { one: '{count} сообщение', few: '{count} сообщения', many: '{count} сообщений', other: '{count} сообщения' };
    const words = wordsFor({ strings: { newBelow }, requestUpdate: () => undefined } as never, 'ru');
    expect([1, 3, 5, 21, 1_234].map((count) => words.say('newBelow', { count }))).toEqual([
      '1 сообщение',
      '3 сообщения',
      '5 сообщений',
      '21 сообщение',
      `${new Intl.NumberFormat('ru').format(1_234)} сообщения`,
    ]);
    expect(words.list(['Аня', 'Боря'])).toBe('Аня и Боря');
    // What the page does not say is English, as a whole.
    expect(words.say('unread', { count: 1_234 })).toBe(english.say('unread', { count: 1_234 }));
  });

  it('survives a language that is called as what all objects have', () => {
    for (const lang of ['constructor', '__proto__', 'constructor-x'])
      expect(wordsFor({ strings: undefined, requestUpdate: () => undefined } as never, lang).say('send'), lang).toBe('Send');
  });

  it('survives a locale nobody knows', () => {
    expect(new Words('no such locale', {}).say('left', { count: 3 })).toContain('3');
  });
});

describe.each([
  ['German', de],
  ['Arabic', ar],
  ['Japanese', ja],
])('%s', (_, strings) => {
  it('has every sentence, and no other', () => {
    expect(Object.keys(strings).toSorted()).toEqual(keys.toSorted());
    expect(keys.filter((key) => forms(strings[key]).some((form) => form.trim() === ''))).toEqual([]);
  });

  it('fills in what English fills in; only a form for one or two may leave the number out', () => {
    for (const key of keys) {
      const wanted = new Set(forms(ENGLISH[key]).flatMap(names));
      for (const form of forms(strings[key])) {
        const has = names(form);
        expect([...wanted], `${key}: ${form}`).toEqual(expect.arrayContaining(has));
        expect([...has, ...(form.includes('{count}') ? [] : ['count'])], `${key}: ${form}`).toEqual(expect.arrayContaining([...wanted]));
      }
      const other = strings[key];
      if (typeof other !== 'string') expect(names(other.other), key).toEqual([...wanted].toSorted());
    }
  });
});

describe('the name of a message', () => {
  const named = (content: string, more: Partial<Message> = {}, state: Shown<Message>['state'] = 'sent'): string => {
    const at = '2026-03-02T09:00:00.000Z';
    const row = {
      id: 'm',
      roomId: 'r',
      sender: { id: 'u', name: 'Ana' },
      content,
      insertedAt: at,
      updatedAt: at,
      seq: 1,
      version: 1,
      deleted: false,
      ...more,
    };
    return messageName({ id: 'm', row, state }, '', { locale: 'en-GB', timeZone: 'UTC' });
  };

  it('says the words whole, as long as one can bear to hear them', () => {
    expect(named('x'.repeat(300))).toBe(`Ana, 09:00, ${'x'.repeat(300)}`);
    const long = named('A long one. '.repeat(1_000));
    expect(long).toMatch(/^Ana, 09:00, (A long one\. )+A long one\.… \(continues\)$/);
    expect(long.length).toBeLessThan(340);
  });

  it('calls nobody by a name that cannot be seen', () => {
    const more = { sender: { id: 'u', name: ' ' }, replyTo: { id: 'q', name: '\u3164', excerpt: '' } };
    expect(named('Hello', more)).toBe('Somebody, in reply to Somebody, 09:00, Hello');
  });

  it('says of a deleted one who, when and that it is, and nothing of what it held', () => {
    const held = {
      updatedAt: '2026-03-02T09:05:00.000Z',
      replyTo: { id: 'q', name: 'Ben', excerpt: 'Why' },
      attachments: [{ id: 'f', name: 'plan.pdf', type: 'application/pdf', size: 1, url: '/f' }],
      reactions: [{ emoji: '👍', users: [{ id: 'b', name: 'Ben' }] }],
    };
    expect(named('Because', held)).toBe('Ana, in reply to Ben, 09:00, Because, 1 attachment, edited, 1 reaction');
    expect(named('Because', held, 'deleting')).toBe('Ana, 09:00, Message deleted');
  });

  it('is never cut within a character', () => {
    for (const before of ['', 'x']) expect(() => encodeURIComponent(named(before + '😀'.repeat(400)))).not.toThrow();
  });
});
