// Files in a room: chosen, dropped and pasted, refused before a byte is sent, on their way, cancelled, tried again, sent and shown.

import { expect, fixture, html } from '@open-wc/testing';
import { vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { Attachment } from '../../src/backend/attachment.js';
import type { Uploader, UploadTask } from '../../src/backend/uploader.js';
import '../../src/chat/define.js';
import type { Draft } from '../../src/chat/draft.js';
import type { MessageSend } from '../../src/chat/events.js';
import type { MessageComposer } from '../../src/chat/message-composer.js';
import { pictureBox } from '../../src/chat/message-files.js';
import type { MessageItem } from '../../src/chat/message-item.js';
import type { RoomList } from '../../src/chat/room-list.js';
import { SourceError } from '../../src/sync/protocol.js';
import { itWithPastedFiles } from '../live-stream/engine.js';
import { HOSTILE } from './hostile-names.js';
import { picture, textFile } from './pictures.js';
import { button, focused, newWorld, openRoom, painted, type RoomFixture } from './room-fixture.js';

afterEach(() => void vi.restoreAllMocks());

/** An upload in the hands of a test. */
interface Pending {
  file: File;
  task: UploadTask;
  done(): void;
  fail(why: string): void;
}

/** An uploader that does nothing by itself. */
function heldUploader(limits: Partial<Uploader> = {}): { uploader: Uploader; uploads: Pending[] } {
  const uploads: Pending[] = [];
  const upload = (file: File, task: UploadTask): Promise<Attachment> =>
    new Promise((resolve, reject) => {
      task.signal.addEventListener('abort', () => reject(task.signal.reason as Error));
      uploads.push({
        file,
        task,
        done: () => resolve({ id: task.id, name: file.name, type: file.type, size: file.size, url: `https://files.example/${task.id}` }),
        fail: (why) => reject(new Error(why)),
      });
    });
  return { uploader: { upload, ...limits }, uploads };
}

interface Composed {
  composer: MessageComposer;
  sent: MessageSend[];
  entries(): HTMLElement[];
  part(selector: string): HTMLElement | null;
  said(): string;
}

async function composer(uploader: Uploader | undefined): Promise<Composed> {
  const element = await fixture<MessageComposer>(html`<message-composer label="Message" .uploader=${uploader}></message-composer>`);
  const sent: MessageSend[] = [];
  element.addEventListener('message-send', (event) => sent.push(event));
  const root = element.shadowRoot!;
  return {
    composer: element,
    sent,
    entries: () => [...root.querySelectorAll<HTMLElement>('.entry')],
    part: (selector) => root.querySelector(selector),
    said: () =>
      [...root.querySelectorAll('[role=status]')]
        .map(({ textContent }) => textContent?.trim())
        .filter(Boolean)
        .join(' | '),
  };
}

/** A composer with one file on its way. */
async function uploading(): Promise<{ it: Composed; uploads: Pending[] }> {
  const { uploader, uploads } = heldUploader();
  const it = await composer(uploader);
  await it.composer.attach([textFile('a.txt')]);
  await until(() => expect(uploads).to.have.length(1));
  return { it, uploads };
}

const input = ({ composer: { shadowRoot } }: Composed): HTMLInputElement => shadowRoot!.querySelector('input[type=file]')!;
const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 5_000 });

function carrying(...files: (File | string)[]): DataTransfer {
  const data = new DataTransfer();
  for (const file of files) {
    if (typeof file === 'string') data.setData('text/plain', file);
    else data.items.add(file);
  }
  return data;
}

