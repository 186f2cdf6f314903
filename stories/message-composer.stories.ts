// The composer, empty, full, and saying why it does not send.

import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { expect, userEvent, waitFor } from 'storybook/test';
import type { MessageSend } from '../src/chat/events.js';
import '../src/chat/define.js';
import type { MessageComposer } from '../src/chat/message-composer.js';

interface Args {
  label: string;
  value: string;
  maxLength: number;
  enter: MessageComposer['enter'];
  onSend?: (event: MessageSend) => void;
}

const meta: Meta<Args> = {
  title: 'message-composer',
  component: 'message-composer',
  args: { label: 'Message weekend-plans', value: '', maxLength: 16_384, enter: 'auto' },
  argTypes: { enter: { control: 'select', options: ['auto', 'send', 'newline', 'mod'] } },
  render: ({ label, value, maxLength, enter, onSend }) =>
    html`<message-composer
      .label=${label}
      .value=${value}
      .maxLength=${maxLength}
      .enter=${enter}
      @message-send=${onSend}
    ></message-composer>`,
};
export default meta;
type Story = StoryObj<Args>;

function parts(canvas: HTMLElement): { composer: MessageComposer; field: HTMLTextAreaElement; hint: HTMLElement } {
  const composer = canvas.querySelector('message-composer')!;
  return { composer, field: composer.shadowRoot!.querySelector('textarea')!, hint: composer.shadowRoot!.querySelector('.hint')! };
}

export const Empty: Story = {};
export const WithText: Story = { args: { value: 'Does anybody own a kayak, or know somebody who does?' } };
/** It grows with what is written, up to eight lines, and scrolls from there on. */
export const EightLines: Story = { args: { value: Array.from({ length: 12 }, (_, i) => `Line ${i + 1}`).join('\n') } };
export const NearTheLimit: Story = {
  args: { maxLength: 60, value: 'Five of us so far. One more and we get the group price.' },
  parameters: { says: ['left'] },
};
export const OverTheLimit: Story = {
  args: { maxLength: 40, value: 'Five of us so far. One more and we get the group price.' },
  parameters: { says: ['over'] },
};

/** Enter breaks the line, as where there is only touch. */
export const EnterBreaksTheLine: Story = {
  args: { enter: 'newline' },
  play: async ({ canvasElement }) => {
    const { field } = parts(canvasElement);
    await userEvent.type(field, 'One line{Enter}and another');
    await expect(field).toHaveValue('One line\nand another');
  },
};

export const BlankIsRefused: Story = {
  play: async ({ canvasElement }) => {
    const { field, hint } = parts(canvasElement);
    await userEvent.type(field, '   {Enter}');
    await waitFor(() => expect(hint).toHaveTextContent('Write something first.'));
    await expect(field).toHaveValue('   ');
  },
};

export const RejectedKeepsItsText: Story = {
  args: { onSend: (event) => event.waitUntil(Promise.reject(new Error('this device could not save it'))) },
  play: async ({ canvasElement }) => {
    const { field, hint } = parts(canvasElement);
    await userEvent.type(field, 'Do not lose me{Enter}');
    await waitFor(() => expect(hint).toHaveTextContent('Not sent: this device could not save it'));
    await expect(field).toHaveValue('Do not lose me');
  },
};
