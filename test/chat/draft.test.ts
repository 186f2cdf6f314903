// What is being written, in two tabs and over reloads: whoever goes on with it, no word is lost and no two messages share an id.

import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { roomTopic } from '../../src/backend/model.js';
import type { Uploader } from '../../src/backend/uploader.js';
import { AttachedFiles } from '../../src/chat/attached-files.js';
import { Draft } from '../../src/chat/draft.js';
import { ChatDrafts } from '../../src/chat/drafts.js';
import { openChat, type Chat } from '../../src/chat/chat.js';
import { oneAtATime } from '../../src/chat/one-at-a-time.js';
import { FakeServer, ROOM } from '../sync/fake-source.js';
import type { Drafts } from '../../src/sync/drafts.js';
import type { StoredDraft } from '../../src/sync/store.js';
import type { StreamEvents } from '../../src/sync/synced-stream.js';
import type { Message } from '../../src/backend/model.js';

const QUIET: StreamEvents<Message> = { ops: () => undefined, status: () => undefined, error: () => undefined };
const user = { id: 'ana', name: 'Ana' };

describe('a draft', () => {
  let app: string;
  let server: FakeServer;
  const chats: Chat[] = [];

  function tab(storage: 'disk' | 'memory' = 'disk'): Chat {
    const chat = openChat({ source: server.source(), user, app, storage });
    chats.push(chat);
    return chat;
  }

  /** Sends what is written, as the composer does. */
  async function send(chat: Chat): Promise<void> {
    const draft = chat.draft(ROOM);
    const { id, mutationId, text } = draft;
    const stream = chat.room(ROOM, QUIET);
    draft.send();
    await stream.create(id, mutationId, { content: text });
    stream.close();
    draft.accepted(text);
  }

  const says = (chat: Chat, text: string): Promise<void> =>
    vi.waitFor(() => expect(chat.draft(ROOM).text).toBe(text), { timeout: 5_000, interval: 5 });

  beforeEach(() => {
    app = crypto.randomUUID();
    server = new FakeServer();
  });

  afterEach(async () => {
    await Promise.all(chats.splice(0).map((chat) => chat.close()));
  });

  it('is there again after a reload, and so are changed words', async () => {
    const before = tab();
    before.draft(ROOM).write('Half a thought');
    before.edits.set('m1', 'First words and more');
    await before.close();
    const after = tab();
    await says(after, 'Half a thought');
    await vi.waitFor(() => expect(after.edits.get('m1')).toBe('First words and more'));
    after.edits.delete('m1');
    after.draft(ROOM).write('');
    await after.close();
    const last = tab();
    last.draft(ROOM).watch(() => expect.fail('there was nothing to read'));
    await last.logout({ force: true });
    expect([last.draft(ROOM).text, last.edits.size]).toEqual(['', 0]);
  });

  it('takes no choice back that was made beside it and not written down yet', async () => {
    const before = tab();
    before.draft(ROOM).write('Half a thought');
    before.announce.value = 'all';
    await before.close();
    const after = tab();
    await vi.waitFor(() => expect(after.announce.value).toBe('all'), { interval: 5 });
    after.announce.value = 'off';
    // What this reads from the disk is the choice of before.
    await says(after, 'Half a thought');
    expect(after.announce.value).toBe('off');
    // Once it is written down, what another tab chooses is followed again.
    const other = tab();
    await vi.waitFor(() => expect(other.announce.value).toBe('off'));
    other.announce.value = 'count';
    await vi.waitFor(() => expect(after.announce.value).toBe('count'));
  });

  it('shows in every tab what is written in one, and nothing once it is sent in one', async () => {
    const [here, there] = [tab(), tab()];
    here.draft(ROOM).write('Written here');
    await says(there, 'Written here');
    await send(there);
    await says(here, '');
    await vi.waitFor(() => expect(server.contents()).toEqual(['Written here']));
    await here.close();
    expect((await tab().logout()).drafts).toBe(0);
  });

  it('is sent once when both tabs send the same words', async () => {
    const [here, there] = [tab(), tab()];
    here.draft(ROOM).write('Only once');
    await says(there, 'Only once');
    await Promise.all([send(here), send(there)]);
    await vi.waitFor(() => expect(here.status).toMatchObject({ waiting: 0 }));
    await vi.waitFor(() => expect(server.contents()).toEqual(['Only once']));
  });

  it('is another message where somebody wrote on, and both arrive', async () => {
    const [here, there] = [tab(), tab()];
    here.draft(ROOM).write('Half');
    await says(there, 'Half');
    there.draft(ROOM).write('Half and half');
    await Promise.all([send(here), send(there)]);
    await vi.waitFor(() => expect(server.contents().toSorted()).toEqual(['Half', 'Half and half']));
  });

  it('goes on where the last page left off, even for somebody who writes before that is read', async () => {
    const before = tab();
    before.draft(ROOM).write('Once upon');
    await before.close();
    const after = tab();
    after.draft(ROOM).write(' a time');
    await says(after, 'Once upon a time');
  });

  it.each([
    ['', 'Half a thought'],
    [' and more', 'Half a thought and more'],
  ])('stays where somebody sends others before that is read, and writes on: "%s"', async (more, left) => {
    const before = tab();
    before.draft(ROOM).write('Half a thought');
    await before.close();
    const after = tab();
    after.draft(ROOM).write('Hello');
    const sent = send(after);
    after.draft(ROOM).write(`Hello${more}`);
    await sent;
    await says(after, left);
    await after.close();
    await says(tab(), left);
    await vi.waitFor(() => expect(server.contents()).toEqual(['Hello']));
  });

  it('that was there before this page stays where other words are on their way by then, whatever comes of those', () => {
    const stored = { topic: roomTopic(ROOM), row: '', text: 'Half a thought', id: 'i', mutationId: 'm' };
    const sending = (text: string): Draft => {
      const draft = new Draft(roomTopic(ROOM), { keep: () => undefined, hold: (writing) => void writing.take() });
      draft.write(text);
      draft.send();
      return draft;
    };
    const refused = sending('Hello');
    refused.follow(stored);
    refused.refused('no');
    expect([refused.text, refused.reason]).toEqual(['HelloHalf a thought', 'no']);
    const accepted = sending('Hello');
    accepted.follow(stored);
    accepted.accepted('Hello');
    expect(accepted.text).toBe('Half a thought');
    const more = sending('One');
    more.write('Onetwo');
    more.sendAgain();
    more.follow(stored);
    expect(more.accepted('One')).toEqual(['two']);
    more.send('two');
    expect([more.accepted('two'), more.text]).toEqual([[], 'Half a thought']);
    const own = sending('Hello');
    own.write('Hello and more');
    own.follow(own.take());
    own.accepted('Hello');
    expect(own.text).toBe(' and more');
  });

  it('answers what it answered before, even for somebody who writes before that is read', async () => {
    const quote = { id: 'm1', name: 'Ben', excerpt: 'Tea?' };
    const before = tab();
    before.draft(ROOM).answer(quote);
    await before.close();
    const after = tab();
    after.draft(ROOM).write('Yes');
    await vi.waitFor(() => expect(after.draft(ROOM)).toMatchObject({ text: 'Yes', replyTo: quote }));
    await after.close();
    const last = tab();
    await says(last, 'Yes');
    expect(last.draft(ROOM).replyTo).toEqual(quote);
  });

  it('answers another message next, where one was chosen while the words before were on their way', () => {
    const [tea, coffee] = ['tea', 'coffee'].map((id) => ({ id, name: 'Ben', excerpt: id }));
    const draft = new Draft();
    draft.answer(tea);
    draft.write('Yes');
    draft.send();
    draft.answer(coffee);
    draft.accepted('Yes');
    expect(draft).toMatchObject({ text: '', replyTo: coffee });
    draft.write('No');
    draft.send();
    draft.accepted('No');
    expect(draft).toMatchObject({ text: '', replyTo: undefined });
  });

  it('writes down as sent no more than is sent, and tells what is to be sent behind it', () => {
    const held: StoredDraft[] = [];
    const draft = new Draft(roomTopic(ROOM), { keep: () => undefined, hold: (writing) => held.push(writing.take()) });
    draft.write('One');
    draft.send();
    draft.write('Onetwo');
    draft.sendAgain();
    draft.write('Onetwo three');
    draft.sendAgain();
    draft.sendAgain();
    expect(draft.accepted('One')).toEqual(['two', 'two three', 'two three']);
    draft.send('two', ['two three']);
    expect(held.map(({ text }) => text)).toEqual(['One', 'two']);
    expect(held[1]!.mutationId).not.toBe(held[0]!.mutationId);
    draft.write('two and three');
    expect(draft.accepted('two')).toEqual([]);
    expect(draft.text).toBe(' and three');
  });

  it('has no draft of another tab taken away by its own that ended', async () => {
    const [here, there] = [tab(), tab()];
    here.draft(ROOM).write('Sent');
    await says(there, 'Sent');
    await send(here);
    await says(there, '');
    there.draft(ROOM).write('Written at once after');
    await there.close();
    await here.close();
    await says(tab(), 'Written at once after');
  });

  it('ends with the page where nothing is kept', async () => {
    const before = tab('memory');
    before.draft(ROOM).write('Gone');
    await before.close();
    const after = tab();
    after.edits.set('m', 'kept');
    await after.close();
    const last = tab();
    await vi.waitFor(() => expect(last.edits.get('m')).toBe('kept'));
    expect(last.draft(ROOM).text).toBe('');
  });

  it('has other ids for other words once the first were given away, and the same for the same', () => {
    const words = fc.array(fc.oneof(fc.constantFrom('keep', 'send', 'send some', 'send some well'), fc.string({ maxLength: 3 })), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(words, (acts) => {
        const given = new Map<string, string>();
        const draft = new Draft(roomTopic(ROOM), { keep: () => undefined, hold: () => undefined });
        const give = ({ mutationId, text }: Pick<StoredDraft, 'mutationId' | 'text'>): void => {
          if (text === '') return;
          expect(given.get(mutationId) ?? text).toBe(text);
          given.set(mutationId, text);
        };
        for (const act of acts) {
          if (act === 'keep') give(draft.take());
          else if (act === 'send') {
            draft.send();
            give(draft);
            draft.refused('no');
            give(draft);
          } else if (act.startsWith('send some')) {
            const [some, all] = [draft.text.slice(0, 2), draft.text];
            draft.send(some);
            give({ mutationId: draft.mutationId, text: some });
            if (act === 'send some') draft.refused('no');
            else draft.accepted(some);
            expect(draft.text).toBe(act === 'send some' ? all : all.slice(2));
          } else draft.write(act);
        }
      }),
    );
  });
});