describe('attaching', () => {
  it('is not offered without an uploader, and nothing is taken', async () => {
    const it = await composer(undefined);
    expect(it.part('.attach')).to.equal(null);
    await it.composer.attach([textFile()]);
    expect(it.entries()).to.have.length(0);
  });

  it('takes what is chosen, with the limits on the input. 27: a file has its name, its size and a named progress, and its start and end are said', async () => {
    const { uploader, uploads } = heldUploader({ accept: ['.txt', 'image/*'], maxEntries: 2 });
    const it = await composer(uploader);
    expect([input(it).accept, input(it).multiple]).to.deep.equal(['.txt,image/*', true]);
    await userEvent.upload(input(it), textFile('packing-list.txt', 1_234));
    await until(() => expect(uploads).to.have.length(1));
    const [entry] = it.entries();
    expect(entry!.textContent.replaceAll(/\s+/g, ' ').trim()).to.equal('packing-list.txt 1.2 kB');
    const progress = entry!.querySelector('progress')!;
    expect([progress.getAttribute('aria-label'), progress.value]).to.deep.equal(['Uploading packing-list.txt', 0]);
    expect(it.said()).to.equal('Uploading packing-list.txt');
    uploads[0]!.task.progress!(0.5);
    uploads[0]!.task.progress!(0.25);
    await until(() => expect(entry!.querySelector('progress')!.value).to.equal(50));
    uploads[0]!.done();
    await until(() => expect(entry!.querySelector('progress')).to.equal(null));
    expect(it.said()).to.equal('packing-list.txt is uploaded');
    expect(button(it.composer, 'Remove packing-list.txt')).to.be.instanceOf(HTMLButtonElement);
  });

  it('says what is no limit once somebody attaches, and keeps the field', async () => {
    const { uploader, uploads } = heldUploader({ accept: 'image/*' as never });
    const it = await composer(uploader);
    expect(it.part('textarea')).to.be.instanceOf(HTMLTextAreaElement);
    expect(input(it).hasAttribute('accept')).to.equal(false);
    await it.composer.attach([textFile()]).catch(() => undefined);
    await until(() => expect(it.composer.shadowRoot!.textContent).to.contain('accept must be'));
    expect(uploads).to.have.length(0);
  });

  it('refuses each file in its own words, with its name and the limit, and sends no byte of it', async () => {
    const { uploader, uploads } = heldUploader({ accept: ['.txt'], maxEntries: 1, maxFileSize: 2_000 });
    const it = await composer(uploader);
    await it.composer.attach([textFile('big.txt', 12_345), textFile('a.exe', 1, ''), textFile('one.txt', 1), textFile('two.txt', 1)]);
    await until(() => expect(uploads).to.have.length(1));
    expect(uploads[0]!.file.name).to.equal('one.txt');
    const words = [...it.composer.shadowRoot!.querySelectorAll('.untaken')].map(({ textContent }) => textContent);
    expect(words).to.deep.equal([
      'big.txt is too large: 12.3 kB. The limit is 2 kB.',
      'a.exe can’t be attached. Accepted: .txt.',
      'two.txt was not attached: at most 1 per message.',
    ]);
    expect(it.part('.untaken')!.closest('[role=status]')).to.not.equal(null);
  });

  it('says once that there were too many, however many and whatever they are called', async () => {
    const it = await composer(heldUploader({ maxEntries: 3 }).uploader);
    await it.composer.attach(Array.from({ length: 8 }, (_, n) => textFile(`${'long'.repeat(30)}${n}.txt`)));
    await until(() =>
      expect([...it.composer.shadowRoot!.querySelectorAll('.untaken')].map(({ textContent }) => textContent)).to.deep.equal([
        '5 files were not attached: at most 3 per message.',
      ]),
    );
  });

  it('says which kinds are accepted as people call them', async () => {
    const kinds = ['.md', 'image/*', 'video/*', 'text/plain', 'application/pdf', 'image/svg+xml', 'application/vnd.ms-excel'];
    const it = await composer(heldUploader({ accept: kinds }).uploader);
    await it.composer.attach([textFile('a.exe', 1, '')]);
    await until(() =>
      expect(it.part('.untaken')?.textContent).to.equal(
        'a.exe can’t be attached. Accepted: .md, pictures, VIDEO, TEXT, PDF, SVG, and MS-EXCEL.',
      ),
    );
  });

  it('fills a narrow composer to its edge, with a Retry no larger than the words beside it', async () => {
    const { uploader, uploads } = heldUploader();
    const it = await composer(uploader);
    for (const [inline, columns] of [
      [360, 1],
      [720, 2],
    ] as const) {
      it.composer.style.inlineSize = `${inline}px`;
      await it.composer.attach([textFile(`${inline}.txt`)]);
      await until(() => expect(it.entries()).to.have.length(columns));
      const ends = it.entries().map((entry) => entry.getBoundingClientRect().right);
      expect(it.part('.box')!.getBoundingClientRect().right - Math.max(...ends)).to.be.within(0, 4);
      expect(new Set(ends).size).to.equal(columns);
    }
    await until(() => expect(uploads).to.have.length(2));
    uploads[0]!.fail('no');
    await until(() => expect(it.part('.entry .link')).to.not.equal(null));
    expect(getComputedStyle(it.part('.entry .link')!).fontSize).to.equal(getComputedStyle(it.part('.called')!).fontSize);
  });

  it('says of an uploader whose limits are none what is wrong with them', async () => {
    const it = await composer(heldUploader({ maxEntries: 99 }).uploader);
    await it.composer.attach([textFile()]);
    expect(it.part('#hint')!.textContent).to.contain('maxEntries must be a whole number from 1 to 10, not 99');
  });

  it('shows as a picture only what is one by its first bytes, and gives every address back', async () => {
    const made = vi.spyOn(URL, 'createObjectURL');
    const given = vi.spyOn(URL, 'revokeObjectURL');
    const { uploader, uploads } = heldUploader();
    const it = await composer(uploader);
    await it.composer.attach([
      await picture('kayak.jpg', 64, 48),
      textFile('evil.png', 20, 'image/png'),
      new File(['<svg onload="alert(1)"/>'], 'a.svg', { type: 'image/svg+xml' }),
    ]);
    await until(() => expect(uploads).to.have.length(3));
    expect(it.composer.shadowRoot!.querySelectorAll('.entry img')).to.have.length(1);
    expect(uploads.map(({ file }) => file.type).sort()).to.deep.equal(['application/octet-stream', 'image/png', 'image/svg+xml']);
    const drawn = uploads.find(({ file }) => file.name === 'kayak.jpg')!;
    expect([drawn.task.width, drawn.task.height]).to.deep.equal([64, 48]);
    for (const upload of uploads) upload.done();
    await until(() => expect(it.composer.shadowRoot!.querySelector('progress')).to.equal(null));
    await userEvent.click(it.part('.send')!);
    await until(() => expect(it.entries()).to.have.length(0));
    expect(given.mock.calls.flat()).to.deep.equal(made.mock.results.map(({ value }) => value as string));
  });

  it('shows hostile names as text of one line', async () => {
    const it = await composer(heldUploader({ maxEntries: 10 }).uploader);
    for (const name of HOSTILE) {
      await it.composer.attach([textFile(name, 1)]);
      await until(() => expect(it.entries()).to.have.length(1));
      const shown = it.part('.called')!;
      expect(shown.children).to.have.length(0);
      expect(shown.textContent).to.match(/^[^\n\u202a-\u202e\u2066-\u2069/\\]+$/);
      await userEvent.click(it.part('.out')!);
      await until(() => expect(it.entries()).to.have.length(0));
    }
    expect((window as { pwned?: unknown }).pwned).to.equal(undefined);
  });

  itWithPastedFiles('takes pasted files, and leaves words alone', async () => {
    const { uploader, uploads } = heldUploader();
    const it = await composer(uploader);
    const paste = (data: DataTransfer): boolean =>
      it.part('textarea')!.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    expect(paste(carrying('words'))).to.equal(true);
    expect(paste(carrying('a table', textFile('table.png')))).to.equal(true);
    expect(paste(carrying(textFile('pasted.txt')))).to.equal(false);
    await until(() => expect(uploads.map(({ file }) => file.name)).to.deep.equal(['pasted.txt']));
  });
});

