// What is known of a topic whose server counts nothing: its pages are those of all rows in their order, and cost no walk over these.

import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { PlainHistory } from '../../src/backend/plain-history.js';
import type { ChatRow } from '../../src/backend/wire-rows.js';

const message = (id: string, content = id): object => ({
  id,
  room_id: 'r',
  sender: { id: 'u', name: 'U' },
  content,
  inserted_at: '2026-03-02T09:00:00.000Z',
  updated_at: '2026-03-02T09:00:00.000Z',
});
const begun = (newest: readonly object[], complete = false): PlainHistory =>
  new PlainHistory('room:r', 'e', newest, complete, () => undefined);

describe('the rows of a plain Phoenix app', () => {
  it('are not put in order again for each page', () => {
    const history = begun([]);
    for (let n = 0; n < 5_000; n += 1) history.put(message(`m${n}`), true);
    const sorted = vi.spyOn(Array.prototype, 'sort');
    const walked = vi.spyOn(Array.prototype, 'filter');
    history.page({ before: history.head + 1, limit: 50 });
    history.page({ after: history.head - 100, limit: 50 });
    history.page({ around: { id: 'm2500' }, limit: 50 });
    expect(history.oldest).toBe('m0');
    const asked = [...sorted.mock.contexts, ...walked.mock.contexts].map((list) => (list as unknown[]).length);
    vi.restoreAllMocks();
    expect(asked.filter((length) => length > 50)).toEqual([]);
  });

  it('are in their order, each once, whatever came, changed, went and was loaded behind them', () => {
    const id = fc.integer({ min: 0, max: 12 }).map((n) => `m${n}`);
    const change = fc.oneof(
      fc.record({ put: id, content: fc.constantFrom('x', 'y') }),
      fc.record({ remove: id }),
      fc.record({ prepend: fc.array(id, { maxLength: 4 }) }),
    );
    const limit = fc.integer({ min: 1, max: 6 });
    fc.assert(
      fc.property(fc.array(id, { maxLength: 4 }), fc.array(change, { maxLength: 30 }), limit, fc.nat(40), (newest, changes, most, step) => {
        const history = begun(newest.map((one) => message(one)));
        for (const one of changes) {
          if ('put' in one) history.put(message(one.put, one.content), true);
          else if ('remove' in one) history.remove(one.remove);
          else history.prepend(one.prepend.map((older) => message(older)));
        }
        const live = Array.from({ length: 13 }, (_, n) => history.get(`m${n}`))
          .filter((row): row is ChatRow => row !== undefined && !row.deleted)
          .sort((a, b) => a.seq - b.seq);
        const end = history.head + 1;
        expect(history.page({ before: end, limit: 100 }).rows).toEqual(live);
        expect(history.oldest).toBe(live[0]?.id);
        const before = end - step;
        expect(history.page({ before, limit: most }).rows).toEqual(live.filter(({ seq }) => seq < before).slice(-most));
        const after = history.page({ after: before, limit: most });
        const later = live.filter(({ seq }) => seq > before);
        expect(after.rows).toEqual(later.slice(0, most));
        expect(after.before).toBe(later[most]?.seq ?? end);
      }),
    );
  });
});
