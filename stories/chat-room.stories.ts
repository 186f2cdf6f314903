// A room in each of its states, on a mock server of its own.

import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { expect, userEvent, waitFor } from 'storybook/test';
import { phoenixSource } from '../src/backend/phoenix-source.js';
import '../src/chat/define.js';
import type { ChatRoom } from '../src/chat/chat-room.js';
import { RoomPeople } from '../src/chat/people.js';
import { onServer, withChat } from './sample.js';
import './stories.css';

interface Args {
  room: string;
  density: 'compact' | 'comfortable' | 'spacious';
}

const meta: Meta<Args> = {
  title: 'chat-room',
  component: 'chat-room',
  args: { room: 'weekend-plans', density: 'comfortable' },
  argTypes: { density: { control: 'select', options: ['compact', 'comfortable', 'spacious'] } },
  parameters: { server: {}, layout: 'fullscreen', docs: { story: { inline: false, height: '600px' } } },
  beforeEach: withChat,
  render: ({ room, density }, { loaded }) =>
    html`<div class="story-page">
      <chat-room .chat=${onServer(loaded).chat} .room=${room} density=${density} timezone="UTC"></chat-room>
    </div>`,
};
export default meta;
type Story = StoryObj<Args>;

function roomIn(canvas: HTMLElement): ChatRoom {
  return canvas.querySelector('chat-room')!;
}

async function rows(canvas: HTMLElement, least = 10): Promise<ChatRoom> {
  const room = roomIn(canvas);
  await waitFor(() => expect(room.list?.size ?? 0).toBeGreaterThanOrEqual(least), { timeout: 15_000 });
  return room;
}

async function shows(canvas: HTMLElement, selector: string, words: string): Promise<void> {
  await waitFor(() => expect(roomIn(canvas).shadowRoot!.querySelector(selector)).toHaveTextContent(words), { timeout: 15_000 });
}

export const Messages: Story = { play: async ({ canvasElement }) => void (await rows(canvasElement)) };
export const Compact: Story = { args: { density: 'compact' }, play: async ({ canvasElement }) => void (await rows(canvasElement)) };
export const Spacious: Story = { args: { density: 'spacious' }, play: async ({ canvasElement }) => void (await rows(canvasElement)) };

export const Sending: Story = {
  play: async ({ canvasElement }) => {
    const room = await rows(canvasElement);
    const field = room.composer!.shadowRoot!.querySelector('textarea')!;
    await userEvent.type(field, 'Count me in{Enter}');
    await waitFor(() => expect([...room.list!.querySelectorAll('message-item')].at(-1)).toHaveProperty('message.content', 'Count me in'));
    await expect(field).toHaveValue('');
  },
};

export const NewMessagesBelow: Story = {
  play: async ({ canvasElement, loaded }) => {
    const room = await rows(canvasElement);
    const list = room.list!;
    await waitFor(() => expect(list.matches(':state(at-end)')).toBe(true), { timeout: 15_000 });
    // Up, and up again while pages still come: a reader who means it turns the wheel more than once.
    await waitFor(
      () => {
        list.scrollTop = 0;
        return expect(list.matches(':state(at-end)')).toBe(false);
      },
      { timeout: 15_000 },
    );
    for (const words of ['The dog is coming along.', 'He already packed his ball.', 'See you there!'])
      await onServer(loaded).server.post('grace', 'weekend-plans', words);
    await shows(canvasElement, '.pill', '3 new messages');
  },
};

/** Two others are here and write. */
export const Typing: Story = {
  beforeEach:
    ({ loaded }) =>
    () => {
      for (const other of (loaded['others'] as { close(): void }[] | undefined) ?? []) other.close();
    },
  play: async ({ canvasElement, loaded }) => {
    const room = await rows(canvasElement);
    const { server } = onServer(loaded);
    const sources = ['ben', 'eva'].map((token) => phoenixSource({ url: server.url, token }));
    // Closed with the story, people before what they came by: left alone they would connect anew for ever.
    const others: { close(): void }[] = (loaded['others'] = [...sources]);
    for (const [i, source] of sources.entries()) {
      const people = new RoomPeople(source, 'weekend-plans', server.users[i]!, () => undefined);
      others.unshift(people);
      await waitFor(
        () => {
          people.rested();
          people.wrote();
          return expect(room.shadowRoot!.querySelector('.typing')).toHaveTextContent(
            i === 0 ? /Ben/ : 'Ben Okafor and Eva Lind are typing',
          );
        },
        { timeout: 15_000 },
      );
    }
    await expect(room.shadowRoot!.querySelector('.here')).toHaveTextContent('3 online');
  },
};

