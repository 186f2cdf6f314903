// A room on a page, with a server behind it, as tests of chat use it.

import { expect, fixture, html } from '@open-wc/testing';
import { vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import '../../src/chat/define.js';
import type { ChatRoom } from '../../src/chat/chat-room.js';
import type { MessageItem } from '../../src/chat/message-item.js';
import { World, type WorldOptions } from './world.js';

export interface RoomFixture {
  world: World;
  room: ChatRoom;
  /** The rows from top to bottom. */
  rows(): MessageItem[];
  /** The words of the rows. */
  texts(): string[];
  /** The row with these words. */
  row(text: string): MessageItem;
  /** What is found in the room's own shadow tree. */
  part(selector: string): HTMLElement | null;
  /** The composer's field. */
  field(): HTMLTextAreaElement;
  /** Writes and sends with real keys. */
  send(text: string): Promise<void>;
}

/** For a stream that nobody looks at. */
export const QUIET = { ops: (): void => undefined, status: (): void => undefined, error: (): void => undefined };

const worlds: World[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

/** A world that ends with the test. */
export function newWorld(options: WorldOptions = {}): World {
  const world = new World(options);
  worlds.push(world);
  return world;
}

/** Opens a room in a box of the given size, and waits until it knows its messages. */
export async function openRoom(
  id = 'weekend-plans',
  {
    height = 480,
    width = 640,
    least = 10,
    world = newWorld(),
    chat = world.chat,
  }: { height?: number; width?: number; least?: number; world?: World; chat?: World['chat'] } = {},
): Promise<RoomFixture> {
  const box = await fixture<HTMLElement>(html`<div></div>`);
  box.style.cssText = `block-size: ${height}px; inline-size: ${width}px`;
  const room = document.createElement('chat-room');
  room.chat = chat;
  room.room = id;
  room.timeZone = 'UTC';
  box.append(room);
  const rows = (): MessageItem[] =>
    [...(room.list?.children ?? [])].filter((child): child is MessageItem => child.localName === 'message-item');
  const opened: RoomFixture = {
    world,
    room,
    rows,
    texts: () => rows().map((row) => (row.state === 'deleting' ? 'Message deleted' : (row.message?.content ?? ''))),
    row: (text) => {
      const found = rows().find((row) => row.message?.content === text);
      if (!found) throw new Error(`no row says ${text}`);
      return found;
    },
    part: (selector) => room.shadowRoot!.querySelector(selector),
    field: () => room.composer!.shadowRoot!.querySelector('textarea')!,
    send: async (text) => {
      await userEvent.click(opened.field());
      await userEvent.keyboard(`${text.replaceAll(/[{[]/g, '$&$&')}{Enter}`);
    },
  };
  await vi.waitFor(() => {
    if (rows().length < least) throw new Error(`${rows().length} rows`);
  });
  await painted();
  return opened;
}

/** Two frames: laid out, and the reader's place settled. */
export async function painted(): Promise<void> {
  for (let i = 0; i < 2; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
}

/** How far the reader is from the end of the list, in pixels. */
export function fromEnd({ room }: RoomFixture): number {
  const { scrollHeight, clientHeight, scrollTop } = room.list!;
  return scrollHeight - clientHeight - scrollTop;
}

/** The element that has focus, through shadow roots. */
export function focused(): Element | null {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at;
}

/** A button by its name, in a shadow tree. */
export function button(host: Element, name: string): HTMLButtonElement {
  const found = [...host.shadowRoot!.querySelectorAll('button')].find(
    (one) => (one.getAttribute('aria-label') ?? one.textContent)?.trim() === name,
  );
  if (!found) throw new Error(`<${host.localName}> has no button ${name}`);
  return found;
}

/** Has the user of `world` open a room, and leave it with everything read. */
export async function readAll(world: World, id: string): Promise<void> {
  const { room } = await openRoom(id, { world });
  await vi.waitFor(() => expect(world.chat.mark(id).begun).to.equal(true));
  room.remove();
}

/** The page is hidden, for whoever asks it, until the function is called: nothing is read. */
export function hidden(): () => void {
  Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
  return () => {
    Reflect.deleteProperty(document, 'visibilityState');
    document.dispatchEvent(new Event('visibilitychange'));
  };
}
