// A past that is computed: always the same, with edits over it, and pages of it in every direction.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generateHistory } from '../../src/mock/generated-history.js';
import { ProtocolServer } from '../../src/mock/protocol-server.js';
import { createSeed } from '../../src/mock/seed.js';
import type { PageQuery } from '../../src/sync/protocol.js';

const SIZE = 1_000_000;
const TOPIC = 'room:archive';
const seed = createSeed(1, { archived: SIZE });
const newServer = (): ProtocolServer => new ProtocolServer({ epoch: 'e', ...seed });
const page = (server: ProtocolServer, query: PageQuery): { seqs: number[]; floor: number; before: number; place: number | undefined } => {
  const { rows, floor, before, place } = server.page('ana', TOPIC, query);
  return { seqs: rows.map(({ seq }) => seq), floor, before, place };
};

describe('a generated history', () => {
  it('is the same for the same seed, at any place, and never goes back in time', () => {
    const again = generateHistory(1, 'archive', SIZE, seed.users);
    const other = generateHistory(2, 'archive', SIZE, seed.users);
    const [history] = seed.histories!;
    let differs = 0;
    for (let seq = 1; seq <= SIZE; seq += 9_973) {
      expect(again.row(seq)).toEqual(history!.row(seq));
      if (other.row(seq).content !== history!.row(seq).content) differs += 1;
      if (seq > 1) expect(again.row(seq).insertedAt >= again.row(seq - 1).insertedAt).toBe(true);
      expect(again.seqOf(again.row(seq).id)).toBe(seq);
    }
    expect(differs).toBeGreaterThan(90);
    for (const id of ['h0', 'h1000001', 'h01', 'x', 'h-1', 'h1e3']) expect(again.seqOf(id)).toBeUndefined();
    expect(() => generateHistory(1, 'archive', -1, seed.users)).toThrow('cannot have -1');
  });

  it('is paged in every direction, each answer saying what it covers', () => {
    const server = newServer();
    expect(server.join('ana', TOPIC).head).toBe(SIZE);
    expect(page(server, { before: SIZE + 1, limit: 3 })).toMatchObject({ seqs: [999_998, 999_999, 1_000_000], floor: 999_998 });
    expect(page(server, { after: 10, limit: 3 })).toMatchObject({ seqs: [11, 12, 13], floor: 11, before: 14 });
    expect(page(server, { after: SIZE - 1, limit: 3 })).toMatchObject({ seqs: [SIZE], before: SIZE + 1 });
    expect(page(server, { around: { id: 'h500000' }, limit: 4 })).toEqual({
      seqs: [499_998, 499_999, 500_000, 500_001],
      floor: 499_998,
      before: 500_002,
      place: 500_000,
    });
    expect(page(server, { around: { seq: 1 }, limit: 4 })).toMatchObject({ seqs: [1, 2], floor: 0, place: 1 });
    expect(() => server.page('ana', TOPIC, { around: { id: 'nobody' }, limit: 4 })).toThrow('There is no nobody here.');
  });

  it('finds the first message of an instant', () => {
    const server = newServer();
    const at = (seq: number): string => seed.histories![0]!.row(seq).insertedAt;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: SIZE }), (seq) => {
        const { place } = page(server, { around: { at: at(seq) }, limit: 2 });
        expect(at(place!)).toBe(at(seq));
        if (place! > 1) expect(at(place! - 1) < at(seq)).toBe(true);
      }),
      { numRuns: 100 },
    );
    expect(page(server, { around: { at: '1999-01-01T00:00:00.000Z' }, limit: 2 }).place).toBe(1);
    expect(page(server, { around: { at: '2999-01-01T00:00:00.000Z' }, limit: 2 }).place).toBe(SIZE + 1);
  });

  it('is edited and deleted like any other, and caught up with', () => {
    const server = newServer();
    const put = (kind: 'edit' | 'delete', seq: number, at: string): void => {
      const { id, sender } = seed.histories![0]!.row(seq);
      const { commit } = server.put(sender.id, TOPIC, { mutationId: `${kind} ${seq}`, kind, id, body: { content: 'changed' } }, at);
      server.apply(commit!);
    };
    put('edit', 700_000, '2026-11-01T00:00:00.000Z');
    put('delete', 700_001, '2026-11-01T00:00:00.000Z');
    const around = server.page('ana', TOPIC, { after: 699_999, limit: 2 });
    expect(around.rows).toMatchObject([{ id: 'h700000', content: 'changed', version: SIZE + 1 }, { id: 'h700002' }]);
    expect(server.sync('ana', TOPIC, { after: SIZE, limit: 5 })).toMatchObject({
      reset: false,
      upTo: SIZE + 2,
      rows: [{ id: 'h700000' }, { id: 'h700001', deleted: true }],
    });
    expect(server.sync('ana', TOPIC, { after: 5, limit: 5 })).toMatchObject({ reset: true, asOf: SIZE + 2, floor: SIZE - 49 });
    expect(() => put('edit', 700_001, '2026-11-01T00:00:00.000Z')).toThrow('deleted');
  });
});