/** Read up to yesterday, and then others wrote: the line stays where reading goes on. */
export const UnreadLine: Story = {
  play: async ({ canvasElement, loaded }) => {
    const room = await rows(canvasElement);
    const { chat, server } = onServer(loaded);
    await waitFor(() => expect(chat.mark('weekend-plans').begun).toBe(true), { timeout: 15_000 });
    room.remove();
    for (const words of ['The cabin is booked.', 'Who drives?', 'I can take three.']) await server.post('grace', 'weekend-plans', words);
    canvasElement.querySelector('.story-page')!.append(room);
    await waitFor(() => expect(room.list!.querySelectorAll('message-item:state(unread)').length).toBeGreaterThan(0), { timeout: 15_000 });
    const first = [...room.list!.querySelectorAll('message-item')].find(({ newLine }) => newLine !== '');
    await expect(first).toHaveProperty('message.content', 'The cabin is booked.');
  },
};

/** Unread messages further up than what is shown: a way to the first of them. */
export const UnreadAbove: Story = {
  play: async ({ canvasElement, loaded }) => {
    const room = await rows(canvasElement);
    const { chat, server } = onServer(loaded);
    await waitFor(() => expect(chat.mark('weekend-plans').begun).toBe(true), { timeout: 15_000 });
    room.remove();
    for (let i = 1; i <= 40; i++) await server.post(i % 3 ? 'grace' : 'hiro', 'weekend-plans', `What I wanted to say, part ${i}`);
    canvasElement.querySelector('.story-page')!.append(room);
    await shows(canvasElement, '.above', 'Unread messages above');
  },
};

/** The panel behind the three dots. */
export const Menu: Story = {
  play: async ({ canvasElement }) => {
    const room = await rows(canvasElement);
    await userEvent.click(room.shadowRoot!.querySelector('[part=more]')!);
    await waitFor(() => expect(room.shadowRoot!.querySelector('.menu')!.matches(':popover-open')).toBe(true));
  },
};

/** In Arabic, from right to left. */
export const Arabic: Story = {
  render: ({ room }, { loaded }) =>
    html`<div class="story-page" lang="ar" dir="rtl">
      <chat-room .chat=${onServer(loaded).chat} .room=${room} timezone="UTC"></chat-room>
    </div>`,
  play: async ({ canvasElement }) => {
    const room = await rows(canvasElement);
    await waitFor(() => expect(room.composer!.shadowRoot!.querySelector('textarea')!.placeholder).toContain('رسالة'), { timeout: 15_000 });
  },
};

/** Somebody jumped to an old message, came back, and went offline: what lies between is not known, and shown as such. */
export const Gap: Story = {
  args: { room: 'archive' },
  parameters: { server: { archived: 5_000 } },
  play: async ({ canvasElement, loaded }) => {
    const room = await rows(canvasElement);
    const list = room.list!;
    await room.jumpTo('h4800');
    await userEvent.click(room.shadowRoot!.querySelector('.pill')!);
    await waitFor(() => expect([...list.querySelectorAll('message-item')].at(-1)).toHaveProperty('message.id', 'h5000'), {
      timeout: 15_000,
    });
    onServer(loaded).server.online = false;
    await shows(canvasElement, '.notice', 'offline');
    room.loadStep = 50;
    await waitFor(
      () => {
        list.scrollTop = 0;
        return expect(list.querySelector('.gap')).not.toBeNull();
      },
      { timeout: 10_000 },
    );
    await waitFor(
      () => {
        list.querySelector('.gap')!.scrollIntoView({ block: 'center' });
        return expect(list.querySelector('.gap')).toHaveAttribute('data-waits', 'offline');
      },
      { timeout: 10_000 },
    );
    // The gap is of another height now.
    list.querySelector('.gap')!.scrollIntoView({ block: 'center' });
  },
};

