// What the tests of killed and frozen tabs count as doubled, on journals made up: an outbox that sends again under another id is seen.

import { expect, it } from 'vitest';
import type { Commit } from '../../src/mock/protocol-server.js';
import { doubledIn } from '../kills/witness.js';

interface Change {
  id: string;
  content?: string;
  deleted?: boolean;
  changed?: boolean;
}

/** Each under a mutation id of its own. */
const journal = (...changes: Change[]): Commit[] =>
  changes.map(({ id, content = '', deleted = false, changed = true }, n) => {
    const row = { id, content, deleted, seq: 1, version: n + 1, mutationId: `m${n}` };
    return { topic: 'room:1', author: 'ana', mutationId: `m${n}`, changed, reply: { seq: n + 1, row } } as unknown as Commit;
  });

const created = { id: 'a', content: 'message 1' };
const edited = { id: 'a', content: 'message 1 changed' };
const deleted = { id: 'a', deleted: true };

it.each<[string, Change[], string[]]>([
  ['nothing, where each was done once', [created, { id: 'b', content: 'message 2' }, edited, deleted, { id: 'b', deleted: true }], []],
  ['no answer that changed nothing', [created, deleted, { ...deleted, changed: false }], []],
  ['a message sent again under another mutation', [created, created], ['message 1']],
  ['a message sent again as another', [created, { ...created, id: 'b' }], ['message 1']],
  ['an edit that was made twice', [created, edited, edited], ['message 1 changed']],
  ['an edit that came once more after a delete was undone by it', [created, edited, deleted, edited], ['message 1 changed']],
  ['a delete that was made twice', [created, deleted, deleted], ['the delete of a']],
])('counts %s', (_, changes, doubled) => {
  expect(doubledIn(journal(...changes))).toEqual(doubled);
});
