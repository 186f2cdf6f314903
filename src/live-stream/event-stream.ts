// Reads the two ways a server streams data over one response: server-sent events (`text/event-stream`) and one JSON value a line
// (NDJSON). Both take text as it comes, cut anywhere, and give what is complete. Pure.

/** The longest event, or line, that is kept whole, in UTF-16 units. */
const LONGEST = 16_777_216;
/** What is so many times as long has no end. */
const ENDLESS = 16;

/** A line whose end has not come yet. Of one that is too long the beginning is kept and one unit more, which nobody can take for all of it. */
class Unfinished {
  text = '';
  readonly #longest: number;
  #length = 0;

  constructor(longest: number) {
    this.#longest = longest;
  }

  /** Joined, and looked through, only when its end comes: a long line costs no more than it is long. Throws where that will not come. */
  add(piece: string): void {
    this.#length += piece.length;
    if (this.#length > ENDLESS * this.#longest) throw new Error(`a line of ${this.#length} characters has not ended`);
    this.text += piece.slice(0, Math.max(0, this.#longest + 1 - this.text.length));
  }

  take(): string {
    const { text } = this;
    this.text = '';
    this.#length = 0;
    return text;
  }
}

/** One server-sent event. Source: the HTML standard, "Interpreting an event stream". */
export interface ServerSentEvent {
  event: string;
  data: string;
}

/** A reader of server-sent events over all connections to one stream: keeps the last id and the retry time the server asked for. */
export class EventStreamReader {
  /** The last event id, to be sent as `Last-Event-ID` on reconnecting, as `asHeader` writes it. */
  lastEventId = '';
  /** Milliseconds the server asks to wait before reconnecting. */
  retry: number | undefined;
  readonly #longest: number;
  readonly #rest: Unfinished;
  /** The last piece ended in CR: an LF that comes next is of the same line break. */
  #cr = false;
  #started = false;
  #event = '';
  #data: string[] = [];
  /** How long that is. */
  #size = 0;
  #id: string | undefined;

  /** Of data longer than `longest` a part is given that is longer than that, too: whoever reads it refuses it. */
  constructor(longest = LONGEST) {
    this.#longest = longest;
    this.#rest = new Unfinished(longest + 'data: '.length);
  }

  /** A new connection: what the one before left unfinished is sent again, and must not be joined to it. */
  begin(): void {
    this.#rest.take();
    this.#cr = false;
    this.#started = false;
    this.#event = '';
    this.#data = [];
    this.#size = 0;
    this.#id = undefined;
  }

  /** Takes a piece of the stream; gives the events it completes. Throws where a line has no end. */
  read(text: string): ServerSentEvent[] {
    if (!this.#started && text !== '') {
      this.#started = true;
      if (text.startsWith('\uFEFF')) text = text.slice(1);
    }
    const events: ServerSentEvent[] = [];
    const piece = this.#cr ? text.replace(/^\n/, '') : text;
    if (text !== '') this.#cr = text.endsWith('\r');
    const line = /\r\n|\n|\r/g;
    let from = 0;
    for (let end = line.exec(piece); end; end = line.exec(piece)) {
      this.#rest.add(piece.slice(from, end.index));
      const event = this.#line(this.#rest.take());
      if (event) events.push(event);
      from = line.lastIndex;
    }
    this.#rest.add(piece.slice(from));
    return events;
  }

  #line(line: string): ServerSentEvent | undefined {
    if (line === '') return this.#dispatch();
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') this.#event = value;
    else if (field === 'data') this.#keep(value);
    else if (field === 'id' && !value.includes('\0')) this.#id = value;
    else if (field === 'retry' && /^\d+$/.test(value)) this.retry = Number(value);
    return undefined;
  }

  #keep(value: string): void {
    if (this.#size <= this.#longest + 1) this.#data.push(value);
    this.#size += value.length + 1;
  }

  #dispatch(): ServerSentEvent | undefined {
    const event = { event: this.#event || 'message', data: this.#data.join('\n') };
    const complete = this.#data.length > 0;
    if (this.#id !== undefined) this.lastEventId = this.#id;
    this.#event = '';
    this.#data = [];
    this.#size = 0;
    return complete ? event : undefined;
  }
}

/** An event id as a header can carry it: one character for each byte of UTF-8, as `EventSource` sends it. */
export function asHeader(id: string): string {
  return encodeURIComponent(id).replace(/%(..)/g, (_, byte: string) => String.fromCharCode(parseInt(byte, 16)));
}

/** A reader of lines, for NDJSON. */
export class LineReader {
  readonly #rest: Unfinished;

  /** Of a line longer than `longest` a part is given that is longer than that, too. */
  constructor(longest = LONGEST) {
    this.#rest = new Unfinished(longest);
  }

  /** Takes a piece of the stream; gives the lines it completes, empty ones left out. Throws where one has no end. */
  read(text: string): string[] {
    const ends = text.split('\n');
    const rest = ends.pop() ?? '';
    const lines = ends.map((end) => {
      this.#rest.add(end);
      return this.#rest.take().replace(/\r$/, '');
    });
    this.#rest.add(rest);
    return lines.filter((line) => line.trim() !== '');
  }

  /** The last line, which need not end with a line break. */
  end(): string[] {
    const rest = this.#rest.take().trim();
    return rest ? [rest] : [];
  }
}