describe('whoever watches and throws', () => {
  let app: string;
  let server: FakeServer;
  const chats: Chat[] = [];
  const mistake = new Error('a mistake of the page');
  const fails = (): never => {
    throw mistake;
  };
  const uncaught: unknown[] = [];
  const note = (error: unknown): void => void uncaught.push(error);
  // What is thrown past everybody is not these tests' failure, but what they are about.
  let others: NodeJS.UncaughtExceptionListener[] = [];

  const tab = (): Chat => {
    const chat = openChat({ source: server.source(), user, app });
    chats.push(chat);
    return chat;
  };

  beforeEach(() => {
    app = crypto.randomUUID();
    server = new FakeServer();
    others = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.on('uncaughtException', note);
  });

  afterEach(async () => {
    await Promise.all(chats.splice(0).map((chat) => chat.close()));
    process.off('uncaughtException', note);
    for (const other of others) process.on('uncaughtException', other);
    uncaught.length = 0;
  });

  it('costs neither who writes nor who watches beside them: the page is told', async () => {
    const chat = tab();
    const heard: string[] = [];
    const [draft, mark] = [chat.draft(ROOM), chat.mark(ROOM)];
    const watch = (what: Pick<typeof draft, 'watch'>, name: string): void => {
      what.watch(fails);
      what.watch(() => heard.push(name));
    };
    watch(draft, 'draft');
    watch(chat.edits, 'edits');
    watch(mark, 'mark');
    draft.write('Hello');
    chat.edits.set('m1', 'Other words');
    mark.add(1, 2);
    expect(heard).toEqual(['draft', 'edits', 'mark']);
    await vi.waitFor(() => expect(uncaught).toEqual([mistake, mistake, mistake]));
  });

  it('costs no other room the draft that is on the disk', async () => {
    const before = tab();
    before.draft('one').write('One');
    before.draft('two').write('Two');
    await before.close();
    const after = tab();
    const [one, two] = [after.draft('one'), after.draft('two')];
    one.watch(fails);
    await vi.waitFor(() => expect(one.text).toBe('One'));
    expect([two.text, uncaught]).toEqual(['Two', [mistake]]);
  });

  it('takes no turn of those who ask for a reading meanwhile', async () => {
    const readings: number[] = [];
    let fail: ((reason: Error) => void) | undefined;
    const read = oneAtATime(() => {
      readings.push(readings.length);
      return readings.length > 1 ? Promise.resolve() : new Promise((_, reject) => (fail = reject));
    });
    read();
    read();
    fail!(mistake);
    await vi.waitFor(() => expect([readings, uncaught]).toEqual([[0, 1], [mistake]]));
  });
});

