// The ways between the parts of a chat by keyboard: the rooms, the messages, the composer. Loaded when one is first taken.

/** The room that is open, as far as one moves in it. */
type Room = Readonly<Record<'list' | 'composer', HTMLElement | null>>;
/** What holds focus, and what is to get it. */
type Pane = readonly [holder: HTMLElement | null | undefined, target: HTMLElement | null | undefined];

/** Focuses the part after the one with focus, or `back` the one before; those out of sight are left out. */
export function toNextPane(rooms: HTMLElement, room: Room | null, back: boolean): void {
  const list = room?.list;
  const panes: Pane[] = [
    [rooms, rooms],
    [list, stopOf(room)],
    [room?.composer, room?.composer],
  ];
  const shown = panes.filter(([holder, target]) => target && holder?.checkVisibility());
  const at = shown.findIndex(([holder]) => holder?.matches(':focus-within'));
  const next = at < 0 ? (back ? -1 : 0) : (at + (back ? -1 : 1)) % shown.length;
  shown.at(next)?.[1]?.focus();
}

/** Focuses the message that Tab would come to; where there is none, the composer. */
export function toMessages(room: Room | null): void {
  (stopOf(room) ?? room?.composer)?.focus();
}

function stopOf(room: Room | null): HTMLElement | null {
  return room?.list?.querySelector<HTMLElement>(':scope > [tabindex="0"]') ?? null;
}
