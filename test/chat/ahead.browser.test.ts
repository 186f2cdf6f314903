// What is loaded once the page is idle, and what is not where the user saves data.

import { expect } from '@open-wc/testing';
import { onTestFinished, vi } from 'vitest';
import { ahead, aheadIfFree } from '../../src/chat/ahead.js';

afterEach(() => void Reflect.deleteProperty(navigator, 'connection'));

const load = (): ReturnType<typeof vi.fn<() => Promise<unknown>[]>> => vi.fn(() => []);

describe('what is loaded once the page is idle', () => {
  it('is all that may be asked for, where nobody saves data', async () => {
    const [needed, spare] = [load(), load()];
    aheadIfFree(spare);
    ahead(needed);
    await vi.waitFor(() => expect([needed.mock.calls.length, spare.mock.calls.length]).to.deep.equal([1, 1]), { timeout: 10_000 });
  });

  it('is loaded all the same where the page never is', async () => {
    // As an engine does it in which each frame takes all of its time.
    const neverIdle = (callback: () => void, { timeout }: IdleRequestOptions = {}): number =>
      timeout === undefined ? 0 : window.setTimeout(callback, timeout);
    vi.stubGlobal('requestIdleCallback', neverIdle);
    onTestFinished(() => void vi.unstubAllGlobals());
    const needed = load();
    ahead(needed);
    await vi.waitFor(() => expect(needed.mock.calls).to.have.length(1), { timeout: 10_000 });
  });

  it('is without what few will ask for, where the user saves data', async () => {
    Object.defineProperty(navigator, 'connection', { configurable: true, value: { saveData: true } });
    const [needed, spare] = [load(), load()];
    aheadIfFree(spare);
    ahead(needed);
    await vi.waitFor(() => expect(needed.mock.calls).to.have.length(1), { timeout: 10_000 });
    expect(spare.mock.calls).to.have.length(0);
  });
});
