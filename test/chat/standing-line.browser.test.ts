// The line under the rooms: what it tells of what waits, and what is over too soon to be told.

import { expect } from '@open-wc/testing';
import { render, type ReactiveControllerHost } from 'lit';
import { vi } from 'vitest';
import type { Chat } from '../../src/chat/chat.js';
import { StandingLine } from '../../src/chat/standing-line.js';
import { english } from '../../src/chat/words.js';
import type { SyncStatus } from '../../src/sync/standing.js';

const QUIET: SyncStatus = {
  state: 'live',
  storage: 'disk',
  unreadable: false,
  readable: true,
  persisted: undefined,
  waiting: 0,
  undoable: 0,
  failed: 0,
  full: false,
};

function line(): { told(status: Partial<SyncStatus>): void; says(): string; close(): void } {
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
  const standing = new StandingLine(host, () => chat);
  standing.hostUpdate();
  return {
    told: (status) => tell({ ...QUIET, ...status }),
    says: () => {
      show();
      return box.textContent.replaceAll(/\s+/g, ' ').trim();
    },
    close: () => {
      standing.hostDisconnected();
      box.remove();
    },
  };
}

describe('what waits', () => {
  let shown: ReturnType<typeof line>;
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
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
});
