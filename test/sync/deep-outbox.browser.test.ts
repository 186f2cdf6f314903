// Messages written without a connection, as many as an outbox takes, and sent once there is one: each arrives once, in the order of
// writing. How long that takes is printed; a thousand have a minute.

import { expect } from '@open-wc/testing';
import { vi } from 'vitest';
import { openChat } from '../../src/chat/chat.js';
import { FakeBackend } from '../../src/testing/fake-backend.js';

const LONG = import.meta.env.MODE === 'long';
const COUNTS = LONG ? [100, 300, 1_000] : [100];
const LIMIT_MS = 60_000;
const ROOM = 'weekend-plans';
const ignore = (): void => undefined;

interface Drained {
  writtenMs: number;
  sentMs: number;
  /** What the server wrote down, in its order. */
  arrived: string[];
}

/** Writes so many messages offline, goes online, and waits until the outbox is empty. */
async function drain(count: number): Promise<Drained> {
  const backend = new FakeBackend({ online: false, record: true });
  const user = backend.user('ana');
  const chat = openChat({ source: backend.source('ana'), user, app: `deep-${Math.random().toString(36).slice(2)}` });
  const stream = chat.room(ROOM, { ops: ignore, status: ignore, error: ignore });
  const began = performance.now();
  for (let n = 1; n <= count; n += 1) {
    const id = crypto.randomUUID();
    await stream.create(id, `deep-${id}`, { roomId: ROOM, sender: user, content: `Offline ${n}`, insertedAt: '2026-03-01T10:00:00.000Z' });
  }
  const writtenMs = performance.now() - began;
  await vi.waitFor(() => expect(stream.status.waiting).to.equal(count));
  expect(backend.host.commits).to.have.lengthOf(0);

  backend.online = true;
  await vi.waitFor(() => expect(backend.host.commits.length).to.be.above(0), { timeout: 10_000, interval: 1 });
  const connected = performance.now();
  await vi.waitFor(() => expect(stream.status.waiting).to.equal(0), { timeout: 90_000, interval: 10 });
  const sentMs = performance.now() - connected;
  const arrived = backend.host.commits.map(({ reply }) => (reply.row as unknown as { content: string }).content);
  stream.close();
  await chat.close();
  await backend.close();
  return { writtenMs, sentMs, arrived };
}

it.each(COUNTS)('sends %i messages that were written without a connection', { timeout: 200_000 }, async (count) => {
  const { writtenMs, sentMs, arrived } = await drain(count);
  const written = Array.from({ length: count }, (_, n) => `Offline ${n + 1}`);
  const lost = written.filter((content) => !arrived.includes(content)).length;
  const misplaced = written.filter((content, place) => arrived[place] !== content).length;
  console.info(
    `deep outbox: ${count} messages written in ${Math.round(writtenMs)} ms (${(writtenMs / count).toFixed(1)} each), ` +
      `sent in ${Math.round(sentMs)} ms (${(sentMs / count).toFixed(1)} each), ` +
      `${lost} lost, ${arrived.length - new Set(arrived).size} doubled, ${misplaced} out of place`,
  );
  expect(arrived).to.deep.equal(written);
  expect(sentMs).to.be.below(LIMIT_MS);
});
