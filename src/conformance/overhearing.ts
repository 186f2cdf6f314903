// What a server says, as it came: what a `Source` makes of it may say less. Over HTTP each answer and each event, over Phoenix each frame.

/** A response that is read as ever, while `heard` is told what it says. */
export function overheard(response: Response, heard: (text: string) => void): Response {
  const { body, headers, status } = response;
  if (!body) return response;
  const isStream = isEventStream(response);
  const decoder = new TextDecoder();
  let untold = '';
  const tell = (text: string): void => {
    if (text !== '') heard(text);
  };
  const tap = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(bytes, controller) {
      untold += decoder.decode(bytes, { stream: true });
      const events = isStream ? untold.split(/\r?\n\r?\n/) : [untold];
      untold = events.pop()!;
      for (const event of events) tell(dataOf(event));
      controller.enqueue(bytes);
    },
    flush() {
      if (!isStream) tell(untold);
    },
  });
  return new Response(body.pipeThrough(tap), { headers, status });
}

/** Whether an answer is a stream of events, which need never end. */
export function isEventStream({ headers }: Response): boolean {
  return headers.get('Content-Type')?.includes('text/event-stream') === true;
}

function dataOf(event: string): string {
  const lines = event.split(/\r?\n/).filter((line) => line.startsWith('data:'));
  return lines.map((line) => line.slice('data:'.length)).join('\n');
}

type OnMessage = ((event: { data: unknown }) => void) | null;

/** Tells `heard` of each frame before whoever has set `onmessage`. */
export function overheardSocket(socket: object, heard: (text: string) => void): void {
  let next: OnMessage = null;
  const first: OnMessage = (event) => {
    if (typeof event.data === 'string') heard(event.data);
    next?.call(socket, event);
  };
  (socket as { onmessage: OnMessage }).onmessage = first;
  // Set once, for good: a real socket keeps its listener below, another one reads this.
  Object.defineProperty(socket, 'onmessage', {
    get: () => first,
    set(listener: OnMessage) {
      next = listener;
    },
  });
}
