// Rows that layout skips, in chunks, are still rows: found, selected, copied, focused, and told to a screen reader once reached.

import { expect } from '@open-wc/testing';
import { html } from 'lit';
import { vi } from 'vitest';
import { cdp, userEvent } from 'vitest/browser';
import { atPaint } from '../../src/testing/paint.js';
import { itWithTools, itWithWholeSelection } from './engine.js';
import { itemStream, items, rows, type ItemStream } from './stream-fixture.js';

const COUNT = 1000;

async function long(given: Partial<ItemStream> = {}): Promise<ItemStream> {
  const stream = await itemStream({
    renderItem: ({ text }) => html`<div style="block-size: 30px"><b>${`word${text}x`}</b></div>`,
    role: 'list',
    ...given,
  });
  stream.style.cssText = 'block-size: 300px; overflow-y: auto';
  stream.stream(items(1, COUNT));
  await stream.updateComplete;
  for (let i = 0; i < 3; i++) await atPaint();
  return stream;
}

const isLaidOut = (row: Element): boolean => row.checkVisibility({ contentVisibilityAuto: true });
const words = (): string[] =>
  getSelection()
    ?.toString()
    .match(/word\d+x/g) ?? [];

/** The names of the list items a screen reader is told of. */
async function toldRows(): Promise<string[]> {
  const session = cdp() as unknown as { send: (name: string, parameters?: object) => Promise<Record<string, unknown>> };
  const { frameTree } = (await session.send('Page.getFrameTree')) as { frameTree: { childFrames: { frame: { id: string } }[] } };
  await session.send('Accessibility.enable');
  const told: string[] = [];
  for (const { frame } of frameTree.childFrames) {
    const { nodes } = (await session.send('Accessibility.getFullAXTree', { frameId: frame.id })) as {
      nodes: { ignored: boolean; role?: { value: string }; name?: { value: string } }[];
    };
    for (const { ignored, role, name } of nodes)
      if (!ignored && role?.value === 'StaticText' && /^word\d+x$/.test(name?.value ?? '')) told.push(name!.value);
  }
  await session.send('Accessibility.disable');
  return told;
}

afterEach(() => getSelection()?.removeAllRanges());

describe('rows that layout skips', () => {
  it('are found by find-in-page, and where it goes there it stays', async ({ skip }) => {
    const stream = await long();
    const { find } = window as unknown as { find: (text: string) => boolean };
    const laidOut = rows(stream).find(isLaidOut)!;
    skip(!find.call(window, laidOut.querySelector('b')!.textContent), 'this browser finds no words at all: it has no screen');
    getSelection()?.removeAllRanges();
    const row = stream.rowByDomId('list-700')!;
    expect(isLaidOut(row)).to.equal(false);
    expect(find.call(window, 'word700x')).to.equal(true);
    // What is selected, as the document has it: Firefox' `Selection.toString` leaves out what is not laid out.
    expect(getSelection()!.getRangeAt(0).toString()).to.equal('word700x');
    const word = getSelection()!.anchorNode!.parentElement!;
    word.scrollIntoView({ block: 'center' });
    for (let i = 0; i < 4; i++) await atPaint();
    const { top, height } = word.getBoundingClientRect();
    const off = top + height / 2 - stream.getBoundingClientRect().top - 150;
    expect(Math.abs(off)).to.be.at.most(1);
    expect(isLaidOut(row)).to.equal(true);
  });

  it('hold nobody by what is higher than its chunk is taken to be: what is read stays when the chunk above is laid out', async () => {
    const stream = await long({ renderItem: ({ id }) => html`<div style="block-size: ${Number(id) > 320 ? 30 : 200}px">${id}</div>` });
    const offset = (row: Element): number => row.getBoundingClientRect().top - stream.getBoundingClientRect().top;
    for (const id of ['list-330', 'list-350']) {
      stream.scrollTop += offset(stream.rowByDomId(id)!);
      for (let i = 0; i < 3; i++) await atPaint();
    }
    const inView = (): Element | undefined => rows(stream).find((row) => isLaidOut(row) && offset(row) > 0);
    for (let step = 0; step < 30; step++) {
      // What a chunk above pushed out of view for a moment, Firefox lays out again a frame later.
      if (!inView()) await atPaint();
      const read = inView()!;
      const before = offset(read) + 50;
      stream.scrollTop -= 50;
      await atPaint(() => expect(offset(read), `${read.id} in step ${step}`).to.be.closeTo(before, 1));
    }
  });

  it('are taken to be as high as many rows are, also while those that come begin another chunk', async () => {
    const stream = await long({ anchor: 'end', renderItem: ({ text }) => html`<p style="margin: 16px 0">${text}</p>` });
    let height = stream.scrollHeight;
    const leaps: number[] = [];
    for (const item of items(COUNT + 1, COUNT + 70)) {
      stream.insert(item);
      await stream.updateComplete;
      await atPaint();
      leaps.push(stream.scrollHeight - height);
      height = stream.scrollHeight;
    }
    expect(leaps.filter((leap) => Math.abs(leap) > 300)).to.deep.equal([]);
  });

  itWithWholeSelection('are selected and copied from a click to a click with Shift far below, in order and without a hole', async () => {
    const stream = await long();
    await userEvent.click(rows(stream)[2]!.querySelector('b')!, { position: { x: 3, y: 5 } });
    for (let top = 3000; top <= 21_000; top += 3000) {
      stream.scrollTop = top;
      await atPaint();
    }
    const { left, top } = stream.getBoundingClientRect();
    const last = document.elementFromPoint(left + 20, top + 100)!;
    const to = rows(stream).findIndex((row) => row.contains(last));
    await userEvent.keyboard('{Shift>}');
    await userEvent.click(last.closest('div')!.querySelector('b')!, { position: { x: 3, y: 5 } });
    await userEvent.keyboard('{/Shift}');
    expect(isLaidOut(rows(stream)[to - 1]!)).to.equal(true);
    const wanted = items(3, to).map(({ text }) => `word${text}x`);
    expect(words()).to.deep.equal(wanted);
    let copied = '';
    document.addEventListener('copy', () => (copied = getSelection()!.toString()), { once: true });
    await userEvent.keyboard('{Control>}c{/Control}');
    expect(copied.match(/word\d+x/g)).to.deep.equal(wanted);
    await userEvent.keyboard('{Control>}a{/Control}');
    expect(words()).to.have.length(COUNT);
  });

  itWithTools('are told to a screen reader as far as they are laid out, and further as focus or the reader goes on', async () => {
    const stream = await long({ interactive: true, anchor: 'start' });
    const near = await toldRows();
    expect(near).to.include.members(['word1x', 'word10x', 'word60x']);
    (rows(stream)[0] as HTMLElement).focus();
    await userEvent.keyboard('{End}');
    expect(document.activeElement).to.equal(rows(stream).at(-1));
    await vi.waitFor(async () => expect(await toldRows()).to.include.members([`word${COUNT}x`, `word${COUNT - 30}x`]));
    stream.scrollTop = 15_000;
    for (let i = 0; i < 3; i++) await atPaint();
    await vi.waitFor(async () => expect(await toldRows()).to.include.members(['word495x', 'word505x']));
  });

  itWithTools('are none in a list of up to 200: all of it is told', async () => {
    const stream = await long();
    stream.reset(items(1, 200));
    await stream.updateComplete;
    await atPaint();
    expect(await toldRows()).to.have.length(200);
  });
});
