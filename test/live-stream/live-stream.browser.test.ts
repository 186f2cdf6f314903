// <live-stream> in a page: what ops, events, slots and bad input do to it.

import { expect } from '@open-wc/testing';
import { html } from 'lit';
import { vi } from 'vitest';
import { cdp } from 'vitest/browser';
import { StreamOpEvent, type StreamBeforeApplyEvent, type StreamChangeEvent } from '../../src/live-stream/index.js';
import { itWithTools } from './engine.js';
import type { Item } from './list-model.js';
import { errorsOf, itemStream, items, painted, rows, texts } from './stream-fixture.js';

describe('ops', () => {
  it('by method: insert, stream, delete by item, id and DOM id, reset', async () => {
    const stream = await itemStream();
    stream.stream(items(1, 3));
    stream.insert({ id: 0, text: 'zero' }, { at: 0 });
    await stream.updateComplete;
    expect(texts(stream)).to.deep.equal(['zero', '1', '2', '3']);
    stream.delete(2);
    stream.delete({ id: 3, text: '' });
    stream.deleteByDomId('list-0');
    await stream.updateComplete;
    expect(texts(stream)).to.deep.equal(['1']);
    stream.reset(items(7, 9), { at: 0 });
    await stream.updateComplete;
    expect(texts(stream)).to.deep.equal(['9', '8', '7']);
    expect(stream.size).to.equal(3);
    stream.reset();
    await stream.updateComplete;
    expect(texts(stream)).to.deep.equal([]);
  });

  it('in one batch run strictly in order: insert then delete leaves nothing', async () => {
    const stream = await itemStream();
    stream.insert({ id: 1, text: '1' });
    stream.delete(1);
    await stream.updateComplete;
    expect(texts(stream)).to.deep.equal([]);
  });

  it('take the limit of the element where they name none', async () => {
    const stream = await itemStream({ limit: -2 });
    stream.stream(items(1, 5));
    stream.insert({ id: 6, text: '6' }, { limit: -3 });
    await stream.updateComplete;
    expect(texts(stream)).to.deep.equal(['4', '5', '6']);
  });

  it('given before the element is on the page are applied once it is', async () => {
    const stream = document.createElement('live-stream');
    stream.name = 'early';
    stream.insert({ id: 1, text: 'first' });
    document.body.append(stream);
    await stream.updateComplete;
    expect(stream.textContent).to.equal('first');
    stream.remove();
  });

  it('move a row without taking it out of the page: what plays or is focused in it stays', async () => {
    const stream = await itemStream({ renderItem: (item) => html`<li><button>${item.text}</button></li>` });
    stream.stream(items(1, 3));
    await stream.updateComplete;
    const button = rows(stream)[2]?.querySelector('button');
    button?.focus();
    stream.apply([
      { op: 'delete', id: 3 },
      { op: 'insert', item: { id: 3, text: '3' }, at: 0 },
    ]);
    await stream.updateComplete;
    expect(texts(stream)).to.deep.equal(['3', '1', '2']);
    expect(document.activeElement).to.equal(button);
  });
});

describe('op events', () => {
  it('are applied when dispatched on the element or anywhere inside a row', async () => {
    const stream = await itemStream();
    stream.dispatchEvent(new CustomEvent('stream-op', { bubbles: true, detail: { op: 'insert', item: { id: 1, text: 'one' } } }));
    await stream.updateComplete;
    rows(stream)[0]?.dispatchEvent(
      new StreamOpEvent<Item>([
        { op: 'insert', item: { id: 2, text: 'two' } },
        { op: 'insert', item: { id: 1, text: 'uno' } },
      ]),
    );
    await stream.updateComplete;
    expect(texts(stream)).to.deep.equal(['uno', 'two']);
  });

  it('inside a stream within a row reach that stream only', async () => {
    const outer = await itemStream({ renderItem: () => html`<li><live-stream name="inner"></live-stream></li>` });
    outer.insert({ id: 1, text: '' });
    await outer.updateComplete;
    const inner = outer.querySelector('live-stream');
    inner?.dispatchEvent(new StreamOpEvent({ op: 'insert', item: { id: 5, text: 'inside' } }));
    await inner?.updateComplete;
    expect(inner?.textContent).to.equal('inside');
    expect(outer.size).to.equal(1);
  });

  it('without ops are refused in words', async () => {
    const stream = await itemStream();
    expect(await errorsOf(stream, () => stream.dispatchEvent(new Event('stream-op')))).to.deep.equal([
      '<live-stream name="list">: op must be an object, got undefined',
    ]);
  });
});

