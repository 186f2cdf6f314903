// A stream of which the part that lets rows be seen to leave comes late, as over a slow network: until then rows leave without it.

import { expect } from '@open-wc/testing';
import { onTestFinished, vi } from 'vitest';
import { itemStream, items, rows, texts } from './stream-fixture.js';

const network = vi.hoisted(() => {
  let send!: () => void;
  return { answer: new Promise<void>((sent) => (send = sent)), send: () => send() };
});
vi.mock('../../src/live-stream/parting-rows.js', async (original) => {
  await network.answer;
  return await original<object>();
});

it('rows leave at once while what lets them be seen is on its way, and by their animation from then on', async () => {
  onTestFinished(network.send);
  const stream = await itemStream();
  stream.stream(items(1, 4));
  await stream.updateComplete;
  for (const row of rows(stream)) row.animate([{ opacity: 1 }, { opacity: 0 }], { duration: 10_000 });
  stream.animateRemoval = true;
  const changed = new Promise((change) => stream.addEventListener('stream-change', change, { once: true }));
  stream.delete(1);
  stream.insert({ id: 5, text: '5' }, { at: 0, limit: 3 });
  await changed;
  expect(texts(stream)).to.deep.equal(['5', '2', '3']);

  network.send();
  await stream.updateComplete;
  stream.delete(2);
  await stream.updateComplete;
  expect(rows(stream).map((row) => row.getAttribute('data-stream'))).to.deep.equal([null, 'removing', null]);
});
