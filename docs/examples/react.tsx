import { useEffect, useRef, type ReactElement } from 'react';
import type { Chat, LiveStream } from 'live-stream-kit';
import { html } from 'lit';
import 'live-stream-kit';
import 'live-stream-kit/types/react';

interface Song {
  id: number;
  title: string;
}

const row = ({ title }: Song) => html`<div>${title}</div>`;

/** Rows are the element's business: React says which element there is, ops say what is in it. */
export function Songs({ feed }: { feed: EventTarget }): ReactElement {
  const list = useRef<LiveStream>(null);
  useEffect(() => list.current?.connect(feed), [feed]);
  return <live-stream ref={list} name="songs" limit={-100} renderItem={row} onstream-error={({ error }) => console.error(error)} />;
}

export function Room({ chat, room }: { chat: Chat; room: string }): ReactElement {
  return <chat-room chat={chat} room={room} page-size={20} onmessage-send={({ content }) => console.log(content)} />;
}
