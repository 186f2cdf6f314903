// Which files are taken and what is believed of them: names, types, first bytes, limits, and the files of a row on the wire.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  areAttachments,
  fileName,
  fileType,
  isPicture,
  MAX_ATTACHMENTS,
  MAX_FILE_NAME,
  typeOf,
  UNKNOWN_TYPE,
} from '../../src/backend/attachment.js';
import type { Attachment } from '../../src/backend/attachment.js';
import { isChatRow, quoteOf } from '../../src/backend/model.js';
import type { Message } from '../../src/backend/model.js';
import { admitFiles, isAccepted, uploadError, uploadLimits } from '../../src/backend/upload-rules.js';
import type { FileFacts, UploadLimits } from '../../src/backend/upload-rules.js';
import { encodeMutation, parseMutation } from '../../src/backend/wire.js';
import { encodeRow, parseRow } from '../../src/backend/wire-rows.js';

const TURNS = /[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/u;
// eslint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/;

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.string({ maxLength: 400 }),
  fc
    .array(fc.constantFrom('..', '/', '\\', '\u202e', 'gpj.exe', '\u0000', '\n', '\ud800', 'ä', 'photo', '.png', '\u2066', ' '), {
      maxLength: 40,
    })
    .map((parts) => parts.join('')),
);

describe('the name of a file', () => {
  it('is one line without folders, control characters or what turns the text around, never empty and never too long', () => {
    fc.assert(
      fc.property(anyText, (said) => {
        const name = fileName(said);
        expect(name).not.toMatch(CONTROLS);
        expect(name).not.toMatch(TURNS);
        expect(name).not.toMatch(/[/\\]|^\.*$/);
        expect(name).not.toMatch(/\p{Surrogate}/u);
        expect(name.length).toBeLessThanOrEqual(MAX_FILE_NAME);
        expect(name.trim()).toBe(name);
        expect(fileName(name)).toBe(name);
      }),
    );
  });

  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\Ana\\Notes.txt', 'Notes.txt'],
    ['invoice\u202egpj.exe', 'invoice\ufffdgpj.exe'],
    ['a\r\nb.txt', 'a\ufffd\ufffdb.txt'],
    ['..', 'file'],
    ['', 'file'],
    [undefined, 'file'],
    ['日本語 📷.png', '日本語 📷.png'],
    ['نامه\u200cها 👩\u200d🚀.pdf', 'نامه\u200cها 👩\u200d🚀.pdf'],
    ['a\u{e0041}b.txt', 'a\ufffdb.txt'],
    [`${'x'.repeat(300)}.tar.gz`, `${'x'.repeat(251)}….gz`],
  ])('of %j is %j', (said, name) => {
    expect(fileName(said)).toBe(name);
  });
});

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const bytes = (...values: (number | string)[]): Uint8Array =>
  new Uint8Array(values.flatMap((value) => (typeof value === 'number' ? [value] : [...value].map((one) => one.charCodeAt(0)))));

describe('the type of a file', () => {
  it('is a type or unknown, whatever was said', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.anything()), (said) => {
        expect(fileType(said)).toMatch(/^[a-z0-9][^\s;,]*\/[a-z0-9][^\s;,]*$/);
      }),
    );
    expect(fileType('Text/HTML; charset=utf-8')).toBe('text/html');
    expect(fileType('image/png\nX: y')).toBe(UNKNOWN_TYPE);
  });

  it.each([
    [PNG, 'image/png'],
    [[0xff, 0xd8, 0xff, 0xe0], 'image/jpeg'],
    [['GIF89a'], 'image/gif'],
    [['RIFF', 1, 2, 3, 4, 'WEBP'], 'image/webp'],
    [[0, 0, 0, 28, 'ftypavif'], 'image/avif'],
  ])('is by its first bytes a picture, whatever it is called', (head, type) => {
    expect(typeOf('text/html', bytes(...head))).toBe(type);
  });

  it('is never that of a picture where its first bytes are not of one, nor that of a drawing with scripts a picture', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif'),
        fc.uint8Array({ maxLength: 32 }),
        (said, head) => {
          fc.pre(typeOf('x/x', head) === 'x/x');
          expect(isPicture({ type: typeOf(said, head) })).toBe(false);
        },
      ),
    );
    expect(typeOf('image/svg+xml', bytes('<svg onload=alert(1)>'))).toBe('image/svg+xml');
    expect(isPicture({ type: 'image/svg+xml' })).toBe(false);
  });
});

