// Whoever writes under an id of somebody else's, of a message or of a wish, gets nothing, and takes nothing from them.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { roomTopic, type Message } from '../../src/backend/model.js';
import { ProtocolServer } from '../../src/mock/protocol-server.js';
import { createSeed } from '../../src/mock/seed.js';
import { SourceError, type Mutation } from '../../src/sync/protocol.js';

const TOPIC = roomTopic('quiet-corner');
const PUTS = 1_000;
const VICTIMS = 20;

/** What the victim has: the words and the owner of each message, and how often each was changed. */
function kept(server: ProtocolServer): string[] {
  const { rows } = server.page('ana', TOPIC, { after: 0, limit: 500 });
  return (rows as unknown as Message[])
    .filter(({ sender }) => sender.id === 'ana')
    .map(({ id, content, version, deleted }) => [id, content, version, deleted].join(' '));
}

// A minute goes by between puts: no limit of the rate is in the forger's way.
let clock = Date.parse('2026-03-10T09:00:00.000Z');

function put(server: ProtocolServer, user: string, mutation: Mutation): string {
  try {
    const { reply, commit } = server.put(user, TOPIC, mutation, new Date((clock += 60_000)).toISOString());
    if (commit) server.apply(commit);
    return reply.row ? (reply.row as unknown as Message).sender.id : 'nobody';
  } catch (error) {
    if (error instanceof SourceError) return error.reason;
    throw error;
  }
}

it(`${PUTS} puts under ids of another user are refused or are the forger's own, and the other one loses nothing`, () => {
  const server = new ProtocolServer({ epoch: 'e1', ...createSeed() });
  for (let n = 0; n < VICTIMS; n += 1)
    put(server, 'ana', { mutationId: `mid-${n}`, kind: 'create', id: `id-${n}`, body: { content: `words ${n}` } });
  const before = kept(server);
  expect(before).toHaveLength(VICTIMS);
  const counts = { id: 0, mid: 0, own: 0 };
  const nth = fc.integer({ min: 0, max: VICTIMS - 1 });
  const forged = fc.record({
    kind: fc.constantFrom<Mutation['kind']>('create', 'edit', 'delete'),
    nth,
    /** What is taken from the victim: the message's id, the wish's, or both. */
    takes: fc.constantFrom('id', 'mid', 'both'),
    fresh: fc.uuid(),
    content: fc.string({ minLength: 1 }),
    forger: fc.constantFrom('ben', 'eva'),
  });
  fc.assert(
    fc.property(forged, ({ kind, nth, takes, fresh, content, forger }) => {
      const id = takes === 'mid' ? fresh : `id-${nth}`;
      const mutationId = takes === 'id' ? fresh : `mid-${nth}`;
      const answer = put(server, forger, { mutationId, kind, id, body: { content, sender: { id: 'ana', name: 'Ana' } } });
      if (takes === 'id') expect(answer, `${kind} of ${id}`).toBe('forbidden');
      // A wish of the forger's own, whatever the victim called theirs: done of an id that nobody has, else answered as before.
      else expect(answer).not.toBe('ana');
      if (answer === forger) counts.own++;
      counts[takes === 'mid' ? 'mid' : 'id']++;
      expect(kept(server)).toEqual(before);
    }),
    { numRuns: PUTS },
  );
  // The victim's wishes are still known to be the victim's, and done.
  for (let n = 0; n < VICTIMS; n += 1)
    expect(put(server, 'ana', { mutationId: `mid-${n}`, kind: 'create', id: `id-${n}`, body: { content: `words ${n}` } })).toBe('ana');
  expect(kept(server)).toEqual(before);
  expect(counts.own).toBeGreaterThan(PUTS / 50);
  console.info(`forged puts: ${counts.id + counts.mid}, ${counts.mid} of them under a wish's id alone; 0 of ${VICTIMS} messages changed`);
});
