// The edit dialog: open, refusing an empty message, asking before it throws words away.

import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { expect, userEvent, waitFor } from 'storybook/test';
import '../src/chat/define.js';
import type { MessageEditDialog } from '../src/chat/message-edit-dialog.js';
import { message } from './sample.js';
import type { MessageSave } from '../src/chat/events.js';

interface Args {
  content: string;
  maxLength: number;
  onSave?: (event: MessageSave) => void;
}

const meta: Meta<Args> = {
  title: 'message-edit-dialog',
  component: 'message-edit-dialog',
  args: { content: 'Does anybody own a kayak, or know somebody who does?', maxLength: 16_384 },
  parameters: { docs: { story: { inline: false, height: '360px' } } },
  render: ({ maxLength, onSave }) => html`<message-edit-dialog .maxLength=${maxLength} @message-save=${onSave}></message-edit-dialog>`,
  play: async ({ canvasElement, args }) => void (await open(canvasElement, args)),
};
export default meta;
type Story = StoryObj<Args>;

async function open(canvas: HTMLElement, args: Args): Promise<{ dialog: MessageEditDialog; field: HTMLTextAreaElement }> {
  const dialog = canvas.querySelector('message-edit-dialog')!;
  await dialog.open(message('ana', args.content));
  await expect(dialog.opened).toBe(true);
  return { dialog, field: dialog.shadowRoot!.querySelector('textarea')! };
}

export const Open: Story = {};
export const NearTheLimit: Story = { args: { maxLength: 60 }, parameters: { says: ['left'] } };
export const OverTheLimit: Story = { args: { maxLength: 40 }, parameters: { says: ['over'] } };

export const EmptyIsRefused: Story = {
  play: async ({ canvasElement, args }) => {
    const { dialog, field } = await open(canvasElement, args);
    field.select();
    await userEvent.keyboard('{Delete}{Enter}');
    await waitFor(() => expect(dialog.shadowRoot!.querySelector('.error')).toHaveTextContent('Write something first.'));
    await expect(dialog.opened).toBe(true);
  },
};

export const NotSavedKeepsItsText: Story = {
  args: { onSave: (event) => event.waitUntil(Promise.reject(new Error('this device could not save it'))) },
  play: async ({ canvasElement, args }) => {
    const { dialog, field } = await open(canvasElement, args);
    await userEvent.type(field, ' I do!{Enter}');
    await waitFor(() => expect(dialog.shadowRoot!.querySelector('.error')).toHaveTextContent('this device could not save it'));
    await expect(field.value).toContain('I do!');
  },
};

export const AsksBeforeDiscarding: Story = {
  play: async ({ canvasElement, args }) => {
    const { dialog, field } = await open(canvasElement, args);
    await userEvent.type(field, ' I do!{Escape}');
    await waitFor(() => expect(dialog.shadowRoot!.querySelector('footer')).toHaveTextContent('Throw your changes away?'));
  },
};
