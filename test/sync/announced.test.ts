// What a session heard of is believed until the server was asked often enough: after that a number that was never made holds nobody up.

import { expect, it } from 'vitest';
import { Announced } from '../../src/sync/announced.js';

const nothing = { cursor: 3, news: false };

it('is given up after four answers in a row that bring nothing of it', () => {
  const announced = new Announced();
  announced.begin(3);
  announced.hear(9);
  const seen = [1, 2, 3, 4].map(() => (announced.answered(9, nothing), announced.seq));
  expect(seen).toEqual([9, 9, 9, 3]);
  // The next one is believed as long as the first.
  announced.hear(8);
  for (let n = 0; n < 3; n += 1) announced.answered(8, nothing);
  expect(announced.seq).toBe(8);
});

it('is believed for as long as the answers bring something, or nothing was to come', () => {
  const announced = new Announced();
  announced.begin(3);
  for (let n = 0; n < 9; n += 1) announced.answered(3, nothing);
  announced.hear(90);
  for (let cursor = 4; cursor < 20; cursor += 1) announced.answered(90, { cursor, news: true });
  for (let n = 0; n < 3; n += 1) announced.answered(90, { cursor: 19, news: false });
  expect(announced.seq).toBe(90);
});

it('is believed where it was heard of while the answer was on its way, however many brought nothing', () => {
  const announced = new Announced();
  announced.begin(3);
  announced.hear(9);
  for (let n = 0; n < 3; n += 1) announced.answered(9, nothing);
  announced.hear(10);
  announced.answered(9, nothing);
  expect(announced.seq).toBe(10);
  announced.answered(10, { cursor: 10, news: true });
  expect(announced.seq).toBe(10);
});

it('is believed while nothing is certain', () => {
  const announced = new Announced();
  announced.begin(3);
  for (let n = 0; n < 9; n += 1) announced.answered(3, { cursor: -1, news: false });
  expect(announced.seq).toBe(3);
});
