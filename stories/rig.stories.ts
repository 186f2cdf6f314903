// Proves the rig; goes when the first real story comes.
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { expect } from 'storybook/test';

const meta: Meta = { title: 'Rig' };
export default meta;

export const Button: StoryObj = {
  render: () => html`<button>Works</button>`,
  play: async ({ canvas }) => {
    await expect(canvas.getByRole('button')).toHaveTextContent('Works');
  },
};