describe('stream-before-apply', () => {
  it('can drop ops and can replace them', async () => {
    const stream = await itemStream();
    const listener = (event: StreamBeforeApplyEvent<Item>): void => {
      const [op] = event.ops;
      if (op?.op === 'delete') event.preventDefault();
      if (op?.op === 'insert') event.ops = [{ ...op, item: { ...op.item, text: op.item.text.toUpperCase() } }];
    };
    stream.addEventListener('stream-before-apply', listener);
    stream.insert({ id: 1, text: 'loud' });
    stream.delete(1);
    await stream.updateComplete;
    expect(texts(stream)).to.deep.equal(['LOUD']);
  });

  it('that puts nonsense in the place of ops changes nothing', async () => {
    const stream = await itemStream();
    stream.addEventListener('stream-before-apply', (event) => {
      event.ops = [{ op: 'insert', item: { id: 1, text: '1' }, at: -7 }];
    });
    expect(await errorsOf(stream, () => stream.insert({ id: 1, text: '1' }))).to.deep.equal([
      '<live-stream name="list">: at must be -1, 0 or a positive integer, got -7',
    ]);
    expect(stream.size).to.equal(0);
  });
});

describe('stream-change', () => {
  it('tells once, after the DOM was changed, what became of which rows', async () => {
    const stream = await itemStream();
    stream.stream(items(1, 4));
    await stream.updateComplete;
    const told: StreamChangeEvent[] = [];
    stream.addEventListener('stream-change', (event) => {
      expect(texts(stream)).to.deep.equal(['3', '2!', '5']);
      told.push(event);
    });
    stream.apply([
      { op: 'delete', id: 1 },
      { op: 'insert', item: { id: 2, text: '2!' } },
      { op: 'delete', id: 3 },
      { op: 'insert', item: { id: 3, text: '3' }, at: 0 },
      { op: 'insert', item: { id: 5, text: '5' }, at: 2, limit: 3 },
    ]);
    await stream.updateComplete;
    expect(told.map(({ inserted, updated, moved, removed, pruned }) => ({ inserted, updated, moved, removed, pruned }))).to.deep.equal([
      { inserted: ['list-5'], updated: ['list-2', 'list-3'], moved: ['list-3'], removed: ['list-1'], pruned: ['list-4'] },
    ]);
  });
});

describe('children that are no rows', () => {
  const slotted = html`<h2 slot="header">Songs</h2>
    <p slot="empty">None yet</p>
    <p slot="loading">…</p>
    <p slot="failed">Broken</p>
    <p slot="footer">End</p>`;
  const visible = (stream: Element): string[] =>
    Array.from(stream.querySelectorAll<HTMLElement>('[slot]'))
      .filter((el) => el.offsetParent)
      .map((el) => el.slot);

  it('are never counted, pruned or displaced', async () => {
    const stream = await itemStream({}, slotted);
    stream.stream(items(1, 6), { at: 0, limit: 2 });
    stream.insert({ id: 9, text: '9' }, { at: 1, limit: -2 });
    await stream.updateComplete;
    expect(texts(stream)).to.deep.equal(['9', '5']);
    expect(visible(stream)).to.deep.equal(['header', 'footer']);
  });

  it('show the state the stream is in', async () => {
    const stream = await itemStream({}, slotted);
    expect(visible(stream)).to.deep.equal(['header', 'empty', 'footer']);
    expect(stream.matches(':state(empty)')).to.equal(true);
    stream.status = 'loading';
    await stream.updateComplete;
    expect(visible(stream)).to.deep.equal(['header', 'loading', 'footer']);
    expect(stream.matches(':state(loading)')).to.equal(true);
    stream.status = 'failed';
    await stream.updateComplete;
    expect(visible(stream)).to.deep.equal(['header', 'failed', 'footer']);
    stream.status = 'ready';
    stream.insert({ id: 1, text: '1' });
    await stream.updateComplete;
    expect(visible(stream)).to.deep.equal(['header', 'footer']);
    expect(stream.matches(':state(empty)')).to.equal(false);
    stream.delete(1);
    await stream.updateComplete;
    expect(visible(stream)).to.deep.equal(['header', 'empty', 'footer']);
  });

  itWithTools('show no state that is over, also where the browser has cleaned up its memory meanwhile', async () => {
    const stream = await itemStream();
    const tools = cdp() as unknown as { send(method: string): Promise<unknown> };
    for (let round = 0; round < 2; round++) await tools.send('HeapProfiler.collectGarbage');
    stream.insert({ id: 1, text: '1' });
    await stream.updateComplete;
    expect(stream.matches(':state(empty)')).to.equal(false);
  });
});

