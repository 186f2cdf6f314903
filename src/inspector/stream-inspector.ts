// <stream-inspector>: what comes to a list or a chat, what waits, what is missing, and buttons that make trouble. For developers.

import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { inAnyDocument } from '../live-stream/any-document.js';
import { StreamErrorEvent } from '../live-stream/events.js';
import type { LiveStream } from '../live-stream/live-stream.js';
import type { StreamOp } from '../live-stream/ops.js';
import { controls, tokens } from '../chat/tokens.js';
import { lookAtDevice, type DeviceFacts } from './device.js';
import { Inspected } from './inspected.js';
import { bar, facts, heard, opLine, troubleButtons } from './inspector-views.js';
import type { OpLine } from './op-lines.js';
import { Recorder } from './recorder.js';
import { toLines } from './recording.js';
import { Replay } from './replay.js';
import { rowsOf } from './rows-of.js';
import { inspectorStyles } from './stream-inspector.styles.js';
import { Troubles, type Troubled } from './troubles.js';
import { segmentsOf, type Segment } from './window-bar.js';

const LINES = 200;

/**
 * Shows what a `<live-stream>`, `<chat-room>` or `<chat-app>` does: ops as they come, what waits and what was refused, gaps, tabs and
 * who sends, storage, what was announced. Records the ops, and plays a recording to a list step by step. English only: a tool for
 * developers, on no page that users see.
 *
 * @tagname stream-inspector
 * @fires stream-error - A recording could not be read, played or written whole, or has ended as it is full.
 * @csspart bar - What the list holds, and the gaps in it.
 * @csspart log - The list of ops.
 * @csspart facts - The table of what waits, tabs and storage.
 */
@inAnyDocument
export class StreamInspector extends LitElement {
  static override readonly styles = [tokens, controls, inspectorStyles];

  /** The id of what to look at: a `<live-stream>`, `<chat-room>` or `<chat-app>` beside this element. */
  @property({ attribute: 'for' }) htmlFor = '';

  /** A mock server of this page: with it there are buttons that make trouble. */
  @property({ attribute: false }) server: Troubled | undefined;

  /** Notes the rows that are there, and every step from now on, 10,000 at most: then it ends. Rows that came as elements are left out. */
  @property({ type: Boolean, reflect: true }) recording = false;

