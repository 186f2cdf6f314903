// What the page as a whole tells: that it woke, and that it may be about to go. Each event says one of the two.

import { expect } from '@open-wc/testing';
import { watchPage } from '../../src/sync/tabs.js';

/** What was told while `act` ran. */
function told(act: () => void): string[] {
  const words: string[] = [];
  const stop = watchPage({ woke: () => words.push('woke'), leaving: () => words.push('leaving'), freezing: () => words.push('freezing') });
  act();
  stop();
  return words;
}

const say = (target: EventTarget, type: string) => () => void target.dispatchEvent(new Event(type));

/** A page that is shown or hidden from now on. */
const become = (state: DocumentVisibilityState) => (): void => {
  Object.defineProperty(document, 'visibilityState', { configurable: true, value: state });
  try {
    document.dispatchEvent(new Event('visibilitychange'));
  } finally {
    Reflect.deleteProperty(document, 'visibilityState');
  }
};

describe('a page', () => {
  it('that is hidden may be about to go, and has not woken', () => {
    expect(told(become('hidden'))).to.deep.equal(['leaving']);
    expect(told(say(window, 'pagehide'))).to.deep.equal(['leaving']);
  });

  it('that is shown again, comes back or hears of the network has woken', () => {
    expect(told(become('visible'))).to.deep.equal(['woke']);
    for (const type of ['pageshow', 'online', 'offline']) expect(told(say(window, type))).to.deep.equal(['woke']);
    expect(told(say(document, 'resume'))).to.deep.equal(['woke']);
  });

  it('that goes to sleep says that, and nobody is told any more who has stopped', () => {
    expect(told(say(document, 'freeze'))).to.deep.equal(['freezing']);
    const words = told(() => undefined);
    become('hidden')();
    expect(words).to.deep.equal([]);
  });
});
