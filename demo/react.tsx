// `<chat-app demo>` in React 19: a tag like any other, with its attributes from state and its events by name.

import { StrictMode, useState, type DetailedHTMLProps, type HTMLAttributes, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import type { ChatApp, RoomSelect } from '../src/embed/index.js';
import '../src/embed/index.js';

// In a project with the package installed this is one line: `import 'live-stream-kit/types/react'`.
declare module 'react' {
  // eslint-disable-next-line typescript/no-namespace
  namespace JSX {
    interface IntrinsicElements {
      'chat-app': DetailedHTMLProps<HTMLAttributes<ChatApp>, ChatApp> & {
        demo?: boolean;
        users?: string;
        as?: string;
        room?: string;
        offline?: boolean;
        'onroom-select'?: (event: RoomSelect) => void;
      };
    }
  }
}

function Page(): ReactNode {
  const [name, setName] = useState('Ana');
  const [online, setOnline] = useState(true);
  const [room, setRoom] = useState('weekend-plans');
  return (
    <>
      <h1>React 19</h1>
      <p>Who writes, whether there is a network, and the room are state of this component.</p>
      <div className="bar">
        <label>
          You are{' '}
          <select value={name} onChange={(event) => setName(event.target.value)}>
            {['Ana', 'Ben', 'Chloe'].map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
        <label>
          <input type="checkbox" role="switch" checked={online} onChange={(event) => setOnline(event.target.checked)} /> Online
        </label>
        <span>Room: {room || 'none'}</span>
      </div>
      <div className="box">
        <chat-app demo users="Ana, Ben, Chloe" as={name} room={room} offline={!online} onroom-select={({ id }) => setRoom(id)} />
      </div>
    </>
  );
}

createRoot(document.querySelector('#app')!).render(
  <StrictMode>
    <Page />
  </StrictMode>,
);
