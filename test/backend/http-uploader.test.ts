// Files on their way to a server that loses things: every byte arrives once, what was had is not sent again, and refusals are told.

import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Attachment } from '../../src/backend/attachment.js';
import { httpUploader } from '../../src/backend/http-uploader.js';
import type { HttpUploaderOptions } from '../../src/backend/http-uploader.js';
import type { UploadTask } from '../../src/backend/uploader.js';
import type { Message } from '../../src/backend/model.js';
import { inProcessFetch } from '../../src/mock/in-process.js';
import { ServerHost } from '../../src/mock/server-host.js';
import type { HostOptions } from '../../src/mock/server-host.js';
import type { FaultKind } from '../../src/mock/faults.js';
import { SourceError } from '../../src/sync/protocol.js';

const hosts: ServerHost[] = [];
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
});

interface Server {
  host: ServerHost;
  online: boolean;
  /** What was asked: method, path, and how many bytes. */
  asked: string[];
  fetch: NonNullable<HttpUploaderOptions['fetch']>;
  upload(file: File, more?: Partial<UploadTask>, options?: Partial<HttpUploaderOptions>): Promise<Attachment>;
}

function server(options: HostOptions = {}): Server {
  const host = new ServerHost({ storage: 'memory', ...options });
  hosts.push(host);
  const fetch = inProcessFetch(host, () => made.online);
  const made: Server = {
    host,
    online: true,
    asked: [],
    fetch: (url, init) => {
      const { body } = init ?? {};
      made.asked.push(`${init?.method} ${url}${body instanceof Blob ? ` ${body.size}` : ''}`);
      return fetch(url, init);
    },
    upload: (file, more, given) =>
      httpUploader({ url: '/', token: 'ana', fetch: made.fetch, chunkSize: 10, chunkTimeout: 40, random: () => 0, ...given }).upload(file, {
        id: 'f',
        signal: new AbortController().signal,
        ...more,
      }),
  };
  return made;
}

const text = (length: number): string => Array.from({ length }, (_, at) => String.fromCharCode(97 + (at % 26))).join('');
const file = (content: string | Uint8Array<ArrayBuffer>, name = 'notes.txt', type = 'text/plain'): File =>
  new File([content], name, { type });
const stored = async ({ host }: Server, id = 'f'): Promise<string> => new TextDecoder().decode((await host.uploads.file(id)).bytes);
const refusal = (promise: Promise<unknown>): Promise<SourceError> =>
  promise.then(
    () => expect.fail('it was taken'),
    (error: SourceError) => error,
  );

