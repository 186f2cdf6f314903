// Servers that believe what a client says: of whose a message is, of another history, of files. As broken-servers.ts, for the rules that
// no client of the kit could put to the test.

import type { Message } from '../../src/backend/model.js';
import type { Fetch, Words } from '../../src/conformance/index.js';
import type { ServerHost } from '../../src/mock/server-host.js';
import type { ServerRow } from '../../src/mock/topic-log.js';
import { SourceError } from '../../src/sync/protocol.js';
import type { Mutation } from '../../src/sync/protocol.js';
import { another, isRoom, read, write } from './broken-servers.js';
import type { Plant } from './broken-servers.js';

/** Does as the body of a wish claims. A row is changed where it lies: later catch-ups tell of it alike. */
function believing(change: (said: Words, mutation: Mutation) => Partial<Message>): Plant['plant'] {
  return (host) => {
    const claims = new Map<unknown, Words>();
    const received = host.received.bind(host);
    host.received = (userId, frame) => {
      if (frame.event === 'put') claims.set(frame.payload['mid'], frame.payload['body'] as Words);
      received(userId, frame);
    };
    write(async (own, user, topic, mutation) => {
      const reply = await own(user, topic, mutation);
      const said = claims.get(mutation.mutationId);
      if (isRoom(topic) && reply.row && said?.['sender'] !== undefined) Object.assign(reply.row, change(said, mutation));
      return reply;
    })(host);
  };
}

/** What was claimed of messages in the place of ids, by the ids of the messages. */
const claimed = new Map<string, Words>();

/** Lets bodies through that say more than ids of what is answered and of files. */
const lenient: NonNullable<Plant['front']> = (own) => (url, init) => {
  if (typeof init.body !== 'string' || !url.includes('/messages/')) return own(url, init);
  const body = JSON.parse(init.body) as Words;
  claimed.set(decodeURIComponent(url.split('?')[0]!.split('/').at(-1)!), body);
  const idOf = (one: unknown): unknown => (typeof one === 'object' ? (one as { id: unknown }).id : one);
  const { reply_to: quote, attachments } = body as { reply_to?: unknown; attachments?: unknown[] };
  const ids = { ...(quote ? { reply_to: idOf(quote) } : {}), ...(attachments ? { attachments: attachments.map(idOf) } : {}) };
  return own(url, { ...init, body: JSON.stringify({ ...body, ...ids }) });
};

const claimedRow = (field: 'replyTo' | 'attachments', name: string): Plant['plant'] =>
  write(async (own, user, topic, mutation) => {
    const reply = await own(user, topic, mutation);
    const said = claimed.get(mutation.id)?.[name];
    const isClaim = typeof [said].flat()[0] === 'object';
    return reply.row && isClaim && isRoom(topic) ? { ...reply, row: { ...reply.row, [field]: said } } : reply;
  });

type Uploads = ServerHost['uploads'];
type Own = Pick<Uploads, 'begin' | 'write' | 'cancel' | 'file' | 'find' | 'clear'>;

/** Changes how files are taken. */
function files(
  change: (own: Own, find: (id: string) => Promise<UploadFacts | undefined>) => Partial<Record<keyof Own, unknown>>,
): Plant['plant'] {
  return ({ uploads }) => {
    const own: Own = {
      begin: uploads.begin.bind(uploads),
      write: uploads.write.bind(uploads),
      cancel: uploads.cancel.bind(uploads),
      file: uploads.file.bind(uploads),
      find: uploads.find.bind(uploads),
      clear: uploads.clear.bind(uploads),
    };
    Object.assign(
      uploads,
      change(own, async (id) => (await own.find([id])).get(id)),
    );
  };
}
type UploadFacts = NonNullable<ReturnType<Awaited<ReturnType<Uploads['find']>>['get']>>;

/** Changes the headers of files that are handed out. */
function handing(change: (headers: Headers) => void): NonNullable<Plant['front']> {
  return (own) => async (url, init) => {
    const response = await own(url, init);
    if (init.method !== 'GET' || !url.includes('/uploads/')) return response;
    const headers = new Headers(response.headers);
    change(headers);
    return new Response(response.body, { status: response.status, headers });
  };
}

const forged = (url: string, init: RequestInit, own: Fetch, name: string, change: (said: string) => string): Promise<Response> => {
  const headers = new Headers(init.headers);
  const said = headers.get(name);
  if (said !== null) headers.set(name, change(said));
  return own(url, { ...init, headers });
};
const nothing = (): void => undefined;

