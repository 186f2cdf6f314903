// A stream of which the part that dresses rows comes late, as over a slow network: nothing it says meanwhile is wrong.

import { expect, fixture } from '@open-wc/testing';
import { html } from 'lit';
import { onTestFinished, vi } from 'vitest';
import type { LiveStream } from '../../src/live-stream/index.js';
import '../../src/live-stream/index.js';

const network = vi.hoisted(() => {
  let send!: () => void;
  return { answer: new Promise<void>((sent) => (send = sent)), send: () => send() };
});
vi.mock('../../src/live-stream/row-roles.js', async (original) => {
  await network.answer;
  return await original<object>();
});

it('a list never has rows that are no items, nor items that are in no list, while roles are on their way', async () => {
  onTestFinished(network.send);
  const page = await fixture(html`
    <main>
      <live-stream name="made" role="list" aria-label="Made"><div id="made-1">one</div></live-stream>
      <live-stream name="given" role="list" aria-label="Given"><div role="listitem" id="given-1">one</div></live-stream>
    </main>
  `);
  const streams = [...page.querySelectorAll<LiveStream>('live-stream')];
  const [made, given] = streams as [LiveStream, LiveStream];
  const changed = new Promise((change) => made.addEventListener('stream-change', change, { once: true }));
  made.insert({ id: 2, text: 'two' });
  await changed;
  expect(streams.map((stream) => stream.getAttribute('role'))).to.deep.equal(['group', 'list']);
  expect(made.querySelectorAll('[role]')).to.have.length(0);
  await expect(page).to.be.accessible();
  const undressed = new Promise((change) => given.addEventListener('stream-change', change, { once: true }));
  given.insert({ id: 2, text: 'two' });
  await undressed;
  expect(given.getAttribute('role')).to.equal('group');

  network.send();
  await Promise.all(streams.map((stream) => stream.updateComplete));
  for (const stream of streams) {
    expect(stream.shadowRoot?.getElementById('rows')?.role).to.equal('list');
    expect(Array.from(stream.children, (row) => row.role)).to.deep.equal(['listitem', 'listitem']);
  }
  await expect(page).to.be.accessible();
});
