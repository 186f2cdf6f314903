// Importing a class registers nothing; importing a door that says so registers everything, and minds what was registered before.

import { beforeAll, expect, vi } from 'vitest';
import type { Declaration } from '../../tools/manifest/manifest.d.mts';
import { readManifest } from '../../tools/manifest/read.mjs';

let elements: Declaration[];
beforeAll(async () => {
  elements = (await readManifest()).modules
    .flatMap(({ declarations = [] }) => declarations)
    .filter(({ tagName }) => tagName && tagName !== 'stream-inspector'); // a tool, with a door of its own
});

describe('the classes of the elements', () => {
  it('come without being registered, and a door registers each under its tag', async () => {
    const { openChat, ...given } = await import('../../src/elements.js');
    const classes = given as unknown as Record<string, CustomElementConstructor>;
    expect(openChat).toBeInstanceOf(Function);
    expect(Object.keys(classes).toSorted((one, other) => one.localeCompare(other))).toEqual(
      elements.map(({ name }) => name).toSorted((one, other) => one.localeCompare(other)),
    );
    await import('../../src/backend/index.js');
    const registered = (): string[] => elements.flatMap(({ tagName }) => (customElements.get(tagName!) ? [tagName!] : []));
    expect(registered()).toEqual([]);

    // Somebody registers before: the class the door would have registered, one made of it, and one that is something else. All stay.
    const warned = vi.spyOn(console, 'warn').mockReturnValue();
    const [own, strange, other] = ['RoomList', 'MessageItem', 'MessageItem'].map((name) => class extends classes[name]! {});
    customElements.define('message-item', classes['MessageItem']!);
    customElements.define('room-list', own!);
    customElements.define('stream-op', strange!);
    customElements.define('chat-room', other!);
    await import('../../src/live-stream/index.js');
    expect(new Set(registered())).toEqual(new Set(['live-stream', 'stream-op', 'message-item', 'room-list', 'chat-room']));
    await import('../../src/chat/index.js');
    for (const { name, tagName } of elements.filter(({ tagName }) => !['room-list', 'stream-op', 'chat-room'].includes(tagName!)))
      expect(customElements.get(tagName!), tagName).toBe(classes[name]);
    expect([customElements.get('room-list'), customElements.get('stream-op')]).toEqual([own, strange]);
    expect(warned.mock.calls.flat()).toEqual([
      expect.stringContaining('stream-op before'),
      expect.stringContaining('had chat-room before'),
    ]);
  });
});
