// A server that lets nobody in, from the start: neither rooms nor messages are said to be on their way.

import { expect, fixture, html } from '@open-wc/testing';
import { vi } from 'vitest';
import { openChat, type Chat } from '../../src/chat/chat.js';
import '../../src/chat/define.js';
import { SourceError, type Source } from '../../src/sync/protocol.js';

/** A source that is refused whatever it asks for. */
function refused(reason: 'unauthorized' | 'outdated'): Source {
  return {
    channel: (topic, events) => {
      queueMicrotask(() => events.error(new SourceError(reason, `${topic} is refused`)));
      const closed = (): Promise<never> => Promise.reject(new SourceError('closed', `${topic} is not joined`));
      return { joined: false, sync: closed, page: closed, put: closed, leave: () => undefined };
    },
    close: () => undefined,
  };
}

let chat: Chat;
afterEach(() => chat.close());

for (const [reason, words] of [
  ['unauthorized', 'Sign in again'],
  ['outdated', 'Reload this page'],
] as const) {
  describe(`refused as ${reason}, with nothing kept`, () => {
    beforeEach(() => {
      chat = openChat({ source: refused(reason), user: { id: 'ana', name: 'Ana' }, app: `refused-${reason}`, storage: 'memory' });
    });

    for (const tag of ['room-list', 'chat-room']) {
      it(`<${tag}> says what to do`, async () => {
        const element = await fixture<HTMLElement>(
          tag === 'room-list'
            ? html`<room-list .chat=${chat}></room-list>`
            : html`<chat-room room="weekend-plans" .chat=${chat} style="block-size: 400px"></chat-room>`,
        );
        const list = element.shadowRoot!.querySelector('live-stream')!;
        await vi.waitFor(() => expect(list.matches(':state(failed)')).to.equal(true));
        const seen = (slot: string): string | undefined => {
          const child = Array.from(list.children).find((one) => one.slot === slot && one.checkVisibility());
          return child?.textContent?.trim();
        };
        expect([seen('loading'), seen('failed')]).to.deep.equal([undefined, words]);
      });
    }
  });
}