describe('a user who has been in many rooms', () => {
  it('has each draft and each mark looked at as often as one who has been in few', async () => {
    let asked = 0;
    const counted = (draft: StoredDraft): StoredDraft => ({
      ...draft,
      get topic() {
        asked += 1;
        return draft.topic;
      },
      get row() {
        asked += 1;
        return draft.row;
      },
    });
    const stored = (room: string): StoredDraft[] => [
      { topic: roomTopic(room), row: '', text: `words in ${room}`, id: `i-${room}`, mutationId: `m-${room}` },
      { topic: 'reads', row: roomTopic(room), text: '0-5', id: '', mutationId: '' },
    ];
    const perDraft = async (count: number): Promise<number> => {
      const rooms = Array.from({ length: count }, (_, n) => `room-${n}`);
      const all = rooms.flatMap(stored);
      let look = (): void => undefined;
      let read = all;
      const kept = { all: async () => read, watch: (changed: () => void) => ((look = changed), () => undefined), keep: () => undefined };
      const drafts = new ChatDrafts(kept as unknown as Drafts);
      for (const room of rooms) {
        drafts.room(room);
        drafts.mark(room);
      }
      await vi.waitFor(() => expect(rooms.map((room) => drafts.room(room).text)).toEqual(rooms.map((room) => `words in ${room}`)));
      expect(rooms.filter((room) => drafts.mark(room).ranges?.length !== 1)).toEqual([]);
      asked = 0;
      read = all.map(counted);
      read.push({ topic: 'edits', row: 'last', text: 'of all', id: 'last', mutationId: '' });
      look();
      await vi.waitFor(() => expect(drafts.edits.size).toBe(1));
      return asked / all.length;
    };
    expect(await perDraft(300)).toBe(await perDraft(10));
  });
});

