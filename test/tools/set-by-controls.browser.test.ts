// What a reader of the documentation sets by a control is set, and "Reset controls" takes it back.

import { expect } from 'vitest';
import { setByControls } from '../../.storybook/set-by-controls.js';
import '../../src/live-stream/index.js';

/** A story of a list that passes its anchor on itself, and what the controls do to it: each set of args is one rendering. */
function story(): { list: HTMLElementTagNameMap['live-stream']; render: (args: Record<string, unknown>) => Promise<void> } {
  const canvasElement = document.createElement('div');
  const list = document.createElement('live-stream');
  list.prefetch = 2;
  canvasElement.append(list);
  const initialArgs = { anchor: 'end' };
  const render = async (args: Record<string, unknown>): Promise<void> => {
    setByControls({ component: 'live-stream', args: { ...initialArgs, ...args }, initialArgs, canvasElement });
    await new Promise((resolve) => requestAnimationFrame(resolve));
  };
  return { list, render };
}

describe('a control', () => {
  it('sets a property, and what the story gave it is there again when the controls are reset', async () => {
    const { list, render } = story();
    await render({ prefetch: 5 });
    await render({ prefetch: 7, name: 'songs' });
    expect([list.prefetch, list.name]).toEqual([7, 'songs']);
    await render({ name: 'songs' });
    expect([list.prefetch, list.name]).toEqual([2, 'songs']);
    await render({});
    expect([list.prefetch, list.name]).toEqual([2, '']);
  });

  it('once reset leaves alone what the story does later', async () => {
    const { list, render } = story();
    await render({ prefetch: 5 });
    await render({});
    list.prefetch = 3;
    await render({});
    expect(list.prefetch).toBe(3);
  });

  it('of what the story passes on itself is not touched', async () => {
    const { list, render } = story();
    await render({ anchor: 'start' });
    expect(list.anchor).toBe('start');
    await render({ anchor: 'none' });
    expect(list.anchor).toBe('start');
  });
});