const facts = fc.record<FileFacts>({
  name: fc.oneof(fc.string(), fc.constantFrom('a.png', 'b.PDF', 'c', '.png')),
  size: fc.nat(200),
  type: fc.oneof(fc.constantFrom('image/png', 'IMAGE/PNG', 'application/pdf', 'text/plain;charset=utf-8', ''), fc.string()),
});
const accepts = fc.oneof(
  fc.constant<'any'>('any'),
  fc.uniqueArray(fc.constantFrom('.png', '.pdf', 'image/*', 'image/png', 'text/plain'), { minLength: 1 }),
);

describe('the rules of an upload', () => {
  it('take nothing that is too large or of another type, never too many, and lose no file', () => {
    const limits = fc.record({
      accept: accepts,
      maxEntries: fc.integer({ min: 1, max: 10 }),
      maxFileSize: fc.integer({ min: 1, max: 100 }),
    });
    fc.assert(
      fc.property(fc.array(facts, { maxLength: 15 }), fc.nat(12), limits, (files, held, said) => {
        const all = uploadLimits(said);
        const { taken, refused } = admitFiles(files, held, all);
        expect(taken.length + refused.length).toBe(files.length);
        expect(held >= all.maxEntries ? taken.length : held + taken.length).toBeLessThanOrEqual(
          held >= all.maxEntries ? 0 : all.maxEntries,
        );
        for (const file of taken) expect(uploadError(file, all)).toBeUndefined();
        for (const { file, error } of refused) {
          if (error === 'tooLarge') expect(file.size).toBeGreaterThan(all.maxFileSize);
          else if (error === 'notAccepted') expect(isAccepted(file, all.accept)).toBe(false);
          else expect(held + taken.length).toBeGreaterThanOrEqual(all.maxEntries);
        }
        const order = files.filter((file) => taken.includes(file));
        expect(taken).toEqual(order.slice(0, taken.length));
      }),
    );
  });

  it('refuse a file for itself before they refuse it for the number', () => {
    const limits = uploadLimits({ accept: ['.png'], maxEntries: 1, maxFileSize: 10 });
    const file = (name: string, size = 1): FileFacts => ({ name, size, type: '' });
    const { taken, refused } = admitFiles([file('a.txt'), file('big.png', 11), file('b.png'), file('c.png')], 0, limits);
    expect(taken.map(({ name }) => name)).toEqual(['b.png']);
    expect(refused.map(({ file: { name }, error }) => [name, error])).toEqual([
      ['a.txt', 'notAccepted'],
      ['big.png', 'tooLarge'],
      ['c.png', 'tooManyFiles'],
    ]);
  });

  it.each([
    ['photo.png', 'image/png', ['image/*'], true],
    ['PHOTO.PNG', '', ['.png'], true],
    ['photo.png.exe', '', ['.png'], false],
    ['.png', '', ['.png'], false],
    ['x', 'image/', ['image/*'], false],
    ['x', 'text/plain;charset=utf-8', ['text/plain'], true],
    ['x', 'text/plainer', ['text/plain'], false],
    ['x', '', 'any', true],
  ] as const)('%s of type "%s" for %j: %s', (name, type, accept, expected) => {
    expect(isAccepted({ name, type }, accept)).toBe(expected);
  });

  it('have LiveView’s defaults, but for the number, and name what cannot be a limit', () => {
    expect(uploadLimits()).toEqual({ accept: 'any', maxEntries: 3, maxFileSize: 8_000_000 });
    const wrong: [UploadLimits, string][] = [
      [{ accept: [] }, 'accept must be "any" or a list such as [".pdf", "image/*", "text/plain"], not []'],
      [{ accept: ['png'] }, 'not ["png"]'],
      [{ accept: '.png' as 'any' }, 'not ".png"'],
      [{ maxEntries: 0 }, 'maxEntries must be a whole number from 1 to 10, not 0'],
      [{ maxEntries: MAX_ATTACHMENTS + 1 }, 'maxEntries must be'],
      [{ maxFileSize: Number.NaN }, 'maxFileSize must be a whole number of bytes above 0, not NaN'],
    ];
    for (const [limits, message] of wrong) expect(() => uploadLimits(limits), message).toThrow(message);
  });
});