describe('an upload', () => {
  it('goes in chunks, tells how far it is, and gives what the server made of the file', async () => {
    const at = server();
    const progress: number[] = [];
    const attachment = await at.upload(file(text(25), '../Notes\u202e.txt'), { progress: (share) => progress.push(share) });
    expect(attachment).toEqual({
      id: 'f',
      name: 'Notes\ufffd.txt',
      type: 'text/plain',
      size: 25,
      url: 'http://in-process.invalid/uploads/f',
    });
    expect(at.asked).toEqual([
      'PUT /uploads/f',
      'PATCH /uploads/f?offset=0 10',
      'PATCH /uploads/f?offset=10 10',
      'PATCH /uploads/f?offset=20 5',
    ]);
    expect(progress).toEqual([0, 0.4, 0.8, 1]);
    expect(await stored(at)).toBe(text(25));
  });

  it('of nothing is whole at once', async () => {
    const at = server();
    expect(await at.upload(file(''))).toMatchObject({ size: 0 });
    expect(at.asked).toEqual(['PUT /uploads/f']);
  });

  it('asked for again goes on from where it was, and one that is whole sends nothing', async () => {
    const at = server();
    const stop = new AbortController();
    at.host.faults.add({ do: '422', match: { event: 'upload', nth: 3 } });
    await refusal(at.upload(file(text(25)), { signal: stop.signal }));
    at.host.faults.clear();
    at.asked.length = 0;
    await at.upload(file(text(25)));
    expect(at.asked).toEqual(['PUT /uploads/f', 'PATCH /uploads/f?offset=10 10', 'PATCH /uploads/f?offset=20 5']);
    at.asked.length = 0;
    await at.upload(file(text(25)));
    expect(at.asked).toEqual(['PUT /uploads/f']);
  });

  it('arrives whole and once, whatever is lost on the way, and never goes back', async () => {
    const kinds: FaultKind[] = [
      'drop-before-commit',
      'commit-then-drop-reply',
      'commit-then-500',
      '500',
      '429',
      'close',
      'close-mid-frame',
      'garbage-frame',
      'oversize',
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 1, max: 30 }),
        fc.array(fc.record({ kind: fc.constantFrom(...kinds), nth: fc.integer({ min: 1, max: 8 }) }), { maxLength: 3 }),
        async (length, chunkSize, faults) => {
          const at = server();
          for (const { kind, nth } of faults) at.host.faults.add({ do: kind, match: { event: 'upload', nth }, times: 1 });
          const progress: number[] = [];
          await at.upload(file(text(length)), { progress: (share) => progress.push(share) }, { chunkSize });
          expect(await stored(at)).toBe(text(length));
          expect(progress).toEqual([...new Set(progress)].sort((a, b) => a - b));
          expect(progress.at(-1)).toBe(1);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('waits for a connection, tells so, and goes on', async () => {
    const at = server();
    const stalls: boolean[] = [];
    at.online = false;
    const done = at.upload(file(text(25)), { stalled: (isStalled) => stalls.push(isStalled) }, { random: () => 0.01 });
    await vi.waitFor(() => expect(stalls).toEqual([true]));
    at.online = true;
    await done;
    expect(stalls).toEqual([true, false]);
    expect(await stored(at)).toBe(text(25));
  });

  it('that is ended rejects, and the server gives up what it had', async () => {
    const at = server();
    const stop = new AbortController();
    const ended = at.upload(file(text(25)), { signal: stop.signal, progress: (share) => share > 0 && stop.abort(new Error('ended')) });
    await expect(ended).rejects.toThrow('ended');
    await vi.waitFor(() => expect(at.asked.at(-1)).toBe('DELETE /uploads/f'));
    await vi.waitFor(async () => expect((await at.host.uploads.find(['f'])).size).toBe(0));
  });

  it('gives up on a server that fails again and again, and says why', async () => {
    const at = server();
    at.host.faults.add({ do: '500', match: { event: 'upload' } });
    expect(await refusal(at.upload(file(text(25))))).toMatchObject({ reason: 'server' });
    expect(at.asked.length).toBeLessThan(10);
  });

  it('gives up on a server that takes the beginning and fails at every chunk', async () => {
    const at = server();
    const fetch: Server['fetch'] = (url, init) =>
      init?.method === 'PATCH' && at.asked.push('failed') < 40
        ? Promise.resolve(Response.json({ reason: 'server', message: 'No room.' }, { status: 500 }))
        : at.fetch(url, init);
    expect(await refusal(at.upload(file(text(25)), {}, { fetch }))).toMatchObject({ reason: 'server' });
    expect(at.asked.length).toBeLessThan(20);
  });

  it('gives up where what answers cannot be read, such as the page of a network one has to sign in to', async () => {
    const at = server();
    const fetch: Server['fetch'] = (url, init) =>
      at.asked.push('answered') < 40 ? Promise.resolve(new Response('<!doctype html><title>Welcome</title>')) : at.fetch(url, init);
    expect(await refusal(at.upload(file(text(25)), {}, { fetch }))).toMatchObject({
      reason: 'malformed',
      message: 'The server gives no answer that can be read.',
    });
    expect(at.asked.length).toBeLessThan(10);
  });

  it('waits an hour at most, whatever a server asks for', async () => {
    const at = server();
    const waits = vi.spyOn(globalThis, 'setTimeout');
    const fetch: Server['fetch'] = () =>
      Promise.resolve(Response.json({ reason: 'rate_limited', message: 'Later.', retry_after_ms: 2 ** 31 }, { status: 429 }));
    const stop = new AbortController();
    const ended = at.upload(file(text(25)), { signal: stop.signal }, { fetch });
    const longest = (): number => Math.max(...waits.mock.calls.map(([, milliseconds]) => milliseconds ?? 0));
    await vi.waitFor(() => expect(longest()).toBe(3_600_000));
    stop.abort(new Error('ended'));
    await expect(ended).rejects.toThrow('ended');
    waits.mockRestore();
  });

  it('is never tried again at once by a server whose clock is behind, which asks for no time', async () => {
    const at = server();
    const waits = vi.spyOn(globalThis, 'setTimeout');
    const past = new Date(Date.now() - 30_000).toUTCString();
    const fetch: Server['fetch'] = (url, init) =>
      at.asked.push('asked') < 3
        ? Promise.resolve(new Response(null, { status: 429, headers: { 'Retry-After': past } }))
        : at.fetch(url, init);
    await at.upload(file(text(5)), {}, { fetch, random: () => 0.1 });
    expect(waits.mock.calls.map(([, milliseconds]) => milliseconds)).toEqual(expect.arrayContaining([30, 60]));
    expect(waits.mock.calls.map(([, milliseconds]) => milliseconds)).not.toContain(0);
    waits.mockRestore();
  });

  it('names an option that makes no sense', () => {
    expect(() => httpUploader({ url: '/', chunkSize: 0 })).toThrow('chunkSize must be a whole number above 0, not 0');
    expect(() => httpUploader({ url: '/', chunkTimeout: Infinity })).toThrow('chunkTimeout must be');
    expect(() => httpUploader({ url: '/', accept: ['*'] })).toThrow('accept must be');
  });
});

describe('a file that is fetched', () => {
  const asked: [url: string, token: string | null][] = [];
  const fetch: Server['fetch'] = (url, init) => {
    asked.push([url, new Headers(init?.headers).get('Authorization')]);
    return Promise.resolve(new Response('the file'));
  };
  const load = (url: string): Promise<Blob> => {
    asked.length = 0;
    const uploader = httpUploader({ url: 'https://chat.example/api', token: 'ana', fetch, fetchFiles: true });
    return uploader.load!({ id: 'f', url } as Attachment, new AbortController().signal);
  };

  it.each([
    ['https://chat.example/files/1?signed=yes', 'https://chat.example/files/1?signed=yes'],
    ['/files/1', 'https://chat.example/files/1'],
    ['https://chat.example:443/files/1', 'https://chat.example/files/1'],
  ])('lies where the server says, and is asked for with the token: %s', async (url, address) => {
    expect(await (await load(url)).text()).toBe('the file');
    expect(asked).toEqual([[address, 'Bearer ana']]);
  });

  it.each([
    'https://cdn.example/1',
    'http://chat.example/files/1',
    '//cdn.example/1',
    'https://chat.example.evil/1',
    'https://chat.example:8443/1',
  ])('is asked for without the token elsewhere: %s', async (url) => {
    expect(await (await load(url)).text()).toBe('the file');
    expect(asked).toEqual([[new URL(url, 'https://chat.example').href, null]]);
  });

  it.each(['', 'javascript:alert(1)', 'data:text/plain,x', 'file:///etc/passwd', 'blob:https://chat.example/1', 'http://'])(
    'is not asked for where its address is none of the web: %s',
    async (url) => {
      expect(await refusal(load(url))).toMatchObject({ refused: true });
      expect(asked).toEqual([]);
    },
  );
});

describe('the server', () => {
  it('refuses what is too large or of another type, whatever the client has checked', async () => {
    const at = server({ uploads: { accept: ['image/*'], maxFileSize: 20 } });
    expect(await refusal(at.upload(file(text(21), 'a.png', 'image/png')))).toMatchObject({
      reason: 'too-large',
      message: 'A file has at most 20 bytes, a.png has 21.',
    });
    expect(await refusal(at.upload(file(text(5))))).toMatchObject({ reason: 'invalid', message: 'type of notes.txt is not accepted' });
    // Called a picture, and none by its bytes.
    expect(await refusal(at.upload(file('<script>', 'a.png', 'image/png')))).toMatchObject({
      message: 'type of a.png is application/octet-stream, which is not accepted',
    });
    expect((await at.host.uploads.find(['f'])).size).toBe(0);
  });

  it('takes no bytes beyond the end, none out of place, and no other size under the same id', async () => {
    const at = server();
    const ask = async (method: string, path: string, body?: BodyInit, user = 'ana'): Promise<[number, Record<string, unknown>]> => {
      const response = await at.fetch(path, {
        method,
        headers: { Authorization: `Bearer ${user}` },
        ...(body === undefined ? {} : { body }),
      });
      return [response.status, (await response.json()) as Record<string, unknown>];
    };
    const begin = (size: number, user?: string): ReturnType<typeof ask> =>
      ask('PUT', '/uploads/g', JSON.stringify({ name: 'a', type: '', size }), user);
    expect(await begin(5)).toEqual([200, { offset: 0 }]);
    expect(await begin(6)).toMatchObject([422, { errors: { size: 'of g is 5, not 6' } }]);
    expect(await begin(5, 'ben')).toMatchObject([403, {}]);
    expect(await begin(5, 'nobody')).toMatchObject([401, {}]);
    expect(await ask('PATCH', '/uploads/g?offset=0', 'too long')).toMatchObject([413, {}]);
    expect(await ask('PATCH', '/uploads/g?offset=3', 'xx')).toEqual([200, { offset: 0 }]);
    expect(await ask('PATCH', '/uploads/g?offset=0', 'abc')).toEqual([200, { offset: 3 }]);
    expect(await ask('PATCH', '/uploads/g?offset=0', 'abc')).toEqual([200, { offset: 3 }]);
    expect(await ask('PATCH', '/uploads/g?offset=x', 'abc')).toMatchObject([400, {}]);
    expect(await ask('PATCH', '/uploads/g?offset=3', 'de', 'ben')).toMatchObject([403, {}]);
    expect(await ask('PATCH', '/uploads/none?offset=0', 'de')).toMatchObject([404, {}]);
    expect(await ask('GET', '/uploads/g')).toMatchObject([404, {}]);
    expect(await ask('PUT', '/uploads/h', JSON.stringify({ name: 'a', size: -1 }))).toMatchObject([
      400,
      { message: 'upload: size must be a whole number of 0 or more, not -1' },
    ]);
    expect(await ask('POST', '/uploads/g')).toMatchObject([405, {}]);
    expect(await ask('PATCH', '/uploads/g?offset=3', 'de')).toMatchObject([
      200,
      { offset: 5, attachment: { id: 'g', type: 'application/octet-stream' } },
    ]);
  });

  it('gives a file to be saved, not shown, and as nothing else than it says', async () => {
    const at = server();
    const attachment = await at.upload(file('<svg onload="alert(1)"/>', "it's (1)\u00e9.svg", 'image/svg+xml'));
    const response = await at.fetch('/uploads/f', { method: 'GET', headers: { Authorization: 'Bearer ana' } });
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/svg+xml',
      'content-disposition': "attachment; filename*=UTF-8''it%27s%20%281%29%C3%A9.svg",
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    });
    expect(await response.text()).toBe('<svg onload="alert(1)"/>');
    const load = httpUploader({ url: '/', token: 'ana', fetch: at.fetch, fetchFiles: true }).load!;
    const blob = await load(attachment, new AbortController().signal);
    expect(await blob.text()).toBe('<svg onload="alert(1)"/>');
    expect(httpUploader({ url: '/', fetch: at.fetch })).not.toHaveProperty('load');
  });

  it('may take as long to give a file as it likes, but for the time between two pieces', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const load = (pieces: number, last: number): Promise<Blob> => {
        const body = new ReadableStream<Uint8Array>({
          async pull(out) {
            pieces -= 1;
            await vi.advanceTimersByTimeAsync(pieces < 0 ? last : 10);
            if (pieces < 0) out.close();
            else out.enqueue(new TextEncoder().encode('piece '));
          },
        });
        const fetch: Server['fetch'] = () => Promise.resolve(new Response(body, { headers: { 'Content-Type': 'text/plain' } }));
        const { signal } = new AbortController();
        const attachment = { id: 'f', url: 'https://files.example/f' } as Attachment;
        return httpUploader({ url: '/', fetch, fetchFiles: true, chunkTimeout: 40 }).load!(attachment, signal);
      };
      const blob = await load(20, 0);
      expect([blob.type, await blob.text()]).toEqual(['text/plain', 'piece '.repeat(20)]);
      expect(await refusal(load(20, 41))).toMatchObject({ reason: 'timeout' });
    } finally {
      vi.useRealTimers();
    }
  });

  it('is refused with a token no header can carry, and nothing is asked', async () => {
    const at = server();
    expect(await refusal(at.upload(file(text(25)), {}, { token: 'żółw' }))).toMatchObject({ reason: 'unauthorized' });
    expect(at.asked).toEqual([]);
  });

  it('lets a message carry whole files of its writer alone, and in its own words', async () => {
    const at = server();
    const put = async (attachments: unknown, content = '', user = 'ana', id = `m${Math.random()}`): Promise<Message> =>
      (await at.host.put(user, 'room:quiet-corner', { mutationId: id, kind: 'create', id, body: { content, attachments } })).row as Message;
    const attachment = await at.upload(file(text(25)));
    expect(await put([{ id: 'f', name: 'evil.exe', url: 'javascript:alert(1)' }])).toMatchObject({
      content: '',
      attachments: [attachment],
    });
    expect((await put([{ id: 'f' }, { id: 'f' }], 'twice')).attachments).toHaveLength(1);
    expect(await refusal(put([{ id: 'f' }], '', 'ben'))).toMatchObject({ reason: 'forbidden' });
    expect(await refusal(put([{ id: 'none' }]))).toMatchObject({ reason: 'invalid', message: 'attachments there is no file none' });
    expect(await refusal(put([]))).toMatchObject({ reason: 'invalid', message: "content can't be blank" });
    await at.host.uploads.begin('ana', 'half', { name: 'a', type: '', size: 9 }, '');
    expect(await refusal(put([{ id: 'half' }]))).toMatchObject({ message: 'attachments the file half has not come whole' });
  });

  it('keeps the files of a message when its words change, and drops them with it', async () => {
    const at = server();
    const attachment = await at.upload(file(text(25)));
    const put = async (kind: 'create' | 'edit' | 'delete', body: Record<string, unknown>): Promise<Message> =>
      (await at.host.put('ana', 'room:quiet-corner', { mutationId: kind, kind, id: 'm', body })).row as Message;
    await put('create', { content: 'Look', attachments: [{ id: 'f' }] });
    expect(await put('edit', { content: 'Look here' })).toMatchObject({ content: 'Look here', attachments: [attachment] });
    expect(await put('delete', {})).not.toHaveProperty('attachments');
  });
});
