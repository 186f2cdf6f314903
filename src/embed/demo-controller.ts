// `<chat-app demo>`: opens a chat on a server in the page as long as the attribute is there, and says which attributes make no sense.

import type { ReactiveController } from 'lit';
import { httpUploader } from '../backend/http-uploader.js';
import { phoenixSource } from '../backend/phoenix-source.js';
import type { ChatApp } from '../chat/chat-app.js';
import { openChat, type Chat } from '../chat/chat.js';
import { StreamErrorEvent } from '../live-stream/events.js';
import { demoBox } from './demo-box.js';
import { DemoLine, ensureRoom, lendServer } from './demo-server.js';
import { DEMO_ATTRIBUTES, readSettings } from './demo-settings.js';

/** Never asked: the sockets end in this page. The name is reserved, so that nobody could be reached. */
const URL_OF_NOBODY = 'wss://live-stream-kit.invalid/socket';
/** How long an answer may take beside the latency: shorter than for a real server, as what is lost here is lost on purpose. */
const PATIENCE_MS = 3_000;
const LONGEST_ROOM = 80;

/** Gives an app a chat while it has the attribute `demo` and no chat of its own. */
export class DemoController implements ReactiveController {
  readonly #app: ChatApp;
  readonly #attributes = new MutationObserver((changes) => this.#changed(changes.map(({ attributeName }) => attributeName)));
  #line: DemoLine | undefined;
  #chat: Chat | undefined;
  #stop: (() => void) | undefined;
  /** Makes a room where there is none, and says so where that cannot be. */
  #ensure: ((room: string) => Promise<void>) | undefined;
  /** The room that was open when the app was last rendered. */
  #shown = '';

  constructor(app: ChatApp) {
    this.#app = app;
    app.addController(this);
  }

  hostConnected(): void {
    this.#attributes.observe(this.#app, { attributeFilter: [...DEMO_ATTRIBUTES, 'offline', 'room'] });
    this.#start();
  }

  hostUpdated(): void {
    this.#shown = this.#app.room;
  }

  hostDisconnected(): void {
    // Moving an element takes it out and puts it in: only what stays out ends.
    queueMicrotask(() => {
      if (this.#app.isConnected) return;
      this.#attributes.disconnect();
      this.#end();
    });
  }

  #changed(names: readonly (string | null)[]): void {
    if (names.some((name) => name !== 'offline' && name !== 'room')) {
      this.#end();
      this.#start();
      return;
    }
    if (this.#line) this.#line.online = !this.#app.hasAttribute('offline');
    if (names.includes('room')) this.#enter();
  }

  /** The page names another room: shown when it is there, for before that it would be shown as missing. */
  #enter(): void {
    const [app, room, shown, ensure] = [this.#app, this.#room(), this.#shown, this.#ensure];
    if (room === undefined || !ensure || app.room !== room) return;
    app.room = shown;
    void ensure(room).then(() => {
      // Unless somebody went elsewhere meanwhile.
      if (this.#ensure === ensure && this.#room() === room && app.room === shown) app.room = room;
    });
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
    this.#line = line;
    this.#stop = () => {
      wanted = false;
      server.release();
    };
    const open = (): void => {
      if (!wanted || app.chat) return;
      const { latency, me } = settings;
      const source = phoenixSource({
        url: URL_OF_NOBODY,
        token: me.id,
        transport: line.transport,
        timeoutMs: PATIENCE_MS + (typeof latency === 'number' ? latency : latency[1]),
      });
      const uploader = httpUploader({ url: '/', token: me.id, fetch: line.fetch, fetchFiles: true });
      app.chat = this.#chat = openChat({ app: `demo:${server.name}`, user: me, source, uploader });
    };
    this.#ensure = (room) =>
      ensureRoom(server, room, settings.history).catch((error: unknown) =>
        this.#report(new Error(`<chat-app room="${room}">: this room could not be made`, { cause: error }), room),
      );
    demoBox(app);
    const room = this.#room();
    if (room === undefined) {
      if (app.room === '' && !app.hasAttribute('room')) app.room = settings.history > 0 ? 'archive' : 'weekend-plans';
      open();
    } else {
      // A room that is asked for before it is there would be shown as missing.
      void this.#ensure(room).then(open);
    }
  }

  /** The room the page names, if it can be one. */
  #room(): string | undefined {
    const room = this.#app.getAttribute('room');
    if (room === null || room === '') return undefined;
    if (room.length <= LONGEST_ROOM && room.trim() === room) return room;
    this.#refuse('room', room, `it takes up to ${LONGEST_ROOM} characters without spaces around them`);
    return undefined;
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
