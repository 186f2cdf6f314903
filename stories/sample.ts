// What stories are told with: people, messages, and a chat on the story's own mock server.

import type { Message, User } from '../src/backend/model.js';
import { httpSource } from '../src/backend/http-source.js';
import { phoenixSource } from '../src/backend/phoenix-source.js';
import { openChat, type Chat, type ChatOptions } from '../src/chat/chat.js';
import { SEED_USERS, type MockServer } from '../src/mock/index.js';
import type { Entry } from '../src/sync/overlay.js';

/** Somebody of the seed. */
export function person(id: string): User {
  const user = SEED_USERS.find((one) => one.id === id);
  if (!user) throw new Error(`the seed has no user ${id}`);
  return user;
}

let messages = 0;

/** A message of some morning; every one has its own id. */
export function message(sender: string, content: string, more: Partial<Message> = {}): Message {
  const n = ++messages;
  const insertedAt = `2026-03-02T09:${String(n % 60).padStart(2, '0')}:12.000Z`;
  return {
    id: `message-${n}`,
    roomId: 'weekend-plans',
    sender: person(sender),
    content,
    insertedAt,
    updatedAt: insertedAt,
    seq: n,
    version: n,
    deleted: false,
    ...more,
  };
}

/** A wish that the server refused. */
export function refused(kind: Entry['kind'], words: string): Entry {
  return {
    n: 1,
    v: 1,
    mutationId: 'm',
    kind,
    id: 'x',
    body: {},
    user: 'ana',
    topic: 'room:weekend-plans',
    state: 'failed',
    tries: 1,
    error: { reason: 'forbidden', message: words },
    at: 0,
  };
}

/** A wish that waits to be sent, and can still be undone or not. */
export function waiting(kind: Entry['kind'], { undo = false } = {}): Entry {
  const { error: _, ...wish } = refused(kind, '');
  return { ...wish, state: 'queued', tries: undo ? 0 : 1, ...(undo && { notBefore: Date.now() + 5_000 }) };
}

/** A story as it is prepared. */
interface Prepared {
  id: string;
  parameters: Record<string, unknown>;
  loaded: Record<string, unknown>;
}

/**
 * For `beforeEach`: opens Ana's chat on the story's server as `loaded.chat`, and closes it with the story. It speaks HTTP where the story has
 * handlers of its own; `parameters: { chat: {…} }` are more of its options.
 */
export function withChat({ id, parameters, loaded }: Prepared): (() => Promise<void>) | undefined {
  if (loaded['chat']) return undefined; // prepared once more, while it is shown
  const { url } = loaded['server'] as MockServer;
  const source = parameters['msw'] ? httpSource({ url: String(loaded['httpUrl']), token: 'ana' }) : phoenixSource({ url, token: 'ana' });
  const chat = openChat({
    source,
    user: person('ana'),
    app: `${id}-${Math.random().toString(36).slice(2)}`,
    ...(parameters['chat'] as Partial<ChatOptions> | undefined),
  });
  loaded['chat'] = chat;
  return async () => {
    await chat.close();
    source.close();
  };
}

/** What `withChat` and the story's server parameter have put there. */
export function onServer(loaded: Record<string, unknown>): { chat: Chat; server: MockServer } {
  return { chat: loaded['chat'] as Chat, server: loaded['server'] as MockServer };
}