/** Somewhere in a long history: the button leads back to the newest message. */
export const Jumped: Story = {
  args: { room: 'archive' },
  parameters: { server: { archived: 5_000 } },
  play: async ({ canvasElement }) => {
    const room = await rows(canvasElement);
    const shown = await room.jumpTo('h1234');
    await expect(room.trouble).toBe('');
    await expect(shown).toBe(true);
    await waitFor(() => expect(room.shadowRoot!.querySelector('.pill')).toHaveAttribute('aria-label', 'Jump to the newest message'));
  },
};

/** The next message answers another. */
export const Replying: Story = {
  play: async ({ canvasElement }) => {
    const room = await rows(canvasElement);
    const row = [...room.list!.querySelectorAll('message-item')].at(-2)!;
    row.focus();
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(row.shadowRoot!.activeElement).not.toBeNull());
    await userEvent.click(row.shadowRoot!.querySelector('.bar .reply')!);
    await waitFor(() => expect(room.composer!.shadowRoot!.querySelector('[part=reply]')).toHaveTextContent(row.message!.content));
    await userEvent.keyboard('That is what I said');
  },
};

/** At what an answer is about, with a way back to it. */
export const AtTheAnswered: Story = {
  args: { room: 'archive' },
  parameters: { server: { archived: 5_000 } },
  play: async ({ canvasElement, loaded }) => {
    const room = await rows(canvasElement);
    await onServer(loaded).server.post('grace', 'archive', 'I still think so', 'h1234');
    const answer = await waitFor(
      () => {
        const last = [...room.list!.querySelectorAll('message-item')].at(-1)!;
        void expect(last.shadowRoot!.querySelector('.quote')).not.toBeNull();
        return last;
      },
      { timeout: 15_000 },
    );
    await userEvent.click(answer.shadowRoot!.querySelector('.quote')!);
    await waitFor(() => expect(room.shadowRoot!.querySelector('.return')).toHaveTextContent('Back to the reply'), { timeout: 15_000 });
  },
};

export const DeleteConfirmed: Story = {
  play: async ({ canvasElement }) => {
    const room = await rows(canvasElement);
    room.confirm = 'dialog';
    const own = [...room.list!.querySelectorAll('message-item')].findLast(({ message }) => message?.sender.id === room.chat?.user?.id)!;
    own.focus();
    await own.updateComplete;
    await userEvent.click(own.shadowRoot!.querySelector('.delete')!);
    await waitFor(() => expect(room.shadowRoot!.querySelector('.question')).toHaveTextContent('Delete this message?'));
  },
};

export const Empty: Story = {
  args: { room: 'quiet-corner' },
  play: ({ canvasElement }) => shows(canvasElement, '[slot="empty"]', 'Be the first to write in quiet-corner'),
};
export const Loading: Story = { parameters: { server: { latency: 3_600_000 }, says: ['loadingMessages'] } };
export const NotFound: Story = {
  args: { room: 'nowhere' },
  play: ({ canvasElement }) => shows(canvasElement, '.obstacle', 'This room doesn’t exist'),
};

export const Offline: Story = {
  play: async ({ canvasElement, loaded }) => {
    const room = await rows(canvasElement);
    onServer(loaded).server.online = false;
    await shows(canvasElement, '.notice', 'You’re offline');
    await userEvent.type(room.composer!.shadowRoot!.querySelector('textarea')!, 'Written on the train{Enter}');
    await shows(canvasElement, '.notice', '1 change is kept here and will be sent');
  },
};

export const NothingToShowOffline: Story = {
  parameters: { says: ['nothingOffline'] },
  beforeEach: ({ loaded }) => void (onServer(loaded).server.online = false),
  play: ({ canvasElement }) => shows(canvasElement, '.notice', 'You’re offline'),
};

export const Beginning: Story = {
  play: async ({ canvasElement }) => {
    const room = await rows(canvasElement);
    await waitFor(
      () => {
        room.list!.scrollTop = 0;
        void expect(room.shadowRoot!.querySelector('.beginning')).not.toBeNull();
      },
      { timeout: 10_000 },
    );
  },
};