describe('an upload in the composer', () => {
  it('is ended by Cancel. 27: focus goes to the next file, else to the button that attaches', async () => {
    const { uploader, uploads } = heldUploader();
    const it = await composer(uploader);
    await it.composer.attach([textFile('one.txt'), textFile('two.txt')]);
    await until(() => expect(uploads).to.have.length(2));
    await userEvent.click(button(it.composer, 'Cancel one.txt'));
    expect(uploads.find(({ file }) => file.name === 'one.txt')!.task.signal.aborted).to.equal(true);
    await until(() => expect(focused()).to.equal(button(it.composer, 'Cancel two.txt')));
    await userEvent.keyboard('{Enter}');
    await until(() => expect(focused()).to.equal(it.part('.attach')));
    expect(it.entries()).to.have.length(0);
  });

  it('that fails among many is brought into view, and nothing is said of files that are gone', async () => {
    const { uploader, uploads } = heldUploader({ maxEntries: 10 });
    const it = await composer(uploader);
    it.composer.style.inlineSize = '20rem';
    await it.composer.attach(Array.from({ length: 10 }, (_, n) => textFile(`${n}.txt`)));
    await until(() => expect(uploads).to.have.length(10));
    const list = it.part('.attached')!.getBoundingClientRect();
    const isInView = (at: number): boolean => {
      const { top, bottom } = it.entries()[at]!.getBoundingClientRect();
      return top >= list.top - 1 && bottom <= list.bottom + 1;
    };
    expect(isInView(9)).to.equal(false);
    uploads[9]!.fail('the disk is full');
    await until(() => expect([it.said(), isInView(9)]).to.deep.equal(['9.txt was not uploaded: the disk is full', true]));
    await userEvent.click(it.entries()[9]!.querySelector('.out')!);
    await until(() => expect(it.said()).to.equal(''));
  });

  it('that fails 27: says why, keeps the other two, and is tried again under the same id', async () => {
    const { uploader, uploads } = heldUploader();
    const it = await composer(uploader);
    await it.composer.attach([textFile('a.txt'), textFile('b.txt'), textFile('c.txt')]);
    await until(() => expect(uploads).to.have.length(3));
    const [a, b, c] = ['a.txt', 'b.txt', 'c.txt'].map((name) => uploads.find(({ file }) => file.name === name)!);
    a!.done();
    c!.done();
    b!.fail('the disk is full');
    await until(() => expect(it.part('.failed .fact')!.textContent).to.equal('Not uploaded: the disk is full'));
    expect(it.said()).to.contain('b.txt was not uploaded: the disk is full');
    await userEvent.click(it.part('.send')!);
    expect(it.sent).to.have.length(0);
    expect(it.part('#hint')!.textContent).to.equal('Retry or remove the files that were not uploaded.');
    await userEvent.click(button(it.composer, 'Retry b.txt'));
    await until(() => expect(uploads).to.have.length(4));
    expect(uploads[3]!.task.id).to.equal(b!.task.id);
    uploads[3]!.done();
    await until(() => expect(it.part('.failed')).to.equal(null));
    await userEvent.click(it.part('.send')!);
    await until(() => expect(it.sent[0]!.attachments.map(({ name }) => name)).to.deep.equal(['a.txt', 'b.txt', 'c.txt']));
  });

  it('that fails 27: is tried again by a key, and focus stays by it, on the button that takes it out', async () => {
    const { uploader, uploads } = heldUploader();
    const it = await composer(uploader);
    await it.composer.attach([textFile('a.txt'), textFile('b.txt')]);
    await until(() => expect(uploads).to.have.length(2));
    uploads.find(({ file }) => file.name === 'b.txt')!.fail('the disk is full');
    await until(() => expect(it.part('.failed')).to.not.equal(null));
    button(it.composer, 'Retry b.txt').focus();
    await userEvent.keyboard('{Enter}');
    await until(() => expect([uploads.length, it.part('.failed')]).to.deep.equal([3, null]));
    expect(focused()).to.equal(button(it.composer, 'Cancel b.txt'));
  });

  it('holds Send up, which says so, keeps the words, and sends by itself once all is there', async () => {
    const { it, uploads } = await uploading();
    it.composer.focus();
    await userEvent.keyboard('Look at this{Enter}');
    expect(it.sent).to.have.length(0);
    await until(() => expect(it.part('#hint')!.textContent).to.equal('Sends once the files are uploaded.'));
    expect(it.composer.value).to.equal('Look at this');
    uploads[0]!.done();
    await until(() =>
      expect(it.sent.map(({ content, attachments }) => [content, attachments.length])).to.deep.equal([['Look at this', 1]]),
    );
    await until(() => expect([it.composer.value, it.entries().length]).to.deep.equal(['', 0]));
  });

  for (const autoUpload of [true, false]) {
    it(`is made once, of the picture it is, where Send comes before it was looked at and autoUpload is ${autoUpload}`, async () => {
      const { uploader, uploads } = heldUploader({ autoUpload });
      const it = await composer(uploader);
      await it.composer.attach([new File([await picture('', 64, 48)], 'kayak.jpg', { type: 'image/jpeg' })]);
      it.part('.send')!.click(); // in the same turn: nothing of the file is read yet
      await until(() => expect(it.part('.entry img')).to.not.equal(null));
      await painted();
      expect(uploads.map(({ file, task }) => [file.type, task.width, task.height])).to.deep.equal([['image/png', 64, 48]]);
      uploads[0]!.done();
      await until(() => expect(it.entries()).to.have.length(0));
      expect([it.sent.length, it.said()]).to.deep.equal([1, '']);
    });
  }

  it('does not send what is still being written', async () => {
    const { it, uploads } = await uploading();
    it.composer.focus();
    await userEvent.keyboard('Look{Enter} at');
    uploads[0]!.done();
    await until(() => expect(it.part('progress')).to.equal(null));
    expect(it.sent).to.have.length(0);
    await userEvent.keyboard(' this{Enter}');
    await until(() => expect(it.sent.map(({ content }) => content)).to.deep.equal(['Look at this']));
  });

  it('waits no longer once its last file is taken out, and what is attached later is not sent by itself', async () => {
    const { it, uploads } = await uploading();
    const attachAnother = async (name: string): Promise<void> => {
      await it.composer.attach([textFile(name)]);
      await until(() => expect(uploads.at(-1)!.file.name).to.equal(name));
    };
    it.composer.focus();
    await userEvent.keyboard('hello{Enter}');
    await until(() => expect(it.part('#hint')!.textContent).to.equal('Sends once the files are uploaded.'));
    await userEvent.click(button(it.composer, 'Cancel a.txt'));
    await until(() => expect([it.part('#hint')!.textContent, it.part('.send')!.title]).to.deep.equal(['', 'Send']));
    await attachAnother('second.txt');
    await userEvent.click(it.part('.send')!);
    it.composer.clear();
    await attachAnother('third.txt');
    uploads.at(-1)!.done();
    await until(() => expect(it.part('progress')).to.equal(null));
    await it.composer.updateComplete;
    expect([it.sent.length, it.entries().length]).to.deep.equal([0, 1]);
  });

  it('waits for a connection in its own words', async () => {
    const { it, uploads } = await uploading();
    uploads[0]!.task.stalled!(true);
    await until(() => expect(it.part('.fact')!.textContent).to.equal('Waiting for a connection. This file is lost if you close the page.'));
    uploads[0]!.task.stalled!(false);
    await until(() => expect(it.part('.fact')!.textContent).to.equal('1.2 kB'));
  });

  it('begins when the message is sent where autoUpload is false', async () => {
    const { uploader, uploads } = heldUploader({ autoUpload: false });
    const it = await composer(uploader);
    await it.composer.attach([await picture('a.png', 20, 20)]);
    await until(() => expect(it.part('.entry img')).to.not.equal(null));
    expect(uploads).to.have.length(0);
    await userEvent.click(it.part('.send')!);
    await until(() => expect(uploads).to.have.length(1));
    uploads[0]!.done();
    await until(() => expect(it.sent).to.have.length(1));
  });

  it('by a server that names files itself is sent once, given back once, and sent again', async () => {
    const file: Attachment = { id: 'named-there', name: 'a.txt', type: 'text/plain', size: 5, url: 'https://files.example/a' };
    const it = await composer({ upload: () => Promise.resolve(file) });
    const carried = (): string[][] => it.sent.map(({ attachments }) => attachments.map(({ id }) => id));
    await it.composer.attach([textFile('a.txt')]);
    await until(() => expect(it.said()).to.equal('a.txt is uploaded'));
    await it.composer.takeBack([file]);
    expect(it.entries()).to.have.length(1);
    await userEvent.click(it.part('.send')!);
    await until(() => expect([carried(), it.entries().length]).to.deep.equal([[['named-there']], 0]));
    await it.composer.takeBack([file]);
    await it.composer.takeBack([file]);
    await until(() => expect(it.entries()).to.have.length(1));
    await userEvent.click(it.part('.send')!);
    await until(() => expect([carried(), it.entries().length]).to.deep.equal([[['named-there'], ['named-there']], 0]));
  });

  it('that is answered with an id alone is shown with the name, type and size it has here', async () => {
    const it = await composer({ upload: () => Promise.resolve({ id: 'a' } as Attachment) });
    await it.composer.attach([textFile('a.txt')]);
    await until(() => expect(it.said()).to.equal('a.txt is uploaded'));
    await userEvent.click(it.part('.send')!);
    const { size } = textFile('a.txt');
    await until(() =>
      expect(it.sent.map(({ attachments }) => attachments)).to.deep.equal([
        [{ id: 'a', name: 'a.txt', type: 'text/plain', size, url: '' }],
      ]),
    );
  });

  for (const answer of [undefined, 'done', {}, { id: 7 }, { id: '' }]) {
    it(`that is answered with no file (${JSON.stringify(answer)}) has failed, and its message waits for what becomes of it`, async () => {
      const answers: unknown[] = [answer, { id: 'a', name: 'a.txt', type: 'text/plain', size: 5, url: '' }];
      const it = await composer({ upload: () => Promise.resolve(answers.shift() as Attachment) });
      await it.composer.attach([textFile('a.txt')]);
      await until(() => expect(it.part('.failed .fact')?.textContent).to.equal('Not uploaded: the uploader gave no file with an id'));
      it.composer.focus();
      await userEvent.keyboard('See the file{Enter}');
      await until(() => expect(it.part('#hint')!.textContent).to.equal('Retry or remove the files that were not uploaded.'));
      expect([it.sent.length, it.composer.value]).to.deep.equal([0, 'See the file']);
      await userEvent.click(button(it.composer, 'Retry a.txt'));
      await until(() => expect(it.part('.failed')).to.equal(null));
      await userEvent.click(it.part('.send')!);
      await until(() => expect(it.sent.map(({ attachments }) => attachments.length)).to.deep.equal([1]));
    });
  }

  it('keeps its files where a message is not accepted, and gives it other ids with other files', async () => {
    const { uploader, uploads } = heldUploader();
    const it = await composer(uploader);
    it.composer.addEventListener('message-send', (event) => event.waitUntil(Promise.reject(new Error('no'))));
    await it.composer.attach([textFile('a.txt')]);
    await until(() => expect(uploads).to.have.length(1));
    uploads[0]!.done();
    await until(() => expect(it.part('progress')).to.equal(null));
    await userEvent.click(it.part('.send')!);
    await until(() => expect(it.part('#hint')!.textContent).to.equal('Not sent: no'));
    await userEvent.click(it.part('.send')!);
    await until(() => expect(it.sent).to.have.length(2));
    expect(it.sent[1]!.id).to.equal(it.sent[0]!.id);
    expect(it.entries()).to.have.length(1);
    await userEvent.click(it.part('.out')!);
    it.composer.focus();
    await userEvent.keyboard('Without{Enter}');
    await until(() => expect(it.sent).to.have.length(3));
    expect(it.sent[2]!.id).to.not.equal(it.sent[0]!.id);
    expect(it.sent[2]!.attachments).to.have.length(0);
  });
});

