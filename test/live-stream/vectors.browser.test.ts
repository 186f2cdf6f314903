// LiveView's own client as the oracle: 250 recorded op sequences, checked after every op for order, text and element identity.

import { html } from 'lit';
import { expect, fixture } from '@open-wc/testing';
import '../../src/live-stream/index.js';
import type { LiveStream, StreamOp } from '../../src/live-stream/index.js';
import lines from './vectors/streams.jsonl?raw';

interface Song {
  id: number;
  text: string;
}

interface Vector {
  name: string;
  stream: string;
  steps: { op: StreamOp<Song>; shown: { id: string; text: string; node: number }[] }[];
}

const vectors = lines
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Vector);

/** Numbers elements by identity, in the order they are first seen. */
function numbering(): (element: Element) => number {
  const known = new Map<Element, number>();
  return (element) => {
    if (!known.has(element)) known.set(element, known.size + 1);
    return known.get(element) ?? 0;
  };
}

describe('the same as the LiveView client', () => {
  it('has all 250 recorded sequences', () => {
    expect(vectors).to.have.length(250);
  });

  for (const vector of vectors) {
    it(`${vector.name}: order, text and elements after each of ${vector.steps.length} ops`, async () => {
      const stream = await fixture<LiveStream<Song>>(html`
        <live-stream name=${vector.stream} .renderItem=${(song: Song) => html`<li>${song.text}</li>`}></live-stream>
      `);
      const number = numbering();
      for (const [i, { op, shown }] of vector.steps.entries()) {
        stream.apply(op);
        await stream.updateComplete;
        const now = Array.from(stream.children, (row) => ({ id: row.id, text: row.textContent, node: number(row) }));
        expect(now, `after op ${i}: ${JSON.stringify(op)}`).to.deep.equal(shown);
      }
    });
  }
});
