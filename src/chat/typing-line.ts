// The people of a room on the screen: who is typing, in a line over the composer, and who is here, as a number in the header.

import { html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { Chat } from './chat.js';
import { personName } from './names.js';
import type { RoomPeople } from './people.js';
import type { Words } from './words.js';

/** More than these are not named. */
const NAMED = 3;
const NOBODY: ReadonlySet<string> = new Set();

export interface TypingLineOptions {
  /** Whose chat and which room; another of them is another room. */
  chat(): Chat | undefined;
  room(): string;
  words(): Words;
  /** Called when other people are here than before. */
  changed(): void;
}

export class TypingLine implements ReactiveController {
  readonly #host: ReactiveControllerHost & Element;
  readonly #options: TypingLineOptions;
  #people: RoomPeople | undefined;
  #chat: Chat | undefined;
  #room = '';

  constructor(host: ReactiveControllerHost & Element, options: TypingLineOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  /** The ids of all who are here. */
  get here(): ReadonlySet<string> {
    return this.#people?.here ?? NOBODY;
  }

  hostUpdate(): void {
    const [chat, room] = [this.#options.chat(), this.#options.room()];
    if ((chat === this.#chat && room === this.#room && this.#people) || !this.#host.isConnected) return;
    this.#close();
    this.#chat = chat;
    this.#room = room;
    if (!room) return;
    this.#people = chat?.people(room, () => {
      this.#options.changed();
      this.#host.requestUpdate();
    });
  }

  hostDisconnected(): void {
    queueMicrotask(() => {
      if (!this.#host.isConnected) this.#close();
    });
  }

  /** The text being written is this now. */
  wrote(text: string): void {
    if (text.trim() === '') this.#people?.rested();
    else this.#people?.wrote();
  }

  /** The line; it is always there, so that nothing moves. */
  render(): TemplateResult {
    const words = this.#options.words();
    const names = (this.#people?.typing ?? []).map(({ name }) => personName(name, words));
    const key = names.length === 1 ? 'typingOne' : names.length > NAMED ? 'typingMany' : 'typingSome';
    return html`<div class="typing" part="typing">
      ${names.length === 0 ? nothing : html`<i aria-hidden="true"></i><span>${words.say(key, { names: words.list(names) })}</span>`}
    </div>`;
  }

  /** How many are here, once there is somebody beside the user. */
  renderHere(): TemplateResult | typeof nothing {
    const { size } = this.here;
    if (size < 2) return nothing;
    return html`<span class="here" part="here">${this.#options.words().say('online', { count: size })}</span>`;
  }

  #close(): void {
    this.#people?.close();
    this.#people = undefined;
  }
}
