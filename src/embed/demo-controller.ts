// `<chat-app demo>`: opens a chat on a server in the page as long as the attribute is there, and says which attributes make no sense.

import type { ReactiveController } from 'lit';
import { asId, readable } from '../backend/checks.js';
import { httpUploader } from '../backend/http-uploader.js';
import { phoenixSource } from '../backend/phoenix-source.js';
import type { ChatApp } from '../chat/chat-app.js';
import { openChat, type Chat } from '../chat/chat.js';
import { roomOfHash } from '../chat/hash-route.js';
import { StreamErrorEvent } from '../live-stream/events.js';
import { demoBox } from './demo-box.js';
import { DemoLine, ensureRoom, lendServer } from './demo-server.js';
import { DEMO_ATTRIBUTES, readSettings } from './demo-settings.js';
import { whenLost } from './when-lost.js';

/** Never asked: the sockets end in this page. The name is reserved, so that nobody could be reached. */
const URL_OF_NOBODY = 'wss://live-stream-kit.invalid/socket';
/** How long an answer may take beside the latency: shorter than for a real server, as what is lost here is lost on purpose. */
const PATIENCE_MS = 3_000;
const LONGEST_ROOM = 80;

/** Gives an app a chat while it has the attribute `demo` and no chat of its own. */
export class DemoController implements ReactiveController {
  readonly #app: ChatApp;
  readonly #attributes = new MutationObserver((changes) => this.#changed(changes));
  #line: DemoLine | undefined;
  #chat: Chat | undefined;
  #stop: (() => void) | undefined;
  /** Makes a room where there is none, and says so where that cannot be. */
  #ensure: ((room: string) => Promise<void>) | undefined;
  /** Rooms that need not be made any more: they are there, or could not be made. */
  #there = new Set<string>();
  /** The room that is open, and the one that was asked for last: they differ until it is there. */
  #shown = '';
  #wanted = '';

  constructor(app: ChatApp) {
    this.#app = app;
    app.addController(this);
    // What is chosen in the list is there, and nothing of the page's.
    app.addEventListener('room-select', ({ id }) => void this.#there.add(id));
  }

  hostConnected(): void {
    this.#attributes.observe(this.#app, { attributeFilter: [...DEMO_ATTRIBUTES, 'offline'], attributeOldValue: true });
    this.#start();
  }

  /** The page gives a chat of its own, or names another room: shown when it is there, for before that it would be shown as missing. */
  hostUpdate(): void {
    const [app, ensure, there] = [this.#app, this.#ensure, this.#there];
    const { room } = app;
    // Nobody would see the demo's own any more.
    if (this.#stop && app.chat && app.chat !== this.#chat) return this.#end();
    if (!ensure || room === this.#shown) return;
    this.#wanted = room;
    if (room === '' || there.has(room) || this.#isInAddress()) {
      this.#shown = room;
      return;
    }
    app.room = this.#shown;
    if (!this.#takes(room)) return;
    void ensure(room).then(() => {
      // Unless somebody went elsewhere meanwhile.
      if (this.#there === there && this.#wanted === room) app.room = room;
    });
  }

  hostDisconnected(): void {
    // Moving an element takes it out and puts it in: only what stays out ends.
    queueMicrotask(() => {
      if (this.#app.isConnected) return;
      this.#attributes.disconnect();
      this.#end();
    });
  }

  #changed(changes: readonly MutationRecord[]): void {
    const isOther = ({ attributeName, oldValue }: MutationRecord): boolean => oldValue !== this.#app.getAttribute(attributeName ?? '');
    if (changes.some((change) => change.attributeName !== 'offline' && isOther(change))) this.#restart();
    else if (this.#line) this.#line.online = !this.#app.hasAttribute('offline');
  }

  #restart(): void {
    this.#end();
    this.#start();
  }

  #start(): void {
    const app = this.#app;
    if (this.#stop || !app.hasAttribute('demo') || app.chat) return;
    const settings = readSettings(
      (name) => app.getAttribute(name),
      (...fault) => this.#refuse(...fault),
    );
    const server = lendServer(settings);
    const line = new DemoLine(server.host, settings);
    line.online = !app.hasAttribute('offline');
    let wanted = true;
    let unwatch: (() => void) | undefined;
    let source: ReturnType<typeof phoenixSource> | undefined;
    this.#line = line;
    this.#stop = () => {
      wanted = false;
      unwatch?.();
      source?.close();
      server.release();
    };
    const open = (): void => {
      if (!wanted || app.chat) return;
      const { latency, me } = settings;
      // A name may have letters that no header carries.
      const token = encodeURIComponent(me.id);
      source = phoenixSource({
        url: URL_OF_NOBODY,
        token,
        transport: line.transport,
        timeoutMs: PATIENCE_MS + (typeof latency === 'number' ? latency : latency[1]),
      });
      const uploader = httpUploader({ url: '/', token, fetch: line.fetch, fetchFiles: true });
      app.chat = this.#chat = openChat({ app: `demo:${server.name}`, user: me, source, uploader });
      // Nobody could sign in again.
      unwatch = whenLost(this.#chat, () => this.#restart());
    };
    const there = (this.#there = new Set());
    this.#ensure = (room) =>
      ensureRoom(server, room, settings.history)
        .catch((error: unknown) =>
          this.#report(new Error(`<chat-app room="${room}">: this room could not be made`, { cause: error }), room),
        )
        .then(() => void there.add(room));
    demoBox(app);
    const [given, isInAddress] = [app.getAttribute('room'), this.#isInAddress()];
    const room = isInAddress ? given : app.room;
    const isUsable = !room || this.#takes(room);
    if (!isInAddress && (!isUsable || (!room && given === null))) app.room = settings.history > 0 ? 'archive' : 'weekend-plans';
    this.#shown = app.room;
    // A room that is asked for before it is there would be shown as missing.
    if (room && isUsable) void this.#ensure(room).then(open);
    else open();
  }

  /** Whether it is the address that names the room: what a link names is there or is missing. */
  #isInAddress(): boolean {
    return this.#app.route === 'hash' && roomOfHash(location.hash) === this.#app.room;
  }

  /** Whether this can be a room. */
  #takes(room: string): boolean {
    if (room.length <= LONGEST_ROOM && room.trim() === room && readable(() => asId(room, 'room')) !== undefined) return true;
    this.#refuse('room', room, `it takes up to ${LONGEST_ROOM} characters without control characters, nor spaces around them`);
    return false;
  }

  #end(): void {
    const chat = this.#chat;
    this.#chat = this.#line = this.#ensure = undefined;
    if (chat && this.#app.chat === chat) this.#app.chat = undefined;
    void (chat?.close() ?? Promise.resolve()).then(this.#stop);
    this.#stop = undefined;
  }

  #refuse(attribute: string, value: string, wanted: string): void {
    this.#report(new TypeError(`<chat-app ${attribute}="${value}">: ${wanted}; the demo goes on without it`), value);
  }

  #report(error: Error, value: unknown): void {
    // After the scripts of the page have had time to listen.
    setTimeout(() => {
      // oxlint-disable-next-line no-console -- nobody else took it
      if (this.#app.dispatchEvent(new StreamErrorEvent(error, value))) console.error(error);
    });
  }
}
