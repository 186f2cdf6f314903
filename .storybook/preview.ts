// What every story gets: the theme, light or dark, axe, its events in the Actions panel, and a mock server if it asks for one.

import type { Preview } from '@storybook/web-components-vite';
import { configure } from 'storybook/test';
import { startMockServer, type MockServer, type MockServerOptions } from '../src/mock/index.js';
import '../src/theme.css';
import { calmFocus } from './calm-focus.js';
import { answer, type MswParameters } from './handlers.js';
import { hearEvents } from './hear-events.js';
import { setByControls } from './set-by-controls.js';
import { makeTrouble, TROUBLE_ITEMS } from './trouble.js';

calmFocus();
// How long a play waits before it fails: a busy machine is slow, not wrong.
configure({ asyncUtilTimeout: 15_000 });

const preview: Preview = {
  tags: ['autodocs'],
  parameters: {
    layout: 'padded',
    a11y: { test: 'error' },
    controls: { expanded: true },
    backgrounds: { disable: true },
    options: {
      storySort: {
        order: [
          'Guides',
          [
            'Getting started',
            'Ops and streams',
            'From LiveView',
            'Theming',
            'Accessibility',
            'Your own backend',
            'Offline and tabs',
            'Frameworks',
            'Embedding',
            'Security and CSP',
            'Performance',
            'Testing',
          ],
          'Elements',
          ['live-stream', 'stream-op', 'chat-app', 'room-list', 'chat-room', '*'],
          'not a chat',
        ],
      },
    },
  },
  // The tests run every story in both; a reader begins with what the system prefers.
  initialGlobals: {
    scheme: (import.meta.env['SCHEME'] as string | undefined) ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'),
    trouble: 'none',
  },
  globalTypes: {
    scheme: {
      description: 'Colour scheme',
      toolbar: { title: 'Scheme', icon: 'contrast', items: ['light', 'dark', 'light dark'], dynamicTitle: true },
    },
    trouble: {
      description: 'What goes wrong with the server of the story',
      toolbar: { title: 'Trouble', icon: 'lightning', items: TROUBLE_ITEMS, dynamicTitle: true },
    },
  },
  // `parameters: { server: {…} }` gives a story a server of its own as `loaded.server`: in this page, in memory, gone with the story.
  // With `parameters: { msw: { handlers: […] } }` it answers over HTTP, too, at `loaded.httpUrl`, after the handlers of the story.
  beforeEach: ({ id, parameters, loaded, globals }) => {
    const options = parameters['server'] as MockServerOptions | undefined;
    if (!options) return undefined;
    const server = startMockServer({ name: id, storage: 'memory', url: `wss://${id}.invalid/socket`, allowAnyHost: true, ...options });
    loaded['server'] = server;
    makeTrouble(server, String(globals['trouble']));
    const msw = parameters['msw'] as MswParameters | undefined;
    const httpUrl = `https://${id}.invalid/api`;
    loaded['httpUrl'] = httpUrl;
    const unanswer = msw && answer(server, httpUrl, msw);
    return async () => {
      makeTrouble(server, 'none');
      unanswer?.();
      await server.stop();
    };
  },
  decorators: [
    (story, context) => {
      hearEvents(context.canvasElement);
      setByControls(context);
      // The toolbar may have changed while the story is shown.
      const server = context.loaded['server'] as MockServer | undefined;
      if (server) makeTrouble(server, String(context.globals['trouble']));
      const { style } = document.documentElement;
      style.colorScheme = String(context.globals['scheme']);
      style.backgroundColor = 'canvas';
      style.color = 'canvastext';
      return story();
    },
  ],
};

export default preview;
