// Two wire formats, cut into pieces anywhere, read as if they had come whole.

import fc from 'fast-check';
import { EventStreamReader, LineReader } from '../../src/live-stream/event-stream.js';

/** The text in pieces, cut where the numbers say. */
function cut(text: string, places: number[]): string[] {
  const at = [...new Set(places.map((place) => place % (text.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((from, i) => text.slice(from, at[i] ?? text.length));
}

const cuts = fc.array(fc.nat(500), { maxLength: 12 });
const data = fc.stringMatching(/^[^\r\n\0]{0,12}$/);

describe('server-sent events', () => {
  it('are the same however they are cut and whichever line breaks they have', () => {
    const event = fc.record({
      event: fc.constantFrom('', 'op', 'ping'),
      lines: fc.array(data, { minLength: 1, maxLength: 3 }),
      id: fc.constantFrom(undefined, '7', ''),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 6 }), fc.constantFrom('\n', '\r\n', '\r'), cuts, (events, eol, places) => {
        const text = events
          .map(({ event: name, lines, id }) =>
            [
              ...(name ? [`event: ${name}`] : []),
              ...lines.map((line) => `data: ${line}`),
              ...(id === undefined ? [] : [`id: ${id}`]),
              ': comment',
              '',
              '',
            ].join(eol),
          )
          .join('');
        const reader = new EventStreamReader();
        const read = cut(text, places).flatMap((piece) => reader.read(piece));
        expect(read).toEqual(events.map(({ event: name, lines }) => ({ event: name || 'message', data: lines.join('\n') })));
        expect(reader.lastEventId).toBe(events.findLast(({ id }) => id !== undefined)?.id ?? '');
      }),
    );
  });

  it('are given as soon as their last line has ended, and a line break cut in two is one', () => {
    const reader = new EventStreamReader();
    const pieces = ['data: 1\r', '\r', 'data: 2\r\n\r', '', '\n', 'data: 3\r', '\ndata: 4\n\n', '\n', 'data: 5\r'];
    expect(pieces.map((piece) => reader.read(piece).map(({ data: text }) => text))).toEqual([
      [],
      ['1'],
      ['2'],
      [],
      [],
      [],
      ['3\n4'],
      [],
      [],
    ]);
    // What a connection before this one ended with is no half of a line break.
    reader.begin();
    expect(reader.read('\ndata: 6\n\n')).toEqual([{ event: 'message', data: '6' }]);
  });

  it('follow the standard in its corners', () => {
    const reader = new EventStreamReader();
    const read = reader.read(
      '\uFEFFdata:no space\ndata\nretry: 250\nretry: x\nid: a\0b\nunknown: 1\n\nevent: lonely\n\ndata:  two\n\ndata: unfinished\n',
    );
    expect(read).toEqual([
      { event: 'message', data: 'no space\n' },
      { event: 'message', data: ' two' },
    ]);
    expect([reader.retry, reader.lastEventId]).toEqual([250, '']);
  });
});

describe.each([
  ['server-sent events', (longest?: number) => new EventStreamReader(longest), 'data: '],
  ['lines', (longest?: number) => new LineReader(longest), ''],
])('%s without an end', (_name, make, before) => {
  const given = (read: readonly (string | { data: string })[]): string[] => read.map((one) => (typeof one === 'string' ? one : one.data));

  it('are looked through once, in however many pieces they come', () => {
    const reader = make();
    const searched = vi.spyOn(RegExp.prototype, 'exec');
    const split = vi.spyOn(String.prototype, 'split');
    for (const piece of [before, ...Array.from({ length: 200 }, () => 'x'.repeat(100))]) reader.read(piece);
    const lengths = [...searched.mock.calls.map(([text]) => text.length), ...split.mock.contexts.map((text) => String(text).length)];
    vi.restoreAllMocks();
    expect(lengths.length).toBeGreaterThan(199);
    expect(Math.max(...lengths)).toBeLessThan(200);
    expect(given(reader.read('\n\n'))).toEqual(['x'.repeat(20_000)]);
  });

  it('are not kept beyond the longest that is read: what is given of them is too long, and what follows is whole', () => {
    const reader = make(50);
    const pieces = [before, ...Array.from({ length: 20 }, () => 'x'.repeat(10)), '\n\n'];
    const [long] = given(pieces.flatMap((piece): readonly (string | { data: string })[] => reader.read(piece)));
    expect(long).toMatch(/^x+$/);
    expect(long).toHaveLength(51);
    expect(given(reader.read(`${before}next\n\n`))).toEqual(['next']);
  });

  it('are an error once nobody can expect the end any more', () => {
    const reader = make(50);
    const pieces = Array.from({ length: 100 }, () => 'x'.repeat(10));
    expect(() => pieces.forEach((piece) => reader.read(piece))).toThrow(/^a line of \d+ characters has not ended$/);
  });
});

it('keeps of an event of many lines no more than the longest that is read, and a line', () => {
  const reader = new EventStreamReader(50);
  const [event] = reader.read(`${`data: ${'x'.repeat(9)}\n`.repeat(40)}\ndata: next\n\n`);
  expect(event!.data.length).toBeGreaterThan(50);
  expect(event!.data.length).toBeLessThan(70);
  expect(reader.read('data: after\n\n')).toEqual([{ event: 'message', data: 'after' }]);
});

describe('lines', () => {
  it('are the same however they are cut, the last with or without its line break', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[^\r\n]{1,12}$/).filter((line) => line.trim() !== '')),
        fc.boolean(),
        cuts,
        (lines, ended, places) => {
          const reader = new LineReader();
          const text = lines.join('\n') + (ended ? '\n\n' : '');
          const read = [...cut(text, places).flatMap((piece) => reader.read(piece)), ...reader.end()];
          expect(read.map((line) => line.trim())).toEqual(lines.map((line) => line.trim()));
        },
      ),
    );
  });
});