describe('keys', () => {
  it('follow domId where it is given, and it cannot change once there are items', async () => {
    const stream = await itemStream({ domId: (item) => `song:${item.id}:${item.text.length}` });
    stream.insert({ id: 4, text: '4' });
    await stream.updateComplete;
    expect(rows(stream)[0]?.id).to.equal('song:4:1');
    stream.delete({ id: 4, text: '4' });
    stream.insert({ id: 5, text: '5' });
    await stream.updateComplete;
    expect(texts(stream)).to.deep.equal(['5']);
    stream.insert({ id: 6, text: '6' });
    stream.delete(6);
    await stream.updateComplete;
    expect(texts(stream)).to.deep.equal(['5']);
    expect(() => {
      stream.domId = undefined;
    }).to.throw('<live-stream name="list">: domId cannot change once there are items');
  });

  it('of which a name is the prefix: it cannot change once there are rows, and is put back', async () => {
    const stream = await itemStream();
    stream.insert({ id: 1, text: '1' });
    await stream.updateComplete;
    const errors = await errorsOf(stream, () => {
      stream.name = 'other';
      stream.insert({ id: 1, text: 'one' });
    });
    expect([stream.name, texts(stream), errors]).to.deep.equal([
      'list',
      ['one'],
      ['<live-stream name="list">: name cannot change once there are items, and stays, got "other"'],
    ]);
    expect(await errorsOf(stream, () => stream.setAttribute('name', 'third'))).to.have.length(1);
    expect(stream.getAttribute('name')).to.equal('list');
    stream.reset();
    await stream.updateComplete;
    stream.name = 'other';
    stream.insert({ id: 1, text: '1' });
    await stream.updateComplete;
    expect(rows(stream).map((row) => row.id)).to.deep.equal(['other-1']);
  });

  it('of which a name is the prefix: nor while items or deletes wait, but where a reset takes all of them', async () => {
    const stream = await itemStream();
    const errors = await errorsOf(stream, () => {
      stream.insert({ id: 1, text: '1' });
      stream.name = 'other';
      stream.insert({ id: 1, text: 'one' });
    });
    expect([stream.name, texts(stream), errors]).to.deep.equal([
      'list',
      ['one'],
      ['<live-stream name="list">: name cannot change once there are items, and stays, got "other"'],
    ]);
    stream.reset();
    await stream.updateComplete;
    expect(
      await errorsOf(stream, () => {
        stream.delete(1);
        stream.name = 'other';
      }),
    ).to.have.length(1);
    expect(
      await errorsOf(stream, () => {
        stream.insert({ id: 1, text: '1' });
        stream.reset();
        stream.name = 'other';
        stream.insert({ id: 2, text: '2' });
      }),
    ).to.deep.equal([]);
    expect(rows(stream).map((row) => row.id)).to.deep.equal(['other-2']);
  });

  it('that domId fails to give is said alike by an insert and a delete', async () => {
    const stream = await itemStream();
    stream.domId = () => {
      throw new Error('no key');
    };
    const errors = await errorsOf(stream, () => {
      stream.insert({ id: 1, text: '1' });
      stream.delete({ id: 1, text: '1' });
    });
    expect(errors).to.deep.equal([
      `<live-stream name="list">: insert: the item's key could not be derived: no key`,
      `<live-stream name="list">: delete: the item's key could not be derived: no key`,
    ]);
  });

  it('may be anything: spaces, quotes, emoji, names of the page', async () => {
    const stream = await itemStream();
    const odd = ['a b', '"', "'", '🎈', '__proto__', 'body', '<x>', 'x'.repeat(128)];
    stream.stream(odd.map((id) => ({ id, text: id })));
    await stream.updateComplete;
    for (const id of odd) {
      expect(stream.rowByDomId(`list-${id}`)?.textContent).to.equal(id);
      stream.delete(id);
    }
    await stream.updateComplete;
    expect(stream.size).to.equal(0);
  });
});

