// What the elements of chat ask for. Each request bubbles out of shadow trees to whoever grants it
// (by default the <chat-room> or <chat-app> around it) and can be taken over with preventDefault().

import type { Attachment } from '../backend/attachment.js';
import type { Quote } from '../backend/model.js';

const REQUEST: EventInit = { bubbles: true, composed: true, cancelable: true };

/** Several may answer for a request: one that refuses is enough, and nobody had it only if all say so. */
function heldBy(event: Event, before: Promise<unknown> | undefined, accepted: Promise<unknown>): Promise<unknown> {
  if (event.eventPhase === Event.NONE)
    throw new DOMException(
      `${event.type}: waitUntil is called too late; call it at once, and await inside of its promise`,
      'InvalidStateError',
    );
  return before ? Promise.all([before, accepted]).then((all) => all.some((one) => one !== false)) : accepted;
}

/** Somebody wants to send a message. The ids are born with the draft, so that asking twice sends once. */
export class MessageSend extends Event {
  static readonly type = 'message-send';
  /** The id the message will have, chosen by whoever writes it. */
  readonly id: string;
  /** Names this wish: a server that is given it twice does it once. */
  readonly mutationId: string;
  /** The words, without space around them. */
  readonly content: string;
  /** The message that it answers. */
  readonly replyTo: Quote | undefined;
  /** The files it carries, all of them uploaded. */
  readonly attachments: readonly Attachment[];
  /** The room whose draft it is, which may be left by now: its files were uploaded meanwhile. Empty: the room it is asked in. */
  readonly room: string;
  /** Resolves once the message is accepted; the composer keeps its text until then, and for good when it resolves to false. Set by `waitUntil`. */
  accepted: Promise<unknown> | undefined;

  constructor(id: string, mutationId: string, content: string, replyTo?: Quote, attachments: readonly Attachment[] = [], room = '') {
    super(MessageSend.type, REQUEST);
    this.id = id;
    this.mutationId = mutationId;
    this.content = content;
    this.replyTo = replyTo;
    this.attachments = attachments;
    this.room = room;
  }

  /**
   * Makes the sender wait for `accepted`, beside what others gave, before it drops its text; when one rejects, the text stays and the error's
   * message is shown. Throws an `InvalidStateError` when the listener has awaited something before: by then nobody waits any more.
   */
  waitUntil(accepted: Promise<unknown>): void {
    this.accepted = heldBy(this, this.accepted, accepted);
  }
}

/** Somebody wants to answer a message. */
export class MessageReply extends Event {
  static readonly type = 'message-reply';
  /** The message to answer. */
  readonly id: string;

  constructor(id: string) {
    super(MessageReply.type, REQUEST);
    this.id = id;
  }
}

/** Somebody wants to react to a message with an emoji, or no more. */
export class MessageReact extends Event {
  static readonly type = 'message-react';
  /** The message to react to. */
  readonly id: string;
  /** With what: one character, as people count them. */
  readonly emoji: string;
  /** False: the reaction is to be taken back. */
  readonly on: boolean;

  constructor(id: string, emoji: string, on: boolean) {
    super(MessageReact.type, REQUEST);
    this.id = id;
    this.emoji = emoji;
    this.on = on;
  }
}

/** Somebody wants to see the message that another one answers. */
export class MessageShow extends Event {
  static readonly type = 'message-show';
  /** The message to show. */
  readonly id: string;
  /** The one that answers it. */
  readonly from: string;

  constructor(id: string, from: string) {
    super(MessageShow.type, REQUEST);
    this.id = id;
    this.from = from;
  }
}

/** Somebody wants to change a message; without an id, their newest one. Opens the edit dialog. */
export class MessageEdit extends Event {
  static readonly type = 'message-edit';
  /** The message to change; undefined: the user's newest. */
  readonly id: string | undefined;

  constructor(id?: string) {
    super(MessageEdit.type, REQUEST);
    this.id = id;
  }
}

/** Somebody wants to keep the new words of a message. */
export class MessageSave extends Event {
  static readonly type = 'message-save';
  /** The message that was changed. */
  readonly id: string;
  /** Its new words, without space around them. */
  readonly content: string;
  /** Resolves once the change is accepted; the dialog stays open until then, and for good when it resolves to false. Set by `waitUntil`. */
  accepted: Promise<unknown> | undefined;

  constructor(id: string, content: string) {
    super(MessageSave.type, REQUEST);
    this.id = id;
    this.content = content;
  }

  /**
   * Makes the dialog wait for `accepted`, beside what others gave, before it closes; when one rejects, the dialog stays and shows the error's
   * message. Throws an `InvalidStateError` when the listener has awaited something before: by then nobody waits any more.
   */
  waitUntil(accepted: Promise<unknown>): void {
    this.accepted = heldBy(this, this.accepted, accepted);
  }
}

/** Somebody wants a message gone. */
export class MessageDelete extends Event {
  static readonly type = 'message-delete';
  /** The message to delete. */
  readonly id: string;

  constructor(id: string) {
    super(MessageDelete.type, REQUEST);
    this.id = id;
  }
}

/** Somebody wants a deleted message back, while that is possible. */
export class MessageUndo extends Event {
  static readonly type = 'message-undo';
  /** The message whose delete is to be taken back. */
  readonly id: string;

  constructor(id: string) {
    super(MessageUndo.type, REQUEST);
    this.id = id;
  }
}

/** Somebody wants a refused wish tried again. */
export class MessageRetry extends Event {
  static readonly type = 'message-retry';
  /** The message whose refused wish is to be sent again. */
  readonly id: string;

  constructor(id: string) {
    super(MessageRetry.type, REQUEST);
    this.id = id;
  }
}

/** Somebody gives up a refused wish; what the server knows is shown again. */
export class MessageDiscard extends Event {
  static readonly type = 'message-discard';
  /** The message whose refused wish is to be dropped. */
  readonly id: string;

  constructor(id: string) {
    super(MessageDiscard.type, REQUEST);
    this.id = id;
  }
}

/** Somebody wants to see a room; the empty id is the list of rooms. */
export class RoomSelect extends Event {
  static readonly type = 'room-select';
  /** The room to show; empty for the list of rooms. */
  readonly id: string;

  constructor(id: string) {
    super(RoomSelect.type, REQUEST);
    this.id = id;
  }
}

declare global {
  /** They travel: elements, the document and the window hear them alike. */
  interface GlobalEventHandlersEventMap {
    'message-send': MessageSend;
    'message-reply': MessageReply;
    'message-react': MessageReact;
    'message-show': MessageShow;
    'message-edit': MessageEdit;
    'message-save': MessageSave;
    'message-delete': MessageDelete;
    'message-undo': MessageUndo;
    'message-retry': MessageRetry;
    'message-discard': MessageDiscard;
    'room-select': RoomSelect;
  }
}
