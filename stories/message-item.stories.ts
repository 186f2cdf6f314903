// One message in each of its states.

import type { Meta, StoryObj } from '@storybook/web-components-vite';
import emojis from 'emoji-picker-element-data/en/emojibase/data.json?url';
import { html } from 'lit';
import { expect, fn, userEvent, waitFor } from 'storybook/test';
import type { Message } from '../src/backend/model.js';
import { emojiPicker } from '../src/chat/emoji.js';
import { markdownBody } from '../src/chat/markdown.js';
import '../src/chat/define.js';
import type { MessageItem } from '../src/chat/message-item.js';
import type { Entry } from '../src/sync/overlay.js';
import { message, person, refused, waiting } from './sample.js';

interface Args {
  message: Message;
  state: MessageItem['state'];
  wish?: Entry;
  own: boolean;
  grouped: boolean;
  day: string;
  newLine?: string;
  unread?: boolean;
  highlighted?: boolean;
  present?: boolean;
  quoted?: MessageItem['quoted'];
  actions?: MessageItem['actions'];
}

const meta: Meta<Args> = {
  title: 'message-item',
  component: 'message-item',
  args: {
    message: message('ben', 'The cabin is ours from Friday evening! Firewood is included.'),
    state: 'sent',
    own: false,
    grouped: false,
    day: '',
  },
  argTypes: { state: { control: 'select', options: ['sent', 'waiting', 'failed', 'deleting'] } },
  render: (args) =>
    html`<message-item
      .message=${args.message}
      .state=${args.state}
      .wish=${args.wish}
      .own=${args.own}
      .grouped=${args.grouped}
      .day=${args.day}
      .newLine=${args.newLine ?? ''}
      .unread=${args.unread ?? false}
      .highlighted=${args.highlighted ?? false}
      .present=${args.present ?? false}
      .quoted=${args.quoted}
      .actions=${args.actions}
      .reader=${person('ana')}
      timezone="UTC"
    ></message-item>`,
};
export default meta;
type Story = StoryObj<Args>;

const mine = message('ana', 'I will bring the football if someone brings the knees.');

export const FromSomebodyElse: Story = { parameters: { shows: ['message-item[state=sent]'] } };
export const Own: Story = { args: { message: mine, own: true }, parameters: { shows: ['message-item:state(own)'] } };
export const SenderIsHere: Story = { args: { present: true } };
/** The words read as Markdown, by the entry `live-stream-kit/markdown`. */
export const Markdown: Story = {
  render: () =>
    html`<message-item
      timezone="UTC"
      .regions=${{ body: markdownBody }}
      .message=${message(
        'hiro',
        'The **plan** for *Saturday*, ~~Sunday~~:\n\n1. coffee at `9:00`\n2. the [river path](https://example.org/river)\n\n> Bring a lamp.\n\n```\nnpm run hike\n```',
      )}
    ></message-item>`,
};
const picker = emojiPicker({ dataSource: emojis });
const thumbs = { emoji: '👍', users: [person('ana'), person('ben')] };
/** What people reacted with; the reader's own are pressed. */
export const Reactions: Story = {
  args: {
    message: message('ben', 'The cabin is ours from Friday evening!', {
      reactions: [
        thumbs,
        { emoji: '🎉', users: ['ben', 'dmitri', 'eva', 'grace', 'hiro'].map(person) },
        { emoji: '❤️', users: [person('eva')] },
      ],
    }),
    actions: ['reply', 'react'],
  },
  play: async ({ canvasElement }) => {
    const row = canvasElement.querySelector('message-item')!;
    await waitFor(() => expect(row.shadowRoot!.querySelectorAll('.chip')).toHaveLength(3));
    await expect(row.getAttribute('aria-label')).toContain('8 reactions');
  },
};
/** Opens what there is to react with, and counts it. */
const offers =
  (count: number): NonNullable<Story['play']> =>
  async ({ canvasElement }) => {
    const row = canvasElement.querySelector('message-item')!;
    row.focus();
    await waitFor(() => expect(row.shadowRoot!.querySelector('.react')).not.toBeNull());
    row.shadowRoot!.querySelector<HTMLElement>('.react')!.click();
    await waitFor(() => expect(row.shadowRoot!.querySelectorAll('.palette button')).toHaveLength(count));
  };