describe('bad input', () => {
  it('is refused op by op, naming element and value, and the rest is applied', async () => {
    const stream = await itemStream();
    const errors = await errorsOf(stream, () =>
      stream.apply([
        { op: 'insert', item: { id: 1, text: '1' } },
        { op: 'insert', item: { id: 2, text: '2' }, at: -2 },
        { op: 'insert', item: { id: 3, text: '3' } },
      ]),
    );
    expect(errors).to.deep.equal(['<live-stream name="list">: at must be -1, 0 or a positive integer, got -2']);
    expect(texts(stream)).to.deep.equal(['1', '3']);
  });

  it('in a bulk op leaves nothing of the op', async () => {
    const stream = await itemStream();
    const errors = await errorsOf(stream, () => stream.stream([{ id: 1, text: '1' }, { id: null, text: '' } as unknown as Item]));
    expect(errors).to.deep.equal(['<live-stream name="list">: item id must be a non-empty string or a finite number, got null']);
    expect(stream.size).to.equal(0);
  });

  it('an item that renderItem cannot render keeps its place, and is shown once it can', async () => {
    const stream = await itemStream({
      renderItem: (item) => {
        if (item.text === 'bad') throw new Error('no such text');
        return html`<li>${item.text}</li>`;
      },
    });
    const errors = await errorsOf(stream, () =>
      stream.stream([
        { id: 1, text: '1' },
        { id: 2, text: 'bad' },
        { id: 3, text: '3' },
      ]),
    );
    expect(errors).to.deep.equal(['<live-stream name="list">: item list-2 could not be rendered: no such text']);
    expect(rows(stream).map((row) => row.id)).to.deep.equal(['list-1', 'list-2', 'list-3']);
    stream.insert({ id: 2, text: 'good' });
    await stream.updateComplete;
    expect(texts(stream)).to.deep.equal(['1', 'good', '3']);
    await errorsOf(stream, () => stream.insert({ id: 2, text: 'bad' }));
    expect(texts(stream), 'what was shown stays').to.deep.equal(['1', 'good', '3']);
  });

  it('is in the console unless a listener says that it was dealt with', async () => {
    const stream = await itemStream();
    const error = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    stream.insert({ text: 'no id' } as unknown as Item);
    const words = error.mock.calls.map(([said]) => (said as Error).message);
    stream.addEventListener('stream-error', (event) => event.preventDefault());
    stream.insert({ text: 'no id' } as unknown as Item);
    const { length } = error.mock.calls;
    error.mockRestore();
    expect(words).to.deep.equal(['<live-stream name="list">: item id must be a non-empty string or a finite number, got undefined']);
    expect(length).to.equal(1);
  });

  it('a limit attribute that is none is reported, and does not limit', async () => {
    const stream = await itemStream();
    stream.setAttribute('limit', 'many');
    const errors = await errorsOf(stream, () => stream.stream(items(1, 3)));
    expect(errors).to.deep.equal(['<live-stream name="list">: limit must be an integer other than 0, got NaN']);
    expect(stream.size).to.equal(3);
  });
});

describe('renderItem', () => {
  it('changed at run time renders the rows again', async () => {
    const stream = await itemStream();
    stream.stream(items(1, 2));
    await stream.updateComplete;
    stream.renderItem = (item) => html`<li><b>${item.text}!</b></li>`;
    await stream.updateComplete;
    expect(texts(stream)).to.deep.equal(['1!', '2!']);
    expect(rows(stream).map((row) => row.id)).to.deep.equal(['list-1', 'list-2']);
  });

  it('left out shows the text of an item', async () => {
    const stream = document.createElement('live-stream');
    document.body.append(stream);
    stream.insert({ id: 1, text: '<b>as it is</b>' });
    await stream.updateComplete;
    expect(stream.firstElementChild?.textContent).to.equal('<b>as it is</b>');
    expect(stream.firstElementChild?.id).to.equal('stream-1');
    stream.remove();
  });
});

describe('a setting that means nothing', () => {
  for (const [name, value, wanted] of [
    ['anchor', 'bottom', 'one of end, start, row, none, got "bottom"'],
    ['status', 'busy', 'one of ready, loading, failed, got "busy"'],
    ['prefetch', 'lots', 'a number from 0 on, got NaN'],
    ['prefetch', '-1', 'a number from 0 on, got -1'],
  ] as const)
    it(`is reported once: ${name}="${value}"`, async () => {
      const stream = await itemStream();
      const errors = await errorsOf(stream, () => stream.setAttribute(name, value));
      expect(errors).to.deep.equal([`<live-stream name="list">: ${name} must be ${wanted}`]);
      expect(await errorsOf(stream, () => stream.stream(items(1, 2)))).to.deep.equal([]);
      expect(await errorsOf(stream, () => stream.removeAttribute(name))).to.deep.equal([]);
    });

  it('leaves edges told of as far off as usual', async () => {
    const stream = await itemStream({ renderItem: ({ text }) => html`<p style="margin: 0; block-size: 40px">${text}</p>` });
    stream.style.cssText = 'block-size: 200px; overflow-y: auto';
    await errorsOf(stream, () => stream.setAttribute('prefetch', 'lots'));
    const told: string[] = [];
    stream.addEventListener('viewport-bottom', ({ id }) => told.push(id));
    stream.stream(items(1, 50));
    await stream.updateComplete;
    await painted();
    expect(told).to.deep.equal([]);
    stream.scrollTop = stream.scrollHeight - 2 * stream.clientHeight;
    await vi.waitFor(() => expect(told).to.deep.equal(['list-50']));
  });
});