const TOPIC = 'room:r';
const message = (attachments: unknown, more: object = {}): object => ({
  id: 'm',
  cseq: 1,
  ver: 1,
  deleted: false,
  room_id: 'r',
  sender: { id: 'ana', name: 'Ana' },
  content: '',
  inserted_at: '2026-03-02T14:00:00.000Z',
  ...more,
  attachments,
});
const attachment = fc.record<Attachment, keyof Attachment>({
  id: fc.string({ minLength: 1, maxLength: 20 }).filter((id) => !CONTROLS.test(id)),
  name: anyText.map(fileName),
  type: fc.constantFrom('image/png', 'application/pdf', UNKNOWN_TYPE),
  size: fc.nat(),
  url: fc.webUrl(),
  width: fc.integer({ min: 1, max: 65_535 }),
  height: fc.integer({ min: 1, max: 65_535 }),
});

describe('the files of a message on the wire', () => {
  it('come through as they are', () => {
    fc.assert(
      fc.property(fc.array(attachment, { minLength: 1, maxLength: MAX_ATTACHMENTS }), (attachments) => {
        const row = parseRow(TOPIC, message(attachments)) as Message;
        expect(row.attachments).toEqual(attachments);
        expect(parseRow(TOPIC, JSON.parse(JSON.stringify(encodeRow(row))))).toEqual(row);
        expect(isChatRow(row, TOPIC)).toBe(true);
      }),
    );
  });

  it('never break a row, whatever stands there, and what is read of them can be shown and stored', () => {
    const broken = fc.record({
      id: fc.anything(),
      name: anyText,
      type: fc.anything(),
      size: fc.anything(),
      url: fc.anything(),
      width: fc.anything(),
    });
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.array(fc.oneof(fc.anything(), broken), { maxLength: 20 })), (attachments) => {
        const row = parseRow(TOPIC, message(attachments)) as Message;
        expect(row.attachments === undefined || areAttachments(row.attachments)).toBe(true);
        for (const { name, type, width, height } of row.attachments ?? []) {
          expect([name, type]).toEqual([fileName(name), fileType(type)]);
          expect(width === undefined).toBe(height === undefined);
        }
      }),
    );
  });

  it('are gone with the message', () => {
    const row = parseRow(TOPIC, message([{ id: 'f', name: 'a.png' }], { deleted: true })) as Message;
    expect(row).not.toHaveProperty('attachments');
  });

  it('are wished for by their ids alone, and what is no list of ids is refused by name', () => {
    const body = { content: '', attachments: [{ id: 'f', name: 'a.png', url: 'https://evil.example/' }] };
    const sent = encodeMutation({ mutationId: 'x', kind: 'create', id: 'm', body });
    expect(sent['body']).toEqual({ content: '', attachments: ['f'] });
    expect(parseMutation(sent).body).toEqual({ content: '', attachments: [{ id: 'f' }] });
    const wish = (attachments: unknown): object => ({ mid: 'x', kind: 'create', id: 'm', body: { content: '', attachments } });
    expect(() => parseMutation(wish('f'))).toThrow('put: body.attachments must be a list of at most 10, not "f"');
    expect(() => parseMutation(wish([{ id: 'f' }]))).toThrow('put: body.attachments must be a text of 1 to 128 characters');
    expect(() => parseMutation(wish(Array(11).fill('f')))).toThrow('put: body.attachments must be a list of at most 10, not a list of 11');
  });

  it('are what an answer quotes where there are no words', () => {
    const row = parseRow(
      TOPIC,
      message([
        { id: 'f', name: 'a.png' },
        { id: 'g', name: 'b.pdf' },
      ]),
    ) as Message;
    expect(quoteOf(row).excerpt).toBe('a.png, b.pdf');
    expect(quoteOf({ ...row, content: 'Look' }).excerpt).toBe('Look');
  });

  it('are no files any more where storage was tampered with', () => {
    const row = parseRow(TOPIC, message([{ id: 'f', name: 'a.png' }])) as Message;
    for (const attachments of ['x', [null], [{ id: 'f' }], Array(11).fill(row.attachments![0])])
      expect(isChatRow({ ...row, attachments } as never, TOPIC)).toBe(false);
  });
});
