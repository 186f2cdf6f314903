// What a tab shows of a chat, read through its shadow trees.

/** What a tab shows. */
export interface Shown {
  room: string;
  texts: string[];
  ids: string[];
  /** Words that no user should ever see. */
  odd: string;
  /** What has focus: `body` where nothing has. */
  focus: string;
  /** How far the messages are scrolled from their end, in pixels. */
  fromEnd: number;
  /** The last message that ends in view, and where on the screen: by its end it is held. */
  read: { id: string; end: number } | undefined;
  draft: string;
  editing: boolean;
}

/** Runs in the page. */
export function shownIn(): Shown {
  const room = document.querySelector('chat-app')!.shadowRoot!.querySelector('chat-room');
  const root = room?.shadowRoot;
  const list = root?.querySelector('[part=messages]');
  const rows = [...(root?.querySelectorAll('message-item') ?? [])];
  const words = (node: Node): string =>
    node instanceof HTMLStyleElement
      ? ''
      : [(node as Element).shadowRoot, ...node.childNodes].map((part) => (part ? words(part) : '')).join(' ') +
        (node instanceof Text ? node.data : '');
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  const read = rows.findLast((row) => list && row.getBoundingClientRect().bottom <= list.getBoundingClientRect().bottom);
  return {
    room: room?.room ?? '',
    texts: rows.map((row) => row.message?.content ?? ''),
    ids: rows.map(({ id }) => id),
    odd: /.{0,40}(undefined|NaN|\[object|\{\{).{0,40}/.exec(words(document.querySelector('chat-app')!))?.[0] ?? '',
    focus: at?.localName ?? 'body',
    fromEnd: list ? list.scrollHeight - list.clientHeight - list.scrollTop : 0,
    read: read && { id: read.id, end: read.getBoundingClientRect().bottom },
    draft: root?.querySelector('message-composer')?.shadowRoot?.querySelector('textarea')?.value ?? '',
    editing: root?.querySelector('message-edit-dialog')?.opened ?? false,
  };
}