describe('words with files', () => {
  const withFiles = (): Draft => {
    const draft = new Draft('room:r', { keep: () => undefined, hold: () => undefined });
    draft.files = { count: 1, close: () => undefined } as AttachedFiles;
    return draft;
  };

  it('are written down under other ids than they are sent with: a tab that sends the words alone has those', () => {
    const draft = withFiles();
    draft.write('Look');
    const stored = draft.take();
    draft.kept('Look');
    expect(stored).toMatchObject({ text: 'Look' });
    expect([stored.id, stored.mutationId]).not.toContain(draft.id);
    expect([stored.id, stored.mutationId]).not.toContain(draft.mutationId);
    const ids = [draft.id, draft.mutationId];
    draft.follow(stored);
    expect([draft.text, draft.id, draft.mutationId]).toEqual(['Look', ...ids]);
  });

  it('follow what another tab writes, and never its ids', () => {
    const draft = withFiles();
    draft.write('Look');
    const stored = draft.take();
    draft.kept('Look');
    draft.follow({ ...stored, text: 'Look here', id: 'theirs', mutationId: 'theirs too' });
    expect(draft.text).toBe('Look here');
    expect([draft.id, draft.mutationId]).not.toContain('theirs');
    expect(draft.mutationId).not.toBe('theirs too');
    draft.follow(undefined);
    expect(draft.text).toBe('');
  });

  it('are another message with other files, once they were asked to be sent', () => {
    const draft = withFiles();
    draft.write('Look');
    const { id } = draft;
    draft.refiled();
    expect(draft.id).toBe(id);
    draft.send();
    draft.refused('no');
    expect(draft.id).toBe(id);
    draft.refiled();
    expect(draft.id).not.toBe(id);
    expect(draft.reason).toBe('');
  });

  it('end with their chat: nothing is uploaded any more, and whoever shows them is told', async () => {
    let [upload, told]: [AbortSignal | undefined, number] = [undefined, 0];
    const uploader: Uploader = {
      upload: (_, { signal }) => {
        upload = signal;
        return new Promise(() => undefined);
      },
    };
    const server = new FakeServer();
    const chat = openChat({ source: server.source(), user, app: 'files', storage: 'memory', uploader });
    const draft = chat.draft(ROOM);
    const files = new AttachedFiles(uploader, { changed: () => draft.refiled(), progressed: () => draft.touch() });
    draft.files = files;
    files.add([new File(['words'], 'words.txt', { type: 'text/plain' })]);
    await vi.waitFor(() => expect(upload?.aborted).toBe(false));
    draft.watch(() => (told += 1));
    await chat.close();
    expect([upload!.aborted, files.count, told]).toEqual([true, 0, 1]);
  });

  it('end with their user', () => {
    let closed = 0;
    const draft = withFiles();
    draft.files = { count: 1, close: () => void closed++ } as unknown as AttachedFiles;
    draft.forget();
    expect([closed, draft.files]).toEqual([1, undefined]);
  });
});
