// Stands in for the WebSocket below Phoenix's socket: nothing is sent anywhere, and messages are objects.

interface Message {
  topic: string;
  event: string;
  payload: unknown;
  ref: string | null;
  join_ref: string | null;
}

export class StubTransport {
  /** The one made last; sockets make their transports themselves. */
  static latest: StubTransport;

  readyState = 0;
  bufferedAmount = 0;
  binaryType = 'arraybuffer';
  onopen: (() => void) | undefined;
  onerror: (() => void) | undefined;
  onmessage: ((event: { data: Message }) => void) | undefined;
  onclose: ((event: object) => void) | undefined;
  #joined: Message | undefined;
  #asked: (() => void) | undefined;

  constructor() {
    StubTransport.latest = this;
    queueMicrotask(() => {
      this.readyState = 1;
      this.onopen?.();
    });
  }

  /** Answers the join of the view; done when the view was rendered. */
  async join(response: object): Promise<void> {
    if (!this.#joined) await new Promise<void>((resolve) => (this.#asked = resolve));
    if (this.#joined) this.#reply(this.#joined, response);
  }

  /** Brings what the server pushes to the view. */
  push(event: string, payload: object): void {
    const { topic, join_ref } = this.#joined ?? { topic: '', join_ref: null };
    this.onmessage?.({ data: { topic, event, payload, ref: null, join_ref } });
  }

  /** A heartbeat without an answer would close the socket in the middle of a long scene. */
  send(message: Message): void {
    if (message.event === 'heartbeat') this.#reply(message, {});
    if (message.event !== 'phx_join') return;
    this.#joined = message;
    this.#asked?.();
  }

  close(): void {
    this.readyState = 3;
  }

  #reply({ topic, ref, join_ref }: Message, response: object): void {
    this.onmessage?.({ data: { topic, event: 'phx_reply', payload: { status: 'ok', response }, ref, join_ref } });
  }
}
