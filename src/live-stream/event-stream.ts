// Reads the two ways a server streams data over one response: server-sent events (`text/event-stream`) and one JSON value a line
// (NDJSON). Both take text as it comes, cut anywhere, and give what is complete. Pure.

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
  #rest = '';
  /** The last piece ended in CR: an LF that comes next is of the same line break. */
  #cr = false;
  #started = false;
  #event = '';
  #data: string[] = [];
  #id: string | undefined;

  /** A new connection: what the one before left unfinished is sent again, and must not be joined to it. */
  begin(): void {
    this.#rest = '';
    this.#cr = false;
    this.#started = false;
    this.#event = '';
    this.#data = [];
    this.#id = undefined;
  }

  /** Takes a piece of the stream; gives the events it completes. */
  read(text: string): ServerSentEvent[] {
    if (!this.#started && text !== '') {
      this.#started = true;
      if (text.startsWith('\uFEFF')) text = text.slice(1);
    }
    const events: ServerSentEvent[] = [];
    const buffer = this.#rest + (this.#cr ? text.replace(/^\n/, '') : text);
    if (text !== '') this.#cr = text.endsWith('\r');
    const line = /\r\n|\n|\r/g;
    let from = 0;
    for (let end = line.exec(buffer); end; end = line.exec(buffer)) {
      const event = this.#line(buffer.slice(from, end.index));
      if (event) events.push(event);
      from = line.lastIndex;
    }
    this.#rest = buffer.slice(from);
    return events;
  }

  #line(line: string): ServerSentEvent | undefined {
    if (line === '') return this.#dispatch();
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') this.#event = value;
    else if (field === 'data') this.#data.push(value);
    else if (field === 'id' && !value.includes('\0')) this.#id = value;
    else if (field === 'retry' && /^\d+$/.test(value)) this.retry = Number(value);
    return undefined;
  }

  #dispatch(): ServerSentEvent | undefined {
    const event = { event: this.#event || 'message', data: this.#data.join('\n') };
    const complete = this.#data.length > 0;
    if (this.#id !== undefined) this.lastEventId = this.#id;
    this.#event = '';
    this.#data = [];
    return complete ? event : undefined;
  }
}

/** An event id as a header can carry it: one character for each byte of UTF-8, as `EventSource` sends it. */
export function asHeader(id: string): string {
  return encodeURIComponent(id).replace(/%(..)/g, (_, byte: string) => String.fromCharCode(parseInt(byte, 16)));
}

/** A reader of lines, for NDJSON. */
export class LineReader {
  #rest = '';

  /** Takes a piece of the stream; gives the lines it completes, empty ones left out. */
  read(text: string): string[] {
    const lines = (this.#rest + text).split(/\r?\n/);
    this.#rest = lines.pop() ?? '';
    return lines.filter((line) => line.trim() !== '');
  }

  /** The last line, which need not end with a line break. */
  end(): string[] {
    const rest = this.#rest.trim();
    this.#rest = '';
    return rest ? [rest] : [];
  }
}
