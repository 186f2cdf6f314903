// The line under the rooms: what it tells of what waits, and what is over too soon to be told.

import { expect } from '@open-wc/testing';
import { render, type ReactiveControllerHost } from 'lit';
import { vi } from 'vitest';
import type { Chat } from '../../src/chat/chat.js';
import { StandingLine } from '../../src/chat/standing-line.js';
import { english } from '../../src/chat/words.js';
import type { SyncStatus } from '../../src/sync/standing.js';

const QUIET: SyncStatus = {
  word: 'live',
  storage: 'disk',
  unreadable: false,
  readable: true,
  persisted: undefined,
  waiting: 0,
  undoable: 0,
  failed: 0,
  full: false,
};

interface Shown {
  told(status: Partial<SyncStatus>): void;
  says(): string;
  /** What the live regions say, and no more: that goes by itself. */
  speaks(): string;
  close(): void;
}

function line(isAlone = (): boolean => true): Shown {
  const box = document.createElement('div');
  document.body.append(box);
  let tell: (status: SyncStatus) => void = () => undefined;
  const chat = { watch: (told: typeof tell) => ((tell = told), told(QUIET), () => undefined) } as unknown as Chat;
  const show = (): unknown => render(standing.render(english), box);
  const host: ReactiveControllerHost & Element = Object.assign(box, {
    addController: () => undefined,
    removeController: () => undefined,
    requestUpdate: () => void queueMicrotask(show),
    updateComplete: Promise.resolve(true),
  });
  const standing = new StandingLine(host, { chat: () => chat, words: () => english, isAlone });
  standing.hostUpdate();
  return {
    told: (status) => tell({ ...QUIET, ...status }),
    says: () => {
      show();
      return (box.querySelector('.standing')?.textContent ?? '').replaceAll(/\s+/g, ' ').trim();
    },
    speaks: () => {
      show();
      const words = [...box.querySelectorAll('[role=status], [role=alert]')].map(({ textContent }) => textContent).join('');
      vi.advanceTimersByTime(1_100);
      return words;
    },
    close: () => {
      standing.hostDisconnected();
      box.remove();
    },
  };
}

describe('what waits', () => {
  let shown: Shown;
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    shown = line();
  });
  afterEach(() => {
    shown.close();
    vi.useRealTimers();
  });

  it('is not told of a send that is answered at once', () => {
    shown.told({ waiting: 1 });
    expect(shown.says()).to.equal('Connected');
    vi.advanceTimersByTime(399);
    shown.told({ waiting: 0 });
    vi.advanceTimersByTime(1000);
    expect(shown.says()).to.equal('Connected');
  });

  it('is told once it has lasted, until nothing waits', () => {
    shown.told({ waiting: 1 });
    vi.advanceTimersByTime(200);
    shown.told({ waiting: 2 });
    vi.advanceTimersByTime(200);
    expect(shown.says()).to.equal('Connected 2 waiting to be sent');
    shown.told({ waiting: 0 });
    expect(shown.says()).to.equal('Connected');
    shown.told({ waiting: 1 });
    expect(shown.says()).to.equal('Connected');
  });

  it('is no delete that can still be undone', () => {
    shown.told({ waiting: 1, undoable: 1 });
    vi.advanceTimersByTime(5000);
    expect(shown.says()).to.equal('Connected');
    shown.told({ waiting: 2, undoable: 1 });
    vi.advanceTimersByTime(5000);
    expect(shown.says()).to.equal('Connected 1 waiting to be sent');
  });

  it('is a delete, too, where there is no connection, as the room counts it', () => {
    shown.told({ word: 'offline', waiting: 2, undoable: 1 });
    vi.advanceTimersByTime(5000);
    expect(shown.says()).to.equal('Offline 2 waiting to be sent');
  });
});

describe('how the whole chat stands', () => {
  let shown: Shown | undefined;
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
  afterEach(() => {
    shown?.close();
    vi.useRealTimers();
  });

  const spoken = ({ told, speaks }: Shown, ...states: SyncStatus['word'][]): string[] =>
    states.map((state) => {
      told({ word: state });
      return speaks();
    });

  it('is spoken of where somebody has to act, or the connection was lost or is back', () => {
    shown = line();
    expect(shown.speaks()).to.equal('');
    expect(
      spoken(
        shown,
        'offline',
        'connecting',
        'behind',
        'live',
        'auth-required',
        'live',
        'update-needed',
        'outbox-full',
        'memory',
        'signed-out',
      ),
    ).to.deep.equal([
      'You’re offline.',
      '',
      '',
      'You’re back online.',
      'Your session has ended. Sign in again to go on; nothing you wrote is lost.',
      '',
      'This page is out of date. Reload it to go on.',
      english.say('full'),
      '',
      'You’re signed out',
    ]);
  });

  it('is not spoken of beside a room, nor told once more when that is left', () => {
    let isAlone = false;
    shown = line(() => isAlone);
    expect(spoken(shown, 'offline', 'auth-required', 'offline')).to.deep.equal(['', '', '']);
    isAlone = true;
    shown.told({ word: 'offline', waiting: 1 });
    expect([shown.speaks(), ...spoken(shown, 'live')]).to.deep.equal(['', 'You’re back online.']);
  });
});
