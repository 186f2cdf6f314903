// What is shown of rows and wishes: examples for reading, properties for everything else.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canUndo, overlay, type Entry, type Shown } from '../../src/sync/overlay.js';
import { entriesArbitrary, rowsArbitrary, type Note } from './shown-arbitrary.js';

function row(id: string, seq: number, more: Partial<Note> = {}): Note {
  return { id, seq, version: seq, deleted: false, text: id, ...more };
}

function wish(n: number, kind: Entry['kind'], id: string, more: Partial<Entry> = {}): Entry {
  return {
    v: 1,
    n,
    user: 'u',
    topic: 't',
    mutationId: `m${n}`,
    kind,
    id,
    body: kind === 'delete' ? {} : { text: `${id} wished` },
    state: 'queued',
    tries: 0,
    at: 0,
    ...more,
  };
}

const texts = (shown: Shown<Note>[]): string[] => shown.map((item) => `${item.row.text} ${item.state}`);

describe('overlay', () => {
  it('shows a new message after all rows, in the order of writing', () => {
    expect(texts(overlay([row('b', 2), row('a', 1)], [wish(2, 'create', 'y'), wish(1, 'create', 'x')]))).toEqual([
      'a sent',
      'b sent',
      'x wished waiting',
      'y wished waiting',
    ]);
  });

  it('shows an edit in its row, and a refused one with its words', () => {
    expect(texts(overlay([row('a', 1)], [wish(1, 'edit', 'a')]))).toEqual(['a wished waiting']);
    expect(texts(overlay([row('a', 1)], [wish(1, 'edit', 'a', { state: 'failed' })]))).toEqual(['a wished failed']);
  });

  it('shows a row to be deleted in its place, and the row itself when the delete is refused', () => {
    expect(texts(overlay([row('a', 1), row('b', 2)], [wish(1, 'delete', 'a')]))).toEqual(['a deleting', 'b sent']);
    expect(texts(overlay([row('a', 1)], [wish(1, 'delete', 'a', { state: 'failed' })]))).toEqual(['a failed']);
  });

  it('shows a row to be deleted as that when it is edited meanwhile: the delete stands until it is taken back', () => {
    const gone = wish(1, 'delete', 'a', { notBefore: 5 });
    const [shown] = overlay([row('a', 1)], [gone, wish(2, 'edit', 'a')]);
    expect(shown).toMatchObject({ state: 'deleting', wish: { n: 1 }, row: { text: 'a wished' } });
    expect(canUndo(shown!)).toBe(true);
  });

  it('shows a message once between its broadcast and its reply', () => {
    expect(texts(overlay([row('a', 1)], [wish(1, 'create', 'a')]))).toEqual(['a sent']);
  });

  it('never shows a message again that was created and deleted elsewhere', () => {
    expect(overlay([row('a', 1, { deleted: true })], [wish(1, 'create', 'a')])).toEqual([]);
  });

  it('keeps the words of an edit whose row was deleted, marked as such', () => {
    const [shown] = overlay([row('a', 1, { deleted: true, text: '' })], [wish(1, 'edit', 'a', { state: 'failed' })]);
    expect(shown).toMatchObject({ state: 'failed', row: { text: 'a wished', deleted: true } });
  });

  it('names the refused wish when others wait behind it', () => {
    const [shown] = overlay([], [wish(1, 'create', 'a', { state: 'failed' }), wish(2, 'edit', 'a', { body: { text: 'later' } })]);
    expect(shown).toMatchObject({ state: 'failed', wish: { n: 1 }, row: { text: 'later' } });
  });

  it('lets no body forge what the server owns, nor touch a prototype', () => {
    const body = JSON.parse('{"id":"z","seq":9,"version":9,"deleted":true,"__proto__":{"text":"polluted"},"text":"fine"}') as Record<
      string,
      unknown
    >;
    const [edited, created] = overlay([row('a', 1)], [wish(1, 'edit', 'a', { body }), wish(2, 'create', 'b', { body })]);
    expect(edited?.row).toMatchObject({ id: 'a', seq: 1, version: 1, deleted: false, text: 'fine' });
    expect(created?.row).toMatchObject({ id: 'b', version: 0, deleted: false, text: 'fine' });
    expect(Object.getPrototypeOf(edited?.row)).toBe(Object.prototype);
    expect(Object.getPrototypeOf(created?.row)).toBe(Object.prototype);
  });

  it('is the truth when nothing is wished', () => {
    fc.assert(
      fc.property(rowsArbitrary, (rows) => {
        const live = rows.filter(({ deleted }) => !deleted).sort((a, b) => a.seq - b.seq);
        expect(overlay(rows, [])).toEqual(live.map((truth) => ({ id: truth.id, row: truth, state: 'sent' })));
      }),
    );
  });

  it('shows every row once, in order, and changes nothing it was given', () => {
    fc.assert(
      fc.property(rowsArbitrary, entriesArbitrary, (rows, entries) => {
        const given = structuredClone({ rows, entries });
        const shown = overlay(rows, entries);
        expect({ rows, entries }).toEqual(given);
        expect(new Set(shown.map(({ id }) => id)).size).toBe(shown.length);
        const places = shown.map((item) => item.row.seq);
        expect(places).toEqual(places.toSorted((a, b) => a - b));
        for (const item of shown) {
          const truth = rows.find(({ id }) => id === item.id);
          expect(item.row.id).toBe(item.id);
          if (truth) expect(item.row).toMatchObject({ seq: truth.seq, version: truth.version, deleted: truth.deleted });
          expect(item.wish?.id ?? item.id).toBe(item.id);
          if (item.row.deleted) expect(item.wish?.kind).toBe('edit');
        }
      }),
    );
  });

  it('hides no live row and loses no word of a wish', () => {
    fc.assert(
      fc.property(rowsArbitrary, entriesArbitrary, (rows, entries) => {
        const shown = new Set(overlay(rows, entries).map(({ id }) => id));
        const live = rows.filter(({ deleted }) => !deleted);
        const created = entries.filter(({ kind, id }) => kind === 'create' && !rows.some((row) => row.id === id));
        expect([...live, ...created].filter(({ id }) => !shown.has(id))).toEqual([]);
      }),
    );
  });
});
