// What an op asks of the page does not grow with the list: questions whose answer costs layout, or a walk over all slots, are counted.

import { expect } from '@open-wc/testing';
import { vi } from 'vitest';
import { items, itemStream, painted } from './stream-fixture.js';

/** How often a page is asked for boxes and slots while something is done to a list of so many rows. */
async function questions(count: number, act: (stream: Awaited<ReturnType<typeof itemStream>>) => void, full = true): Promise<number> {
  const stream = await itemStream();
  stream.style.cssText = 'display: block; block-size: 300px; overflow-y: auto';
  if (full) stream.reset(items(1, count));
  await stream.updateComplete;
  await painted();
  const asked = [
    vi.spyOn(Element.prototype, 'getClientRects'),
    vi.spyOn(Element.prototype, 'getBoundingClientRect'),
    vi.spyOn(Element.prototype, 'assignedSlot', 'get'),
    vi.spyOn(Element.prototype, 'checkVisibility'),
    vi.spyOn(Element.prototype, 'scrollHeight', 'get'),
    vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get'),
    vi.spyOn(HTMLElement.prototype, 'offsetTop', 'get'),
    vi.spyOn(window, 'getComputedStyle'),
  ];
  try {
    act(stream);
    await stream.updateComplete;
    await painted();
    return asked.reduce((sum, spy) => sum + spy.mock.calls.length, 0);
  } finally {
    for (const spy of asked) spy.mockRestore();
    stream.remove();
  }
}

describe('the page is asked no more by a list of 8,000 rows than by one of 2,000', () => {
  const acts: Record<string, (count: number) => Promise<number>> = {
    'that is opened': (count) => questions(count, (stream) => stream.reset(items(1, count)), false),
    'that is emptied': (count) => questions(count, (stream) => stream.reset()),
    'that loses every second row': (count) => questions(count, (stream) => items(1, count / 2).forEach((_, i) => stream.delete(i * 2 + 2))),
    'that is cut to ten rows': (count) => questions(count, (stream) => stream.insert({ id: 0, text: '0' }, { at: 0, limit: 10 })),
    'that is turned around': (count) => questions(count, (stream) => stream.reset(items(1, count).reverse())),
    'that gets one row': (count) => questions(count, (stream) => stream.insert({ id: 0, text: '0' })),
    'that loses one row': (count) => questions(count, (stream) => stream.delete(count / 2)),
  };
  it.for(Object.entries(acts))('%s', async ([, asked]) => {
    const few = await asked(2_000);
    const many = await asked(8_000);
    // Where the middle of a list is sought, a few steps more.
    expect(many, `${few} times at 2,000 rows, ${many} at 8,000`).to.be.at.most(few + 40);
  });
});
