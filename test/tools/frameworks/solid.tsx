/** @jsxImportSource solid-js */
// The elements in Solid's JSX: compiled, not run.

import type { JSX } from 'solid-js';
import type { LiveStream } from 'live-stream-kit';
import { html } from 'lit';
import 'live-stream-kit/types/solid';

interface Song {
  id: number;
  title: string;
}

export function Songs(props: { songs: Song[] }): JSX.Element {
  let list: LiveStream | undefined;
  return (
    <div>
      <live-stream
        ref={(element) => (list = element)}
        name="songs"
        class="songs"
        anchor="end"
        limit={-100}
        prop:renderItem={({ title }: Song) => html`<li>${title}</li>`}
        on:stream-change={({ inserted }) => console.log(inserted.length)}
        onClick={() => list?.stream(props.songs.map(({ id, title }) => ({ id, title })))}
      >
        <p slot="empty">Nothing to play.</p>
      </live-stream>
      <chat-room room="lobby" page-size={20} attr:density="compact" on:message-send={(event) => event.preventDefault()} />
      <chat-room chat={undefined} can={() => true} prop:pageSize={20} attr:page-size="20" attr:maxlength={4} attr:timezone="Asia/Tokyo" />
      <live-stream
        interactive
        animate-removal={true}
        bool:interactive={false}
        attr:for="rows"
        attr:limit={-5}
        item-element="song-row"
        role="feed"
      />
      <live-stream attr:limit="-5" prop:htmlFor="rows" prop:role="feed" status="loading" />
      <message-composer prop:maxLength={4} value="Hello" />
      <chat-app bool:demo={true} attr:users="3" attr:loss="0.1" route="hash" />
      <stream-op attr:action="insert" attr:at={0} bool:update-only={true} attr:target="songs" />
      {/* @ts-expect-error: no such edge */}
      <live-stream anchor="middle" />
      {/* @ts-expect-error: another event's handler */}
      <live-stream on:stream-change={(event: MouseEvent) => event.preventDefault()} />
      {/* What Solid sets on the element under a name that means nothing there. */}
      {/* @ts-expect-error: the property is `htmlFor` */}
      <live-stream for="rows" />
      {/* @ts-expect-error: `renderitem` to Solid */}
      <live-stream renderItem={({ title }: Song) => title} />
      {/* @ts-expect-error: `pagesize` to Solid */}
      <chat-room pageSize={20} />
      {/* @ts-expect-error: the property is `maxLength` */}
      <chat-room maxlength={4} />
      {/* @ts-expect-error: the property is `timeZone` */}
      <chat-room timezone="Asia/Tokyo" />
      {/* @ts-expect-error: no property */}
      <chat-room density="compact" />
      {/* @ts-expect-error: no property */}
      <chat-app demo />
      {/* @ts-expect-error: no property */}
      <chat-app prop:demo={true} />
      {/* @ts-expect-error: no property */}
      <chat-app users="3" />
      {/* @ts-expect-error: no property */}
      <stream-op action="insert" />
      {/* @ts-expect-error: it has another kind of value */}
      <live-stream prop:limit="3" />
      {/* @ts-expect-error: no such attribute */}
      <live-stream attr:bogus="x" />
      {/* @ts-expect-error: an attribute that is there says yes, whatever its text */}
      <live-stream attr:interactive="false" />
    </div>
  );
}