/** Keeps of messages what they had, for when they are deleted. A row is changed where it lies. */
const remembering =
  (keep: (before: Message) => Partial<Message>): Plant['plant'] =>
  (host) => {
    const known = new Map<string, Message>();
    write(async (own, user, topic, mutation) => {
      const reply = await own(user, topic, mutation);
      if (!reply.row || !('content' in reply.row)) return reply;
      if (mutation.kind !== 'delete') known.set(mutation.id, { ...reply.row });
      else if (known.has(mutation.id)) Object.assign(reply.row, keep(known.get(mutation.id)!));
      return reply;
    })(host);
  };

/** What answers quote, however long ago that was deleted. */
const quoting: Plant['plant'] = (host) => {
  const quotes = new Map<string, Message['replyTo']>();
  write(async (own, user, topic, mutation) => {
    const reply = await own(user, topic, mutation);
    if (reply.row && 'replyTo' in reply.row && mutation.kind === 'create') quotes.set(mutation.id, reply.row.replyTo);
    return reply;
  })(host);
  const whole = <T extends { rows: ServerRow[] }>(reply: T): T => ({
    ...reply,
    rows: reply.rows.map((row) => (quotes.has(row.id) ? { ...row, replyTo: quotes.get(row.id) } : row)),
  });
  read({ sync: (server, ...args) => whole(server.sync(...args)), page: (server, ...args) => whole(server.page(...args)) })(host);
};

export const FORGERY_PLANTS: readonly Plant[] = [
  {
    rule: 'tombstones',
    does: 'keeps the words of deleted messages, and tells them',
    plant: remembering(({ content }) => ({ content })),
  },
  {
    rule: 'tombstones',
    does: 'keeps the reactions to deleted messages',
    plant: remembering(({ reactions }) => (reactions ? { reactions } : {})),
  },
  { rule: 'tombstones', does: 'quotes deleted messages in the answers to them', plant: quoting },
  {
    rule: 'author',
    does: 'takes whoever a new message names for its author',
    plant: believing(({ sender }, { kind }) => (kind === 'create' ? { sender: sender as Message['sender'] } : {})),
  },
  {
    rule: 'author',
    does: 'takes whoever an edit names for the author',
    plant: believing(({ sender }, { kind }) => (kind === 'edit' ? { sender: sender as Message['sender'] } : {})),
  },
  { rule: 'author', does: 'puts a message where it wants to be', plant: believing(({ cseq }) => ({ seq: cseq as number })) },
  {
    rule: 'author',
    does: 'puts a message into the room that it names',
    plant: believing(({ room_id }) => ({ roomId: room_id as string })),
  },
  {
    rule: 'author',
    does: 'dates a new message as it says',
    plant: believing(({ inserted_at }, { kind }) => (kind === 'create' ? { insertedAt: inserted_at as string } : {})),
  },
  { rule: 'author', does: 'dates an edit as it says', plant: believing(({ updated_at }) => ({ updatedAt: updated_at as string })) },
  { rule: 'author', does: 'takes a message for deleted that says so', plant: believing(() => ({ deleted: true })) },
  { rule: 'author', does: 'takes a wish for another one', plant: believing(({ mid }) => ({ mutationId: mid as string })) },
  {
    rule: 'author',
    does: 'reacts in the name of whoever a message names',
    plant: believing(({ reactions }) => ({ reactions: reactions as NonNullable<Message['reactions']> })),
  },
  {
    rule: 'author',
    does: 'answers with the version that was claimed',
    plant: write(async (own, user, topic, mutation) => {
      const reply = await own(user, topic, mutation);
      return reply.row && isRoom(topic) && mutation.kind === 'edit' ? { ...reply, row: { ...reply.row, version: 1_000_000 } } : reply;
    }),
  },
  {
    rule: 'author',
    does: 'edits the message that the body names, whosever it is',
    plant: (host) => {
      const named = new Map<unknown, string>();
      const received = host.received.bind(host);
      host.received = (userId, frame) => {
        const { id } = (frame.payload['body'] ?? {}) as { id?: string };
        if (id !== undefined) named.set(frame.payload['mid'], id);
        received(userId, frame);
      };
      write((own, user, topic, mutation) => {
        const id = mutation.kind === 'edit' ? named.get(mutation.mutationId) : undefined;
        return id === undefined ? own(user, topic, mutation) : own('ben', topic, { ...mutation, id });
      })(host);
    },
  },
  { rule: 'author', does: 'quotes whatever a client says', plant: claimedRow('replyTo', 'reply_to'), front: lenient },
  {
    rule: 'epoch',
    does: 'asks nobody of which history their number is',
    plant: nothing,
    front: (own) => (url, init) => own(url.replace(/([?&])epoch=[^&]*/, '$1'), init),
  },
  {
    rule: 'epoch',
    does: 'goes on from an event of another history',
    plant: nothing,
    front: (own, host) => async (url, init) => {
      const { epoch } = await host.current();
      return forged(url, init, own, 'Last-Event-ID', (said) => `${epoch}:${said.split(':').at(-1)}`);
    },
  },
  {
    rule: 'epoch',
    does: 'says that nothing has changed since the number after the newest',
    plant: read({
      sync: (server, user, topic, query) => {
        const { head } = server.join(user, topic);
        const isNext = query.after === head + 1;
        return isNext ? { reset: false, after: head, upTo: head, rows: [], more: false } : server.sync(user, topic, query);
      },
    }),
  },
  {
    rule: 'epoch',
    does: 'starts each afresh in a history of their own',
    plant: read({
      sync: (server, ...args) => {
        const reply = server.sync(...args);
        return reply.reset ? { ...reply, epoch: another() } : reply;
      },
    }),
  },
];

