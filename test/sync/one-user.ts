// One user with tabs of a server: new for each test, closed after it.

import { afterEach, beforeEach, vi } from 'vitest';
import { FakeServer } from './fake-source.js';
import { ListScreen } from './list-screen.js';

type ScreenOptions = Partial<ConstructorParameters<typeof ListScreen>[1]>;

export interface OneUser {
  readonly server: FakeServer;
  readonly userKey: string;
  /** A tab, online unless told otherwise. */
  open(options?: ScreenOptions & { online?: boolean }): ListScreen;
  /** Another user at another server, for a test that needs many. */
  renew(): void;
}

/** To be called where tests are described; what it gives is another one for each of them, its tabs open with the `defaults`. */
export function oneUser(defaults: ScreenOptions = {}, seeded = 0): OneUser {
  let server: FakeServer;
  let userKey: string;
  const screens: ListScreen[] = [];

  const renew = (): void => {
    server = new FakeServer(seeded);
    userKey = crypto.randomUUID();
  };

  beforeEach(renew);

  afterEach(async () => {
    vi.restoreAllMocks();
    await Promise.all(screens.splice(0).map((screen) => screen.close()));
  });

  return {
    get server() {
      return server;
    },
    get userKey() {
      return userKey;
    },
    open({ online = true, ...options } = {}) {
      const source = server.source();
      source.online = online;
      const screen = new ListScreen(source, { userKey, ...defaults, ...options });
      screens.push(screen);
      return screen;
    },
    renew,
  };
}
