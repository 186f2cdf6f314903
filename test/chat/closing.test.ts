// A chat that is closed in the middle of something: what its user wrote is there in the next one, once.

import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openChat, type Chat } from '../../src/chat/chat.js';
import { FakeServer, ROOM } from '../sync/fake-source.js';

const QUIET = { ops: () => undefined, status: () => undefined, error: () => undefined };
const user = { id: 'ana', name: 'Ana' };

describe('a chat that is closed', () => {
  let app: string;
  let server: FakeServer;
  const chats: Chat[] = [];

  function tab(): Chat {
    const chat = openChat({ source: server.source(), user, app });
    chats.push(chat);
    return chat;
  }

  /** Sends what is written, as the composer does. */
  async function send(chat: Chat): Promise<void> {
    const draft = chat.draft(ROOM);
    const { id, mutationId, text } = draft;
    draft.send();
    await Promise.resolve();
    const stream = chat.room(ROOM, QUIET);
    const why = await stream.create(id, mutationId, { content: text }).catch(String);
    stream.close();
    if (why) draft.refused(why);
    else draft.accepted(text);
  }

  /** Wherever they are: sent, or as a draft. */
  async function words(): Promise<string[]> {
    const chat = tab();
    const draft = chat.draft(ROOM);
    const stream = chat.room(ROOM, QUIET);
    await vi.waitFor(() => expect(chat.status).toMatchObject({ word: 'live', waiting: 0 }));
    const { drafts } = await chat.logout();
    if (drafts > 0) await vi.waitFor(() => expect(draft.text).not.toBe(''));
    stream.close();
    return [...server.contents(), ...(draft.text ? [draft.text] : [])];
  }

  beforeEach(() => {
    app = crypto.randomUUID();
    server = new FakeServer();
  });

  afterEach(async () => {
    await Promise.all(chats.splice(0).map((chat) => chat.close()));
  });

  it('before what was there could be read keeps that, and what was written after it', async () => {
    const before = tab();
    before.draft(ROOM).write('Half a ');
    await before.close();
    const quick = tab();
    quick.draft(ROOM).write('thought');
    await quick.close();
    expect(await words()).toEqual(['Half a thought']);
  });

  it.each(['is not open yet', 'is open'])(
    'right after words were sent, and more was written, where storage %s, keeps both',
    async (when) => {
      const chat = tab();
      const stream = chat.room(ROOM, QUIET);
      if (when === 'is open') await vi.waitFor(() => expect(chat.status.word).toBe('live'));
      const draft = chat.draft(ROOM);
      draft.write('Sent');
      const sent = send(chat);
      draft.write('Sent and more');
      await chat.close();
      await sent;
      stream.close();
      expect(await words()).toEqual(['Sent', ' and more']);
    },
  );

  it.each(['is not open yet', 'is open'])('right after words were sent, where storage %s, keeps them, once', async (when) => {
    const chat = tab();
    const stream = chat.room(ROOM, QUIET);
    if (when === 'is open') await vi.waitFor(() => expect(chat.status.word).toBe('live'));
    chat.draft(ROOM).write('Sent');
    const sent = send(chat);
    await chat.close();
    await sent;
    stream.close();
    expect(await words()).toEqual(['Sent']);
  });
});
