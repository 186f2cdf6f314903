// Random rows and wishes for them, few ids and small numbers so that everything meets everything.

import fc from 'fast-check';
import type { Entry } from '../../src/sync/overlay.js';
import type { Row } from '../../src/sync/protocol.js';

export interface Note extends Row {
  text: string;
}

const ids = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');

/** Rows of a topic: ids and places unique, tombstones among them. */
export const rowsArbitrary: fc.Arbitrary<Note[]> = fc
  .uniqueArray(fc.record({ id: ids, seq: fc.integer({ min: 1, max: 30 }), edits: fc.nat(5), deleted: fc.boolean() }), {
    selector: ({ id }) => id,
  })
  .map((rows) => rows.filter((row, index) => rows.findIndex(({ seq }) => seq === row.seq) === index))
  .map((rows) => rows.map(({ id, seq, edits, deleted }) => ({ id, seq, version: seq + edits, deleted, text: `${id}${seq + edits}` })));

/** Wishes in the outbox, any kind for any row, as accepted. */
export const entriesArbitrary: fc.Arbitrary<Entry[]> = fc
  .array(fc.record({ id: ids, kind: fc.constantFrom('create', 'edit', 'delete'), failed: fc.boolean(), tries: fc.nat(2) }), {
    maxLength: 8,
  })
  .map((wishes) =>
    wishes.map(({ id, kind, failed, tries }, index) => ({
      v: 1,
      n: index + 1,
      user: 'u',
      topic: 't',
      mutationId: `m${index}`,
      kind,
      id,
      body: kind === 'delete' ? {} : { text: `wish ${index}`, seq: -1, id: 'forged', deleted: true },
      state: failed ? 'failed' : 'queued',
      tries,
      at: 0,
    })),
  );