/** A room with an uploader, and a drag over it. */
async function room(uploads = {}): Promise<RoomFixture & { drag(type: string, data: DataTransfer): boolean }> {
  const opened = await openRoom('weekend-plans', { world: newWorld({ storage: 'disk', uploads }) });
  return {
    ...opened,
    drag: (type, dataTransfer) =>
      opened.room.list!.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, composed: true, cancelable: true })),
  };
}
const newest = ({ rows }: RoomFixture): MessageItem => rows().at(-1)!;
const uploaded = (it: RoomFixture): Promise<void> =>
  until(() => {
    const root = it.room.composer!.shadowRoot!;
    expect(root.querySelector('.entry')).to.not.equal(null);
    expect(root.querySelector('progress')).to.equal(null);
  });

describe('a room', () => {
  it('takes dropped files, shows where while they are dragged, and leaves dragged words alone', async () => {
    const it = await room();
    expect(it.drag('dragover', carrying('words'))).to.equal(true);
    await it.room.updateComplete;
    expect(it.part('.drop')).to.equal(null);
    const data = carrying(await picture('kayak.png', 640, 480));
    expect(it.drag('dragenter', data)).to.equal(false);
    await until(() => expect(it.part('.drop')!.textContent.trim()).to.equal('Drop files to attach them'));
    it.drag('dragleave', data);
    await until(() => expect(it.part('.drop')).to.equal(null));
    it.drag('dragover', data);
    it.drag('drop', data);
    await until(() => expect(it.part('.drop')).to.equal(null));
    await uploaded(it);
    expect(it.room.composer!.shadowRoot!.querySelector('.called')!.textContent).to.equal('kayak.png');
  });

  it('takes no file that is dropped on a dialog before it, which would go with another message', async () => {
    const it = await room();
    await it.send('Mine');
    await until(() => expect(it.texts()).to.include('Mine'));
    const { dialog } = it.room;
    await dialog!.open(it.row('Mine').message!);
    const data = carrying(await picture('kayak.png', 640, 480));
    const drag = (type: string): boolean =>
      dialog!.field!.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, composed: true, cancelable: true }));
    expect([drag('dragover'), drag('drop')], 'or the browser would open it in place of the page').to.deep.equal([false, false]);
    await it.room.updateComplete;
    expect([it.part('.drop'), it.world.chat.draft('weekend-plans').files?.count ?? 0]).to.deep.equal([null, 0]);
    dialog!.close();
  });

  it('sends a picture without words, and shows it in a box that had its size before it was loaded', async () => {
    const it = await room();
    await it.room.composer!.attach([await picture('kayak.png', 640, 480), textFile('packing-list.txt')]);
    await uploaded(it);
    await userEvent.click(it.room.composer!.shadowRoot!.querySelector('.send')!);
    await until(() => expect(newest(it).message!.attachments).to.have.length(2));
    const row = newest(it);
    await row.updateComplete;
    const image = row.shadowRoot!.querySelector<HTMLImageElement>('img[part=preview]')!;
    expect([image.width, image.height, image.loading]).to.deep.equal([320, 240, 'lazy']);
    const before = row.getBoundingClientRect().height;
    const named = image.closest('button')!;
    expect(image.alt || named.getAttribute('aria-label')).to.equal('kayak.png');
    await until(() => expect([image.complete, image.naturalWidth]).to.deep.equal([true, 640]));
    expect([image.alt, named.getAttribute('aria-label')]).to.deep.equal(['kayak.png', null]);
    expect(image.src).to.match(/^blob:/);
    expect(row.getBoundingClientRect().height).to.equal(before);
    await until(() => expect(row.state).to.equal('sent'));
    expect(row.ariaLabel ?? row.getAttribute('aria-label')).to.contain('2 attachments');
    const list = row.shadowRoot!.querySelector('[part=attachments]')!;
    expect(list.getAttribute('aria-label')).to.equal('Attachments');
    expect(list.textContent).to.contain('packing-list.txt');
    it.room.dir = 'rtl';
    const sign = row.shadowRoot!.querySelector('[part=state]')!.getBoundingClientRect();
    expect(list.getBoundingClientRect().left - sign.right).to.be.within(0, 8);
    row.focus();
    await userEvent.keyboard('{ArrowLeft}');
    await until(() => expect((focused() as HTMLElement).part.contains('attachment')).to.equal(true));
  });

  it('has the name of a picture that cannot be fetched in its box, and the picture once the chat is connected again', async () => {
    const it = await room();
    await it.room.composer!.attach([await picture('kayak.png', 640, 480)]);
    await uploaded(it);
    await userEvent.click(it.room.composer!.shadowRoot!.querySelector('.send')!);
    await until(() => expect(newest(it).state).to.equal('sent'));
    const image = (): HTMLImageElement | null => newest(it).shadowRoot!.querySelector('img[part=preview]');
    it.room.room = 'sre-team';
    await until(() => expect(image()).to.equal(null));
    it.world.online = false;
    it.room.room = 'weekend-plans';
    await until(() => expect(image()?.matches('.broken')).to.equal(true));
    const name = image()!.nextElementSibling as HTMLElement;
    expect([name.textContent, getComputedStyle(name).display, name.closest('button')!.getAttribute('aria-label')]).to.deep.equal([
      'kayak.png',
      'grid',
      'kayak.png',
    ]);
    it.world.online = true;
    await until(() => expect([image()!.naturalWidth, image()!.matches('.broken')]).to.deep.equal([640, false]));
  });

  it('takes the words beside files away by an edit, and keeps the files', async () => {
    const it = await room();
    await it.room.composer!.attach([textFile('a.txt')]);
    await uploaded(it);
    await it.send('Look at this');
    await until(() => expect([newest(it).message!.content, newest(it).state]).to.deep.equal(['Look at this', 'sent']));
    await userEvent.keyboard('{ArrowUp}');
    await until(() => expect(it.room.dialog!.opened).to.equal(true));
    await userEvent.clear(it.room.dialog!.field!);
    await userEvent.keyboard('{Enter}');
    await until(() => expect([newest(it).message!.content, newest(it).message!.attachments!.length]).to.deep.equal(['', 1]));
    await until(() => expect([it.room.dialog!.opened, newest(it).state]).to.deep.equal([false, 'sent']));
  });

  it('keeps files over a change of room, and a message waits for its connection in the outbox only once they are uploaded', async () => {
    const it = await room();
    it.world.online = false;
    await it.room.composer!.attach([textFile('a.txt')]);
    await until(() => expect(it.room.composer!.shadowRoot!.querySelector('.fact')!.textContent).to.contain('Waiting for a connection'));
    await userEvent.click(it.room.composer!.shadowRoot!.querySelector('.send')!);
    expect(it.room.chat!.status.waiting).to.equal(0);
    it.room.room = 'sre-team';
    await until(() => expect(it.room.composer!.shadowRoot!.querySelector('.entry')).to.equal(null));
    it.room.room = 'weekend-plans';
    await until(() => expect(it.room.composer!.shadowRoot!.querySelector('.entry')).to.not.equal(null));
    it.world.online = true;
    await until(() => expect(newest(it).message!.attachments?.map(({ name }) => name)).to.deep.equal(['a.txt']));
  });

  /** A room with a message that is sent once its file is uploaded: when the connection is back. */
  async function holding(): Promise<RoomFixture & { draft: Draft; list: RoomList }> {
    const it = await room();
    it.world.online = false;
    await it.room.composer!.attach([textFile('a.txt')]);
    await it.send('Look at this');
    await until(() => expect(it.room.composer!.shadowRoot!.querySelector('#hint')!.textContent).to.contain('Sends once'));
    const list = await fixture<RoomList>(html`<room-list .chat=${it.room.chat}></room-list>`);
    return { ...it, draft: it.room.chat!.draft('weekend-plans'), list };
  }
  const saying = ({ list }: { list: RoomList }): string => list.list?.querySelector('#rooms-weekend-plans')?.textContent ?? '';

  for (const way of ['for another room', 'for the list of rooms'] as const) {
    it(`left ${way} before its files are uploaded sends what is to be sent once they are, and there`, async () => {
      const it = await holding();
      await until(() => expect(saying(it)).to.contain('Sends once the files are uploaded.'));
      const asked: string[] = [];
      it.room.addEventListener('message-send', (event) => asked.push(event.room));
      if (way === 'for another room') it.room.room = 'sre-team';
      else it.room.remove();
      await until(() => expect(it.texts()).not.to.contain('Look at this'));
      it.world.online = true;
      await until(() => expect(saying(it)).to.contain('You: Look at this'));
      expect([asked, it.draft.text, it.draft.files?.count]).to.deep.equal([['weekend-plans'], '', 0]);
      if (way === 'for another room') expect(it.texts().join()).not.to.contain('Look at this');
      const back = await openRoom('weekend-plans', { world: it.world });
      expect(newest(back).message!.attachments!.map(({ name }) => name)).to.deep.equal(['a.txt']);
      expect(back.texts().filter((text) => text === 'Look at this')).to.have.length(1);
    });
  }

  it('left and come back to by another element sends once', async () => {
    const it = await holding();
    it.room.remove();
    const back = await openRoom('weekend-plans', { world: it.world });
    const asked: MessageSend[] = [];
    for (const one of [it.room, back.room]) one.addEventListener('message-send', (event) => asked.push(event));
    it.world.online = true;
    await until(() => expect(newest(back).message!.content).to.equal('Look at this'));
    expect(asked.map(({ target }) => target)).to.deep.equal([back.room]);
  });

  it('left while its files are uploaded says why what was to be sent was refused, once it is open again', async () => {
    const it = await holding();
    it.room.addEventListener('message-send', (event) => event.waitUntil(Promise.reject(new Error('no'))));
    it.room.room = 'sre-team';
    await it.room.updateComplete;
    it.world.online = true;
    await until(() => expect(it.draft.reason).to.equal('Not sent: no'));
    expect(it.room.composer!.shadowRoot!.querySelector('#hint')!.textContent).to.equal('');
    it.room.room = 'weekend-plans';
    await until(() => expect(it.room.composer!.shadowRoot!.querySelector('#hint')!.textContent).to.equal('Not sent: no'));
    expect([it.field().value, it.draft.files?.count]).to.deep.equal(['Look at this', 1]);
  });

  it('that is another user’s by then sends nothing in their name', async () => {
    const it = await holding();
    it.room.chat = it.world.as('ben');
    await it.room.updateComplete;
    it.world.online = true;
    await until(() => expect([it.draft.reason, it.draft.text]).to.deep.equal(['Not sent: Signed out', 'Look at this']));
    expect(it.texts()).not.to.contain('Look at this');
  });

  it('sends nothing of another room that is still being written there', async () => {
    const it = await holding();
    it.room.room = 'sre-team';
    await it.room.updateComplete;
    const back = await openRoom('weekend-plans', { world: it.world });
    // Not by a click, which looks for the field by the placeholder it had: the name of the room may come meanwhile.
    back.field().focus();
    await userEvent.keyboard('{End} and');
    it.world.online = true;
    await uploaded(back);
    await painted();
    expect([back.field().value, newest(back).message!.content === 'Look at this and']).to.deep.equal(['Look at this and', false]);
  });
});