export const UPLOAD_PLANTS: readonly Plant[] = [
  {
    rule: 'attachments',
    does: 'keeps the files of deleted messages',
    plant: remembering(({ attachments }) => (attachments ? { attachments } : {})),
  },
  {
    rule: 'uploads',
    does: 'takes files of strangers',
    plant: nothing,
    front: (own) => (url, init) =>
      url.includes('/uploads/') ? forged(url, init, own, 'Authorization', (said) => said.replace('nobody', 'ana')) : own(url, init),
  },
  {
    rule: 'uploads',
    does: 'asks only who begins an upload',
    plant: nothing,
    front: (own) => (url, init) =>
      url.includes('/uploads/') && init.method !== 'PUT'
        ? forged(url, init, own, 'Authorization', (said) => said.replace('nobody', 'ana'))
        : own(url, init),
  },
  {
    rule: 'uploads',
    does: 'takes chunks wherever they begin',
    plant: files((own, find) => ({
      write: async (user: string, id: string, _offset: number, bytes: Uint8Array) => own.write(user, id, (await find(id))!.received, bytes),
    })),
  },
  {
    rule: 'uploads',
    does: 'cuts what is more than was said',
    plant: files((own, find) => ({
      write: async (user: string, id: string, offset: number, bytes: Uint8Array) =>
        own.write(user, id, offset, bytes.subarray(0, (await find(id))!.attachment.size - offset)),
    })),
  },
  {
    rule: 'uploads',
    does: 'tells anybody how far an upload is',
    plant: files((own, find) => ({
      begin: async (user: string, id: string, ...said: [never, never]) => own.begin((await find(id))?.owner ?? user, id, ...said),
    })),
  },
  {
    rule: 'uploads',
    does: 'takes chunks of anybody',
    plant: files((own, find) => ({
      write: async (_user: string, id: string, ...said: [never, never]) => own.write((await find(id))!.owner, id, ...said),
    })),
  },
  {
    rule: 'uploads',
    does: 'lets anybody give up an upload',
    plant: files((own, find) => ({ cancel: async (_user: string, id: string) => own.cancel((await find(id))!.owner, id) })),
  },
  {
    rule: 'uploads',
    does: 'begins from nothing whenever it is asked how far it is',
    plant: files((own) => ({
      begin: (user: string, id: string, ...said: [never, never]) => {
        own.cancel(user, id);
        return own.begin(user, id, ...said);
      },
    })),
  },
  {
    rule: 'uploads',
    does: 'forgets whole files that are given up',
    plant: files((own, find) => ({
      cancel: async (user: string, id: string) => {
        const { received, attachment } = (await find(id))!;
        if (received === attachment.size) await own.clear();
        else own.cancel(user, id);
      },
    })),
  },
  { rule: 'uploads', does: 'keeps what was given up', plant: files(() => ({ cancel: nothing })) },
  {
    rule: 'uploads',
    does: 'hands out other bytes',
    plant: files((own) => ({
      file: async (id: string) => {
        const upload = await own.file(id);
        return { ...upload, bytes: new Uint8Array(upload.bytes).toReversed().buffer };
      },
    })),
  },
  {
    rule: 'uploads',
    does: 'does not say that a file is whole',
    plant: files((own) => ({
      write: async (...said: Parameters<Uploads['write']>) => ({ offset: (await own.write(...said)).offset }),
    })),
  },
  {
    rule: 'uploaded files',
    does: 'takes files of any size',
    plant: files((own) => ({
      begin: async (...said: Parameters<Uploads['begin']>) => {
        try {
          return await own.begin(...said);
        } catch (error) {
          if (error instanceof SourceError && error.reason === 'too-large') return { offset: 0 };
          throw error;
        }
      },
    })),
  },
  {
    rule: 'uploaded files',
    does: 'takes what is no size for one',
    plant: nothing,
    front: (own) => (url, init) =>
      own(url, typeof init.body === 'string' ? { ...init, body: init.body.replace(/"size":(-1|1\.5|"12")/, '"size":1') } : init),
  },
  {
    rule: 'uploaded files',
    does: 'calls files what it is told to',
    plant: files((own, find) => ({
      begin: async (user: string, id: string, said: { name: string }, url: string) => {
        const standing = await own.begin(user, id, said as never, url);
        Object.assign((await find(id))!.attachment, { name: said.name });
        return standing;
      },
    })),
  },
  {
    rule: 'uploaded files',
    does: 'takes a page for the picture that it says it is',
    plant: files((own, find) => {
      const types = new Map<string, string>();
      return {
        begin: (user: string, id: string, said: { type: string }, url: string) => {
          types.set(id, said.type);
          return own.begin(user, id, said as never, url);
        },
        write: async (user: string, id: string, ...said: [never, never]) => {
          const standing = await own.write(user, id, ...said);
          const type = types.get(id)!;
          if (/^image\/\w+$/.test(type)) Object.assign((await find(id))!.attachment, { type });
          return standing;
        },
      };
    }),
  },
  {
    rule: 'uploaded files',
    does: 'hands files out as pages of its own',
    plant: nothing,
    front: handing((headers) => headers.delete('Content-Disposition')),
  },
  {
    rule: 'uploaded files',
    does: 'lets browsers guess what a file is',
    plant: nothing,
    front: handing((headers) => headers.delete('X-Content-Type-Options')),
  },
  {
    rule: 'attachments',
    does: 'lets anybody attach a file of somebody else',
    plant: (host) => {
      let writer = '';
      const find = host.uploads.find.bind(host.uploads);
      host.uploads.find = async (ids) => new Map([...(await find(ids))].map(([id, upload]) => [id, { ...upload, owner: writer }]));
      write((own, user, ...wish) => {
        writer = user;
        return own(user, ...wish);
      })(host);
    },
  },
  {
    rule: 'attachments',
    does: 'attaches what has not come whole',
    plant: files((own) => ({
      find: async (ids: readonly string[]) =>
        new Map([...(await own.find(ids))].map(([id, upload]) => [id, { ...upload, received: upload.attachment.size }])),
    })),
  },
  {
    rule: 'attachments',
    does: 'makes a message of a file that never came',
    plant: (host) =>
      write(async (own, user, topic, mutation) => {
        const { attachments = [] } = mutation.body as { attachments?: { id: string }[] };
        const found = await host.uploads.find(attachments.map(({ id }) => id));
        const isEmpty = attachments.length > 0 && found.size === 0;
        return own(user, topic, isEmpty ? { ...mutation, body: { content: '(a file)' } } : mutation);
      })(host),
  },
  {
    rule: 'attachments',
    does: 'forgets the files when the words change',
    plant: write(async (own, user, topic, mutation) => {
      const reply = await own(user, topic, mutation);
      if (mutation.kind !== 'edit' || !reply.row || !('attachments' in reply.row)) return reply;
      const { attachments: _, ...row } = reply.row;
      return { ...reply, row };
    }),
  },
  {
    rule: 'attachments',
    does: 'takes other files when the words change',
    plant: (host) =>
      write(async (own, user, topic, mutation) => {
        const reply = await own(user, topic, mutation);
        const { attachments = [] } = mutation.body as { attachments?: { id: string }[] };
        const found = [...(await host.uploads.find(attachments.map(({ id }) => id))).values()].map(({ attachment }) => attachment);
        return mutation.kind === 'edit' && reply.row ? { ...reply, row: { ...reply.row, attachments: found } } : reply;
      })(host),
  },
  { rule: 'attachments', does: 'says of a file what a client says', plant: claimedRow('attachments', 'attachments'), front: lenient },
];
