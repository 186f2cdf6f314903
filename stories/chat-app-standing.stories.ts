// Everything the whole chat, and an open room, can have to say about how things stand: what is weakened is always told.

import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { expect, userEvent, waitFor } from 'storybook/test';
import { MessageSave } from '../src/chat/events.js';
import '../src/chat/define.js';
import type { ChatApp } from '../src/chat/chat-app.js';
import type { Chat } from '../src/chat/chat.js';
import type { ChatRoom } from '../src/chat/chat-room.js';
import type { FaultRule } from '../src/mock/index.js';
import { SourceError, type Source } from '../src/sync/protocol.js';
import type { StreamStatus } from '../src/sync/synced-stream.js';
import { onServer, withChat } from './sample.js';
import './stories.css';

const meta: Meta = {
  title: 'chat-app, how it stands',
  component: 'chat-app',
  parameters: { server: {}, layout: 'fullscreen', docs: { story: { inline: false, height: '480px' } } },
  beforeEach: withChat,
  render: (_, { loaded }) =>
    html`<div class="story-page"><chat-app .chat=${onServer(loaded).chat} room="weekend-plans" timezone="UTC"></chat-app></div>`,
};
export default meta;
type Story = StoryObj;
type Play = NonNullable<Story['play']>;

async function openRoom(canvas: HTMLElement, least = 10): Promise<ChatRoom> {
  const app = canvas.querySelector<ChatApp>('chat-app')!;
  await waitFor(() => expect(app.openRoom?.list?.size ?? 0).toBeGreaterThanOrEqual(least));
  return app.openRoom!;
}

async function write(room: ChatRoom, words: string): Promise<void> {
  await waitFor(() => expect(room.composer!.value).toBe('')); // what was written before is accepted
  room.composer!.value = words;
  await userEvent.type(room.composer!.shadowRoot!.querySelector('textarea')!, '{Enter}');
  await waitFor(() => expect([...room.list!.querySelectorAll('message-item')].at(-1)).toHaveProperty('message.content', words));
}

/** Reads what is there, then the line breaks and comes back to a server that does this to it. */
const comesBackTo =
  (rule: FaultRule): Play =>
  async ({ canvasElement, loaded }) => {
    await openRoom(canvasElement);
    const { server } = onServer(loaded);
    server.faults.add(rule);
    server.online = false;
    server.online = true;
  };

/** The chat of the story, of which the device or the server says more than a story can bring about. */
const withStatus = (more: Partial<StreamStatus>): ((context: { loaded: Record<string, unknown> }) => void) => {
  return ({ loaded }) => {
    const chat = loaded['chat'] as Chat;
    const { room } = chat;
    chat.room = (id, events, size) => room(id, { ...events, status: (status) => events.status({ ...status, ...more }) }, size);
  };
};

/** A server of a later version of the contract. */
const later: Source = {
  channel: (topic, events) => {
    queueMicrotask(() => events.error(new SourceError('outdated', `${topic} is kept by a later version of the contract`)));
    const refuse = (): Promise<never> => Promise.reject(new SourceError('closed', `${topic} is not joined`));
    return { joined: false, sync: refuse, page: refuse, put: refuse, leave: () => undefined };
  },
  close: () => undefined,
};

export const Live: Story = { parameters: { says: ['isLive'] }, play: async ({ canvasElement }) => void (await openRoom(canvasElement)) };
export const Connecting: Story = { parameters: { server: { latency: 3_600_000 }, says: ['isConnecting'] } };
/** There is a connection, but what was missed meanwhile cannot be had. */
export const Behind: Story = { parameters: { says: ['isBehind'] }, play: comesBackTo({ do: '500', match: { event: 'sync' } }) };

export const Offline: Story = {
  parameters: { says: ['isOffline', 'offline'] },
  play: async ({ canvasElement, loaded }) => {
    await openRoom(canvasElement);
    onServer(loaded).server.online = false;
  },
};

export const OfflineWithMessagesWaiting: Story = {
  parameters: { says: ['isOffline', 'offlineWaiting', 'waitingCount'] },
  play: async ({ canvasElement, loaded }) => {
    const room = await openRoom(canvasElement);
    onServer(loaded).server.online = false;
    await write(room, 'Written on the train');
    await write(room, 'And in the tunnel');
  },
};

export const SessionEnded: Story = {
  parameters: { says: ['isAuthRequired', 'sessionEnded'] },
  play: comesBackTo({ do: '401', match: { event: 'phx_join' } }),
};