/** How many listen to the page being left: any keeps it out of some browsers’ back-forward cache. For a moment those do who write down what was read. */
function leaving(): () => number {
  const heard = new Set<unknown>();
  const [add, remove] = [window.addEventListener, window.removeEventListener] as ((...given: unknown[]) => void)[];
  vi.spyOn(window, 'addEventListener').mockImplementation((...given: unknown[]) => {
    if (given[0] === 'beforeunload') heard.add(given[1]);
    add!.apply(window, given);
  });
  vi.spyOn(window, 'removeEventListener').mockImplementation((...given: unknown[]) => {
    if (given[0] === 'beforeunload') heard.delete(given[1]);
    remove!.apply(window, given);
  });
  return () => heard.size;
}

describe('a page with an uploader', () => {
  const asks = (): boolean => !dispatchEvent(new Event('beforeunload', { cancelable: true }));

  it('asks before it is left while files are held that were not sent, and listens no longer', async () => {
    const listening = leaving();
    const it = await room();
    const { composer } = it.room;
    const attach = async (name: string): Promise<void> => {
      await composer!.attach([textFile(name)]);
      await uploaded(it);
      await until(() => expect([listening(), asks()]).to.deep.equal([1, true]));
    };
    await until(() => expect([listening(), asks()]).to.deep.equal([0, false]));
    await attach('one.txt');
    await attach('two.txt');
    await userEvent.click(button(composer!, 'Remove one.txt'));
    await until(() => expect([listening(), asks()]).to.deep.equal([1, true]));
    await userEvent.click(button(composer!, 'Remove two.txt'));
    await until(() => expect(listening()).to.equal(0));
    await attach('three.txt');
    composer!.clear();
    await until(() => expect(listening()).to.equal(0));
    await attach('four.txt');
    await userEvent.click(composer!.shadowRoot!.querySelector('.send')!);
    await until(() => expect([newest(it).message!.attachments?.length, newest(it).state]).to.deep.equal([1, 'sent']));
    await until(() => expect([listening(), asks()]).to.deep.equal([0, false]));
  });

  it('asks on behalf of each room that holds files', async () => {
    const listening = leaving();
    const it = await room();
    await it.room.composer!.attach([textFile('a.txt')]);
    await uploaded(it);
    const other = await openRoom('sre-team', { world: it.world });
    await other.room.composer!.attach([textFile('b.txt')]);
    await uploaded(other);
    it.room.composer!.clear();
    await until(() => expect([listening(), asks()]).to.deep.equal([1, true]));
    other.room.composer!.clear();
    await until(() => expect(listening()).to.equal(0));
  });

  for (const end of ['closed', 'signed out of', 'signed out of in another tab'] as const) {
    it(`listens no longer once its chat is ${end}`, async () => {
      const listening = leaving();
      const it = await room();
      const { chat, composer } = it.room;
      await composer!.attach([textFile('a.txt')]);
      await uploaded(it);
      await until(() => expect(listening()).to.equal(1));
      if (end === 'closed') await chat!.close();
      else await (end === 'signed out of' ? chat! : it.world.as('ana')).logout({ force: true });
      await until(() => expect(listening()).to.equal(0));
      await composer!.attach([textFile('late.txt')]);
      await until(() => expect([listening(), asks()]).to.deep.equal([0, false]));
    });
  }
});

