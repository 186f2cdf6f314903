// The rules of files, for servers that take them: how they come, what is believed of them, and which messages may carry them. A server
// that takes none finds nothing at their routes.

import type { Message } from '../backend/model.js';
import { SourceError } from '../sync/protocol.js';
import { Breach, require, requireSame, Untried } from './breach.js';
import { requireTombstone } from './forgetting.js';
import { freshId, wish } from './trial.js';
import type { Rule, Trial } from './trial.js';
import type { Answer, UploadLine } from './upload-line.js';

/** What is said of a file, and what is in it. */
interface File {
  name: string;
  type: string;
  bytes: Uint8Array<ArrayBuffer>;
}

type Attachment = NonNullable<Message['attachments']>[number];

const text = (said: string): Uint8Array<ArrayBuffer> => Uint8Array.from(said, (character) => character.charCodeAt(0));
/** The first that a server takes is the one that is tried: of which kinds it wants, it alone knows. */
const FILES: readonly File[] = [
  {
    name: 'dot.png',
    type: 'image/png',
    bytes: text(atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==')),
  },
  { name: 'page.pdf', type: 'application/pdf', bytes: text('%PDF-1.4\n%%EOF\n') },
  { name: 'words.txt', type: 'text/plain', bytes: text('A conformance test.\n') },
];
const PAGE = text('<!doctype html><script>alert(1)</script>');
/** More than any server takes. */
const TOO_LARGE = 2 ** 52;
const [INVALID, FOREIGN] = [
  [400, 413, 415, 422],
  [403, 404],
];
// eslint-disable-next-line no-control-regex
const UNFIT = /[/\\\u0000-\u001f\u007f-\u009f]|^\.*$/;

export const UPLOAD_RULES: readonly Rule[] = [
  {
    name: 'uploads',
    promise:
      'a file comes in the order of its bytes, from whoever began it alone, no more of it than was said, and goes on from where it was',
    async check(trial) {
      const { ana, ben, stranger, file } = await begin(trial);
      const [id, size, half] = [freshId('f'), file.bytes.length, file.bytes.length >> 1];
      const [head, tail] = [file.bytes.slice(0, half), file.bytes.slice(half)];
      denied('an upload by a stranger', await stranger.begin(id, facts(file)), [401]);
      standsAt(0, 'a new upload', await ana.begin(id, facts(file)));
      standsAt(0, 'a chunk that begins where nothing has come to', await ana.chunk(id, half, tail));
      standsAt(half, 'a first chunk', await ana.chunk(id, 0, head));
      denied('a chunk by a stranger', await stranger.chunk(id, half, tail), [401]);
      denied('an upload given up by a stranger', await stranger.cancel(id), [401]);
      standsAt(half, 'a chunk that comes again', await ana.chunk(id, 0, head));
      denied('more bytes than a file was said to have', await ana.chunk(id, half, new Uint8Array(size + 1)), INVALID);
      denied('going on with an upload of another user', await ben.begin(id, facts(file)), FOREIGN);
      denied('a chunk of an upload of another user', await ben.chunk(id, half, tail), FOREIGN);
      await ben.cancel(id);
      standsAt(half, 'an upload begun again', await ana.begin(id, facts(file)));
      const whole = standsAt(size, 'a last chunk', await ana.chunk(id, half, tail), true);
      await ana.cancel(id);
      const after = standsAt(size, 'a whole upload begun again after it was given up', await ana.begin(id, facts(file)), true);
      requireSame(
        [after?.id, after?.name, after?.type, after?.size],
        [id, whole?.name, whole?.type, size],
        'a whole file, asked for again',
      );
      await handedOut(ana, after!, file.bytes);
      const other = freshId('f');
      await ana.begin(other, facts(file));
      await ana.chunk(other, 0, head);
      await ana.cancel(other);
      standsAt(0, 'an upload begun after it was given up', await ana.begin(other, facts(file)));
    },
  },
  {
    name: 'uploaded files',
    promise:
      'name, type and size of a file are the server’s to say, too large is refused, and all are handed out to be saved, never as pages',
    async check(trial) {
      const { ana, file } = await begin(trial);
      for (const size of [TOO_LARGE, -1, 1.5, '12'])
        denied(`a file of ${JSON.stringify(size)} bytes`, await ana.begin(freshId('f'), { ...facts(file), size }), INVALID);
      const ending = /\.\w+$/.exec(file.name)![0];
      for (const name of [
        `../../x${ending}`,
        `C:\\x\\y${ending}`,
        `a\r\nX-Forged: b\u0000${ending}`,
        '..',
        `${'x'.repeat(300)}${ending}`,
      ]) {
        const { name: kept = 'refused' } = (await upload(ana, { ...file, name })) ?? {};
        require(!UNFIT.test(kept) && kept.length <= 255, `a file may be called ${JSON.stringify(kept)}`);
      }
      const page = await upload(ana, { name: 'page.png', type: 'image/png', bytes: PAGE });
      require(page?.type.startsWith('image/') !== true, `a page that says it is image/png is taken for ${page?.type}`);
      await upload(ana, { name: 'page.html', type: 'text/html', bytes: PAGE });
      const { type = file.type } = (await upload(ana, { ...file, type: `${file.type}\r\nX-Forged: yes` })) ?? {};
      require(/^[^\s;/]+\/[^\s;/]+$/.test(type), `a file may be of the type ${JSON.stringify(type)}`);
    },
  },
  {
    name: 'attachments',
    promise:
      'a message carries files that its writer has uploaded whole, in the server’s words, keeps them when its own change, and leaves none when it is deleted',
    async check(trial) {
      const known = await begin(trial);
      const [ana, ben] = [await trial.join('first'), await trial.join('second')];
      const [file, spare] = [await uploaded(known), await uploaded(known)];
      const carrying = (ids: readonly string[], content = ''): { body: Record<string, unknown> } => ({
        body: { content, attachments: ids.map((one) => ({ id: one })) },
      });
      const [half, { upTo }] = [freshId('f'), await ana.changes(ana.head)];
      await known.ana.begin(half, facts(known.file));
      await known.ana.chunk(half, 0, known.file.bytes.slice(0, 1));
      await declined('a message with a file of another user', () => ben.put({ ...wish('create', freshId('b')), ...carrying([file.id]) }));
      await declined('a message with a file that has not come whole', () =>
        ana.put({ ...wish('create', freshId('a')), ...carrying([half]) }),
      );
      await declined('a message with a file that never came', () =>
        ana.put({ ...wish('create', freshId('a')), ...carrying([freshId('never')]) }),
      );
      requireSame((await ana.changes(upTo)).rows, [], 'the changes after messages that were refused for their files');
      const id = freshId('a');
      const { row } = await ana.put({ ...wish('create', id), ...carrying([file.id]) });
      requireSame([row?.content, carried(row)], ['', carried({ attachments: [file] })], 'a message of a file alone');
      const { row: edited } = await ana.put({ ...wish('edit', id), ...carrying([spare.id], 'edited') });
      requireSame([edited?.content, carried(edited)], ['edited', carried(row)], 'a message of a file, after its words changed');
      const claim = { ...file, name: 'claimed.html', type: 'text/html', size: 1, url: 'https://elsewhere.invalid/' };
      const forger = await trial.forger((event, words) => (event === 'put' ? { ...words, attachments: [claim] } : words));
      const said = await declinedOr(() => forger.create(freshId('c')));
      for (const one of said?.row?.attachments ?? [])
        require(one.name !== claim.name &&
          one.type !== claim.type &&
          one.url !== claim.url, 'a message says of its file what its body claims');
      const { member, heard } = await trial.overhear();
      const [gone, last] = [freshId('g'), await uploaded(known)];
      const { seq } = await member.put({ ...wish('create', gone), ...carrying([last.id]) });
      await requireTombstone(member, heard, { id: gone, before: seq, secret: last.id });
    },
  },
];

interface Taking {
  ana: UploadLine;
  ben: UploadLine;
  stranger: UploadLine;
  file: File;
}

/** Who uploads, and a file that is taken. Throws where there is nothing to try. */
async function begin(trial: Trial): Promise<Taking> {
  const [ana, ben, stranger] = [trial.uploads('first'), trial.uploads('second'), trial.uploads('stranger')];
  for (const file of FILES) {
    const id = freshId('f');
    const { status } = await ana.begin(id, facts(file));
    if ([404, 405, 501].includes(status)) throw new Untried('not offered');
    if (status < 300) {
      await ana.cancel(id);
      return { ana, ben, stranger, file };
    }
    require(INVALID.includes(status), `the beginning of an upload was answered by ${status}`);
  }
  throw new Untried(`none of ${FILES.map(({ type }) => type).join(', ')} is taken`);
}

function facts({ name, type, bytes }: File): Record<string, unknown> {
  return { name, type, size: bytes.length };
}

/** The file as the server took it, and handed it out again; nothing where it refused. */
async function upload(line: UploadLine, file: File): Promise<Attachment | undefined> {
  const id = freshId('f');
  for (const ask of [() => line.begin(id, facts(file)), () => line.chunk(id, 0, file.bytes)]) {
    const answer = await ask();
    if (answer.status >= 300) {
      denied(`a file called ${JSON.stringify(file.name)} of the type ${JSON.stringify(file.type)}`, answer, INVALID);
      return undefined;
    }
    if (!answer.said['attachment']) continue;
    const attachment = standsAt(file.bytes.length, 'a whole file', answer, true)!;
    await handedOut(line, attachment, file.bytes);
    return attachment;
  }
  throw new Breach(`a file of ${file.bytes.length} bytes that were all sent is not said to be whole`);
}

/** The same for the file that a server has said it takes. */
async function uploaded({ ana, file }: Taking): Promise<Attachment> {
  const attachment = await upload(ana, file);
  if (!attachment) throw new Breach(`a file of the type ${file.type} may be begun, and is refused as its bytes come`);
  return attachment;
}

/** Whoever asks for the file gets its bytes, to be saved; another origin may show what it likes. */
async function handedOut(line: UploadLine, { name, url }: Attachment, bytes: Uint8Array): Promise<void> {
  const response = await line.file(url);
  require(response.ok, `the file ${name} was asked for and answered by ${response.status}`);
  requireSame([...new Uint8Array(await response.arrayBuffer())], [...bytes], `the bytes of ${name}`);
  if (line.isElsewhere(url)) return;
  const { headers } = response;
  const how = [headers.get('Content-Disposition')?.split(';')[0]?.trim().toLowerCase(), headers.get('X-Content-Type-Options')];
  requireSame(how, ['attachment', 'nosniff'], `how ${name} is handed out from where pages come from`);
}

/** How far an upload is, and the file once it is whole. */
function standsAt(offset: number, what: string, { status, said }: Answer, whole = false): Attachment | undefined {
  require(status >= 200 && status < 300, `${what} was answered by ${status}`);
  const attachment = said['attachment'] as Attachment | undefined;
  requireSame([said['offset'], attachment !== undefined], [offset, whole], `how far ${what} has come, and whether it is whole`);
  return attachment;
}

function denied(what: string, { status }: Answer, as: readonly number[]): void {
  require(as.includes(status), `${what} was answered by ${status}, not by ${as.join(' or ')}`);
}

async function declined(what: string, act: () => Promise<unknown>): Promise<void> {
  require((await declinedOr(act)) === undefined, `${what} was not refused`);
}

/** What was granted; nothing where it was refused for good. */
async function declinedOr<T>(act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof SourceError && error.refused) return undefined;
    throw error;
  }
}

/** What is said of the files of a message. Addresses may be good for a while only. */
function carried(row: Pick<Message, 'attachments'> | undefined): unknown {
  return row?.attachments?.map(({ id, name, type, size }) => ({ id, name, type, size }));
}