export const OutOfDate: Story = { parameters: { chat: { source: later }, says: ['isUpdateNeeded', 'outOfDate'] } };

export const SignedOut: Story = {
  parameters: { says: ['isSignedOut', 'signedOut', 'signedOutHint'] },
  play: async ({ canvasElement, loaded }) => {
    await openRoom(canvasElement);
    await onServer(loaded).chat.logout({ force: true });
  },
};

/** What was shown stays to be read. */
export const Closed: Story = {
  parameters: { says: ['isClosed', 'chatClosed'] },
  play: async ({ canvasElement, loaded }) => {
    await openRoom(canvasElement);
    await onServer(loaded).chat.close();
  },
};

export const NoSuchRoom: Story = {
  parameters: { says: ['noRoom', 'noRoomHint'] },
  render: (_, { loaded }) => html`<div class="story-page"><chat-app .chat=${onServer(loaded).chat} room="nowhere"></chat-app></div>`,
};

export const NoEntry: Story = {
  parameters: { says: ['noEntry', 'noEntryHint'] },
  beforeEach: ({ loaded }) =>
    void onServer(loaded).server.faults.add({ do: '403', match: { event: 'phx_join', topic: 'room:weekend-plans' } }),
};

/** More waits to be sent than may: here, one message. */
export const TooMuchWaits: Story = {
  parameters: { chat: { outboxLimit: { entries: 1 } }, says: ['isOutboxFull', 'full'] },
  play: async ({ canvasElement, loaded }) => {
    const room = await openRoom(canvasElement);
    onServer(loaded).server.faults.add({ do: '500', match: { event: 'put' } });
    await write(room, 'One is enough');
  },
};

export const TooMuchWaitsOffline: Story = {
  parameters: { chat: { outboxLimit: { entries: 1 } }, says: ['isOutboxFull', 'fullOffline'] },
  play: async ({ canvasElement, loaded }) => {
    const room = await openRoom(canvasElement);
    onServer(loaded).server.online = false;
    await write(room, 'One is enough');
  },
};

/** As in a private window of some browsers. */
export const NothingIsKept: Story = {
  parameters: { chat: { storage: 'memory' }, says: ['isMemory', 'memory'] },
  play: async ({ canvasElement }) => void (await openRoom(canvasElement)),
};

export const NothingIsKeptOffline: Story = {
  parameters: { chat: { storage: 'memory' }, says: ['offlineMemory'] },
  play: async ({ canvasElement, loaded }) => {
    await openRoom(canvasElement);
    onServer(loaded).server.online = false;
  },
};

export const StorageDoesNotAnswer: Story = {
  parameters: { says: ['noStorage'] },
  beforeEach: ({ loaded }) => {
    withStatus({ readable: false, loaded: false })({ loaded });
    onServer(loaded).server.latency = 3_600_000;
  },
};

export const OutboxCannotBeRead: Story = {
  parameters: { says: ['unreadable'] },
  beforeEach: withStatus({ unreadable: true, storage: 'memory' }),
  play: async ({ canvasElement }) => void (await openRoom(canvasElement)),
};

export const MessageRefused: Story = {
  parameters: { says: ['unsent', 'failedCount'] },
  play: async ({ canvasElement, loaded }) => {
    const room = await openRoom(canvasElement);
    onServer(loaded).server.faults.add({ do: '422', match: { event: 'put' } });
    await write(room, 'Who has the tickets?');
    const row = [...room.list!.querySelectorAll('message-item')].at(-1)!;
    await waitFor(() => expect(row.state).toBe('failed'));
    // While it is in view, it says so itself.
    room.list!.scrollTo({ top: 0 });
    await waitFor(() => expect(room.shadowRoot!.querySelector('.notice button')).not.toBeNull());
  },
};

/** A refused change of a message that is nowhere any more: there is no row to show it on, so it is listed where `Show` leads. */
export const ChangeWithoutItsMessage: Story = {
  parameters: { says: ['unsaved', 'retry', 'discard'] },
  play: async ({ canvasElement }) => {
    const room = await openRoom(canvasElement);
    room.list!.dispatchEvent(new MessageSave('no-longer-there', 'Who has the tickets, and who the map?'));
    const show = (): HTMLElement | null => room.shadowRoot!.querySelector<HTMLElement>('.notice button');
    await waitFor(() => expect(show()).not.toBeNull());
    await userEvent.click(show()!);
    await waitFor(() => expect(room.shadowRoot!.querySelector('[part=lost] li')).toHaveTextContent('and who the map?'));
  },
};