/** A message with files, shown alone. */
async function shown(attachments: unknown[]): Promise<MessageItem> {
  const at = '2026-03-02T14:00:00.000Z';
  const message = {
    id: 'm',
    seq: 1,
    version: 1,
    deleted: false,
    roomId: 'r',
    sender: { id: 'ana', name: 'Ana' },
    content: 'Look',
    insertedAt: at,
    updatedAt: at,
  };
  return fixture<MessageItem>(html`<message-item .message=${{ ...message, attachments }}></message-item>`);
}

describe('the files of a message', () => {
  it('are links to save them by, which tell nobody where they were found', async () => {
    const item = await shown([{ id: 'f', name: 'notes.pdf', type: 'application/pdf', size: 2_500_000, url: 'https://files.example/f' }]);
    const link = item.shadowRoot!.querySelector<HTMLAnchorElement>('a[part=attachment]')!;
    expect([link.href, link.download, link.rel, link.referrerPolicy, link.target]).to.deep.equal([
      'https://files.example/f',
      'notes.pdf',
      'noopener noreferrer nofollow ugc',
      'no-referrer',
      '_blank',
    ]);
    expect(link.textContent.replaceAll(/\s+/g, ' ').trim()).to.equal('notes.pdf 2.5 MB');
  });

  it('without words have what became of the message beside the last of them', async () => {
    const item = await shown([{ id: 'g', name: 'a.png', type: 'image/png', size: 1, url: '/none.png', width: 120, height: 90 }]);
    item.message = { ...item.message!, content: '' };
    item.own = false;
    await item.updateComplete;
    const high = item.offsetHeight;
    item.own = true;
    await item.updateComplete;
    const [picture, sign] = ['.picture', '.sent'].map((one) => item.shadowRoot!.querySelector(one)!.getBoundingClientRect());
    expect(item.offsetHeight).to.equal(high);
    expect(sign!.left).to.be.greaterThan(picture!.right);
    expect(sign!.bottom).to.be.greaterThan(picture!.bottom - 24);
  });

  it('have no address that could run anything, and only pictures of dots are shown', async () => {
    const addresses = [
      'javascript:alert(1)',
      'JaVa\tscript:alert(1)',
      'data:text/html,<script>alert(1)</script>',
      'vbscript:x',
      'blob:https://evil.example/x',
      'file:///etc/passwd',
      'mailto:a@b.c',
      '',
      'http://[',
    ];
    for (const url of addresses) {
      const item = await shown([
        { id: 'f', name: '<img src=x onerror=pwned=1>', type: 'text/html', size: 1, url },
        { id: 'g', name: 'a.png', type: 'image/png', size: 1, url, width: 10, height: 10 },
        { id: 'h', name: 'a.svg', type: 'image/svg+xml', size: 1, url: 'https://files.example/a.svg' },
      ]);
      const files = item.shadowRoot!.querySelector('.files')!;
      expect(
        [...files.querySelectorAll('a')].map(({ href }) => href),
        url,
      ).to.deep.equal(['https://files.example/a.svg']);
      expect(
        [...files.querySelectorAll('img')].filter((image) => image.hasAttribute('src')),
        url,
      ).to.have.length(0);
      expect(files.textContent).to.contain('<img src=x onerror=pwned=1>');
    }
    expect((window as { pwned?: unknown }).pwned).to.equal(undefined);
  });

  it('that cannot be fetched to be saved say so where they are, each time, until they can', async () => {
    const item = await shown([{ id: 'f', name: 'notes.pdf', type: 'application/pdf', size: 1, url: '' }]);
    let online = false;
    const asked = vi.fn(() => (online ? Promise.resolve(new Blob(['x'])) : Promise.reject(new Error('fetch failed'))));
    const saved = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined);
    item.load = asked;
    const alert = (): Element | null => item.shadowRoot!.querySelector('.files [role=alert]');
    const file = (): HTMLElement => item.shadowRoot!.querySelector<HTMLElement>('button.file')!;
    await until(() => expect(file()).to.not.equal(null));
    await userEvent.click(file());
    await until(() => expect(alert()?.textContent).to.equal('That didn’t work: it is not kept on this device, and cannot be loaded now.'));
    const first = alert();
    await userEvent.click(file());
    await until(() => expect([alert() === null, alert() === first]).to.deep.equal([false, false]));
    online = true;
    await userEvent.click(file());
    await until(() => expect([alert(), saved.mock.calls.length]).to.deep.equal([null, 1]));
  });

  it('that are no longer there say so, and not that the network is at fault', async () => {
    const item = await shown([{ id: 'f', name: 'notes.pdf', type: 'application/pdf', size: 1, url: '' }]);
    item.load = () => Promise.reject(new SourceError('not-found', 'There is no file f.'));
    const file = (): HTMLElement => item.shadowRoot!.querySelector<HTMLElement>('button.file')!;
    await until(() => expect(file()).to.not.equal(null));
    await userEvent.click(file());
    await until(() =>
      expect(item.shadowRoot!.querySelector('.files [role=alert]')?.textContent).to.equal('That didn’t work: it is not here.'),
    );
  });

  it('are fetched by the `load` that is there when they are wanted: what one could not have, the next is asked for', async () => {
    const item = await shown(['a', 'b'].map((id) => ({ id, name: `${id}.png`, type: 'image/png', size: 1, url: '' })));
    const blob = await picture('', 64, 48);
    const old = vi.fn(({ id }: Attachment) => (id === 'a' ? Promise.resolve(blob) : Promise.reject(new Error('signed out'))));
    item.load = old;
    const widths = (): (number | string)[] =>
      [...item.shadowRoot!.querySelectorAll<HTMLImageElement>('img[part=preview]')].map((image) =>
        image.matches('.broken') ? 'broken' : image.naturalWidth,
      );
    await until(() => expect(widths()).to.deep.equal([64, 'broken']));
    const asked: string[] = [];
    item.load = ({ id }) => (asked.push(id), Promise.resolve(blob));
    await until(() => expect(widths()).to.deep.equal([64, 64]));
    const saved = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined);
    await userEvent.click(item.shadowRoot!.querySelector('button.picture')!);
    await until(() => expect(saved.mock.calls).to.have.length(1));
    expect([asked, old.mock.calls.length]).to.deep.equal([['b', 'a'], 2]);
  });

  it('that cannot be had while the network comes back are asked for once more each, and left', async () => {
    const item = await shown(['a', 'b'].map((id) => ({ id, name: `${id}.png`, type: 'image/png', size: 1, url: '' })));
    const refusals: ((why: Error) => void)[] = [];
    const asked = vi.fn(() => new Promise<Blob>((_, fail) => refusals.push(fail)));
    item.load = asked;
    await until(() => expect(refusals).to.have.length(2));
    dispatchEvent(new Event('online'));
    for (let i = 0; i < 20; i++) {
      refusals.shift()?.(new Error('not there')); // one after the other
      await painted();
    }
    expect(asked.mock.calls).to.have.length(4);
  });

  it('have a box of their shape, never larger than they are', () => {
    expect(pictureBox({ width: 640, height: 480 })).to.deep.equal({ width: 320, height: 240 });
    expect(pictureBox({ width: 100, height: 4_000 })).to.deep.equal({ width: 48, height: 240 });
    expect(pictureBox({ width: 200, height: 100 })).to.deep.equal({ width: 200, height: 100 });
    expect(pictureBox({ width: 1, height: 1 })).to.deep.equal({ width: 48, height: 48 });
    expect(pictureBox({})).to.deep.equal({ width: 320, height: 180 });
  });

  it('that cannot be loaded keep their box, and say their name in it', async () => {
    const item = await shown([{ id: 'g', name: 'a.png', type: 'image/png', size: 1, url: '/none.png', width: 640, height: 480 }]);
    item.style.inlineSize = '480px';
    const image = item.shadowRoot!.querySelector('img[part=preview]')!;
    await until(() => expect(image.matches('.broken')).to.equal(true));
    const { width, height } = image.getBoundingClientRect();
    expect([width, height]).to.deep.equal([320, 240]);
    expect(image.nextElementSibling!.getAttribute('aria-hidden')).to.equal('false');
  });

  it('stay in a narrow row', async () => {
    const item = await shown([
      { id: 'g', name: 'a.png', type: 'image/png', size: 1, url: '/none.png', width: 1_000, height: 500 },
      { id: 'f', name: `${'long'.repeat(40)}.pdf`, type: 'application/pdf', size: 1, url: 'https://files.example/f' },
    ]);
    item.style.inlineSize = '280px';
    await item.updateComplete;
    for (const file of item.shadowRoot!.querySelectorAll('[part~=attachment]'))
      expect(file.getBoundingClientRect().right).to.be.at.most(item.getBoundingClientRect().right);
    const image = item.shadowRoot!.querySelector('img[part=preview]')!.getBoundingClientRect();
    expect(image.width / image.height).to.be.closeTo(2, 0.05);
  });
});