/** The few that are offered at once, from the bar. */
export const Reacting: Story = {
  args: { message: message('ben', 'Who brings the firewood?', { reactions: [thumbs] }), actions: ['reply', 'react'] },
  decorators: [(story) => html`<div style="padding-block-start: 5rem">${story()}</div>`],
  play: offers(6),
};
/** With `live-stream-kit/emoji`, from the few to all, whose data this page serves itself. */
export const ReactingWithPicker: Story = {
  ...Reacting,
  render: (args) =>
    html`<message-item
      timezone="UTC"
      .message=${args.message}
      .actions=${args.actions}
      .reader=${person('ana')}
      .emojiPicker=${picker}
    ></message-item>`,
  play: offers(7),
};
export const FirstUnread: Story = { args: { unread: true, newLine: 'New' }, parameters: { shows: ['message-item:state(unread)'] } };
export const GoneTo: Story = { args: { highlighted: true }, parameters: { shows: ['message-item:state(highlighted)'] } };
export const Waiting: Story = {
  args: { message: mine, own: true, state: 'waiting' },
  parameters: { shows: ['message-item:state(pending)', 'message-item[state=waiting]'] },
};
export const Edited: Story = {
  args: { message: message('chloe', 'Sunday I am all yours.', { updatedAt: '2026-03-02T10:00:00.000Z' }) },
  parameters: { shows: ['message-item:state(edited)'] },
};
export const FirstOfADay: Story = { args: { day: 'Monday, 2 March' } };
export const LongText: Story = {
  args: {
    message: message('dmitri', 'We meet at the old brewery and take the path along the river, which is longer but flat. '.repeat(8)),
  },
};
export const OneLongWord: Story = { args: { message: message('eva', 'wheneverwehavetimeforit'.repeat(20)) } };
/** An answer leads to what it answers. */
export const Answer: Story = {
  args: {
    message: message('grace', 'I have one, and it even has a working lamp.', {
      replyTo: { id: 'asked', name: 'Eva Lind', excerpt: 'Who has a head torch to spare for the night walk on Saturday?' },
    }),
    quoted: undefined,
  },
  play: async ({ canvasElement }) => {
    const item = canvasElement.querySelector('message-item')!;
    await item.updateComplete;
    const show = fn();
    item.addEventListener('message-show', ({ id }) => show(id));
    await userEvent.click(item.shadowRoot!.querySelector('.quote')!);
    await expect(show).toHaveBeenCalledWith('asked');
  },
};
export const AnswerToLongText: Story = {
  args: {
    message: message('grace', 'All of it, please.', {
      replyTo: { id: 'long', name: 'Maximiliane von der Hohenstaufen-Lichtenberg', excerpt: 'wheneverwehavetimeforit '.repeat(8).trim() },
    }),
  },
};
export const AnswerToDeleted: Story = {
  args: { message: message('grace', 'You are right.', { replyTo: { id: 'gone', name: 'Eva Lind', excerpt: 'Never mind' } }), quoted: null },
};
export const RightToLeft: Story = { args: { message: message('farid', 'שלום לכולם, מה התוכניות לסוף השבוע?') } };
export const SeveralLines: Story = { args: { message: message('grace', 'What to bring:\n\n  a lamp\n  a jacket') } };

export const Grouped: Story = {
  render: () => html`
    <message-item .message=${message('ana', 'The museum is free on the first Sunday.')} own></message-item>
    <message-item .message=${message('ana', 'And they have the dinosaur again.')} own grouped></message-item>
    <message-item .message=${message('hiro', 'I vote for doing absolutely nothing, but together.')}></message-item>
  `,
};

export const Failed: Story = {
  parameters: { shows: ['message-item:state(failed)', 'message-item[state=failed]'] },
  args: { message: mine, own: true, state: 'failed', wish: refused('create', 'You were removed from this room.') },
  play: async ({ canvasElement }) => {
    const item = canvasElement.querySelector('message-item')!;
    await item.updateComplete;
    const retry = fn();
    item.addEventListener('message-retry', retry);
    const button = [...item.shadowRoot!.querySelectorAll('button')].find((one) => one.textContent === 'Retry')!;
    await userEvent.click(button);
    await expect(retry).toHaveBeenCalledOnce();
  },
};

export const ChangeRefused: Story = {
  args: { message: mine, own: true, state: 'failed', wish: refused('edit', 'This message is locked.') },
  parameters: { says: ['retry', 'discard'] },
};
export const DeletionRefused: Story = {
  args: { message: mine, own: true, state: 'failed', wish: refused('delete', 'This message is locked.') },
};

/** An app that lets sending be undone, by `graceMs` of the chat. */
export const WaitingWithUndo: Story = {
  args: { message: mine, own: true, state: 'waiting', wish: waiting('create', { undo: true }) },
  parameters: { says: ['undo'] },
};

export const DeletedWithUndo: Story = {
  args: { message: mine, own: true, state: 'deleting' },
  parameters: { shows: ['message-item:state(deleted)', 'message-item[state=deleting]'] },
};

/** Too late: the wish is on its way. */
export const DeletedForGood: Story = {
  args: { message: mine, own: true, state: 'deleting', wish: waiting('delete') },
  parameters: { says: ['messageDeleted'] },
};

export const ActionsOnFocus: Story = {
  args: { message: mine, own: true, actions: ['reply', 'edit', 'delete'] },
  play: async ({ canvasElement }) => {
    const item = canvasElement.querySelector('message-item')!;
    item.focus();
    await waitFor(() => expect(item.shadowRoot!.querySelector('[aria-label="Delete message from Ana Sousa"]')).not.toBeNull());
  },
};