  /**
   * The recording as the lines of a `.jsonl` file, which plays the same on a list of any name, `limit` and `domId`. Unless `withWords`,
   * what people wrote becomes dots and ids become others; numbers, `true` and `false`, dates, and names of members as code has them
   * (`readBy`) stay. Items that JSON cannot hold whole are left out, and named by `stream-error`.
   */
  export({ withWords = false }: { withWords?: boolean } = {}): string {
    const refused: string[] = [];
    const text = toLines(this.#recorder.steps, { withWords, refuse: (why) => refused.push(why) });
    const more = refused.length > 1 ? `, and ${refused.length - 1} more` : '';
    this.trouble = '';
    if (refused[0]) this.#refuse(new Error(`not in the file: ${refused[0]}${more}`), this.#recorder.steps);
    return text;
  }

  /**
   * Empties the list and makes `text`, the lines of a recording, what `step` plays. Only for a `<live-stream>`: a chat shows what its
   * server has. Fires `stream-error` and returns false where that is not possible: the list stays as it is, and nothing is to be played.
   */
  replay(text: string): boolean {
    this.#played = undefined;
    try {
      const { list, chat } = this.#inspected;
      if (!list || chat) throw new Error('a recording is played to a <live-stream>');
      this.#played = new Replay(text, list);
      this.recording = false;
      list.reset();
    } catch (error) {
      this.#refuse(error as Error, text);
      return false;
    }
    this.trouble = '';
    this.requestUpdate();
    return true;
  }

  /** Plays the next step of a recording; false if there is none, or another list is looked at now than the one it is played to, or none. */
  step(): boolean {
    this.requestUpdate();
    return this.#played?.to(this.#inspected.list)?.step() ?? false;
  }

  @query('live-stream') log!: LiveStream<OpLine>;
  @query('input[type=file]') file!: HTMLInputElement;
  @state() trouble = ''; // what went wrong with a recording last
  @state() device: DeviceFacts | undefined; // asked for now and then, as nobody tells
  readonly #inspected = new Inspected(this, {
    target: () => this.#target(),
    noted: (lines) => (this.hasUpdated ? this.log.stream(lines, { limit: -LINES }) : this.#lines.push(...lines)),
    followed: () => this.recording && void this.#noteRows(),
    taken: (ops) => this.recording && this.#record(ops),
    looked: () => void this.#look(),
  });
  readonly #troubles = new Troubles(() => this.server);
  readonly #recorder = new Recorder(this.#inspected);
  readonly #lines: OpLine[] = []; // from before there was a log
  #played: Replay | undefined;
  #asking = false;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#troubles.clear();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('htmlFor') && this.hasUpdated) this.#inspected.look();
    if (changed.has('server')) this.#troubles.clear();
    if (changed.has('recording') && this.recording) {
      this.#recorder.begin();
      void this.#noteStored();
    }
  }

  protected override firstUpdated(): void {
    this.log.stream(this.#lines, { limit: -LINES });
  }

  protected override render(): unknown {
    const { list, chat, heard: announcements } = this.#inspected;
    return html`
      <header>
        <strong>${list ? this.#nameOf(list) : this.htmlFor ? `#${this.htmlFor}: no list yet` : 'for="…" names nothing'}</strong>
        ${this.server ? troubleButtons(this.#troubles, this.#toggle) : nothing}
        ${this.#renderRecording(list !== undefined && chat === undefined)}
      </header>
      <p class="trouble" role="alert">${this.trouble}</p>
      ${bar(list ? this.#segments(list) : [])}
      <div class="body">
        <live-stream part="log" name="op" role="list" aria-label="Ops" tabindex="0" anchor="end" .renderItem=${opLine}
          ><p slot="empty">Ops are listed as they come.</p></live-stream
        >
        <div class="side" role="group" aria-label="State" tabindex="0">
          ${facts(list?.size, chat?.status, this.device)} ${heard(announcements?.words ?? [])}
        </div>
      </div>
    `;
  }

  #renderRecording(canReplay: boolean): TemplateResult {
    const count = this.#recorder.steps.length;
    const playing = this.#played?.to(this.#inspected.list);
    return html`<div class="group" role="group" aria-label="Recording">
      <button class="plain record" aria-pressed=${this.recording} @click=${() => (this.recording = !this.recording)}>
        Record${count ? ` (${count})` : ''}
      </button>
      <button class="plain" ?disabled=${count === 0} @click=${this.#save}>Export</button>
      ${
        canReplay
          ? html`<button class="plain" @click=${() => this.file.click()}>Open…</button>
              <input type="file" accept=".jsonl" hidden @change=${this.#open} />
              <button class="plain" ?disabled=${!playing} aria-disabled=${playing?.isOver ? 'true' : 'false'} @click=${this.step}>
                Step${playing ? ` ${playing.played} of ${playing.length}` : ''}
              </button>`
          : nothing
      }
    </div>`;
  }

  #target(): Element | undefined {
    return (this.htmlFor && (this.getRootNode() as Document).getElementById?.(this.htmlFor)) || undefined;
  }

  #nameOf(list: LiveStream<object>): string {
    const room = (this.#target() as { room?: string } | undefined)?.room;
    return `#${this.htmlFor}${room ? `, room ${room}` : ''}, stream ${list.name || 'stream'}`;
  }

  #segments(list: LiveStream<object>): Segment[] {
    return segmentsOf(rowsOf(list).map(({ key, element }) => ({ id: key, seq: (element as { message?: { seq: number } }).message?.seq })));
  }

  #noteRows(): Promise<void> {
    this.#recorder.noteRows();
    return this.#noteStored();
  }

  /** What storage gives back comes by no op: it is there to begin with, but not yet. */
  async #noteStored(): Promise<void> {
    const { list } = this.#inspected;
    if (list?.persist === undefined) return;
    const { size } = list;
    await list.updateComplete;
    if (this.recording && list === this.#inspected.list && list.size !== size) this.#recorder.noteRows();
    this.requestUpdate();
  }

  #record(ops: readonly StreamOp<object>[]): void {
    this.#recorder.note(ops);
    if (!this.#recorder.isFull) return;
    this.recording = false;
    this.#refuse(new Error(`the recording has ${this.#recorder.steps.length} steps and ends here: export it, or begin another`), ops);
  }

  async #look(): Promise<void> {
    this.requestUpdate();
    const prefix = this.#inspected.chat?.prefix;
    if (prefix === undefined) return void (this.device = undefined);
    if (this.#asking || document.hidden) return;
    this.#asking = true;
    this.device = await lookAtDevice(prefix);
    this.#asking = false;
  }

  readonly #toggle = (name: string): void => {
    this.#troubles.toggle(name);
    this.requestUpdate();
  };

  readonly #save = (): void => {
    const url = URL.createObjectURL(new Blob([this.export()], { type: 'application/jsonl' }));
    Object.assign(document.createElement('a'), { href: url, download: `${this.htmlFor || 'stream'}.jsonl` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000); // the browser reads it after this turn
  };

  readonly #open = async (): Promise<void> => {
    const [file] = this.file.files ?? [];
    this.file.value = '';
    try {
      if (file) this.replay(await file.text());
    } catch (error) {
      this.#refuse(error as Error, file);
    }
  };

  #refuse(error: Error, value: unknown): void {
    const named = new Error(`<stream-inspector for="${this.htmlFor}">: ${error.message}`, { cause: error });
    this.trouble = error.message;
    this.dispatchEvent(new StreamErrorEvent(named, value));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'stream-inspector': StreamInspector;
  }
}
