// What every story gets: the theme, light or dark, axe, its events in the Actions panel, and a mock server if it asks for one.

import type { Preview } from '@storybook/web-components-vite';
import { configure } from 'storybook/test';
import '../src/theme.css';
import { calmFocus } from './calm-focus.js';
import { hearEvents } from './hear-events.js';
import { setByControls } from './set-by-controls.js';
import { showStates } from './shown-states.js';
import { serve } from './story-server.js';
import { TROUBLE_ITEMS } from './trouble.js';

calmFocus();
// How long a play waits before it fails: a busy machine is slow, not wrong.
configure({ asyncUtilTimeout: 15_000 });

const preview: Preview = {
  tags: ['autodocs'],
  parameters: {
    layout: 'padded',
    // Who asks for more contrast is given seven to one.
    a11y: {
      test: 'error',
      config: { rules: [{ id: 'color-contrast-enhanced', enabled: matchMedia('(prefers-contrast: more)').matches }] },
    },
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
          ['live-stream', 'stream-op', 'chat-app', 'chat-app in trouble', 'room-list', 'chat-room', '*'],
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
  beforeEach: serve,
  afterEach: showStates,
  decorators: [
    (story, context) => {
      hearEvents(context.canvasElement);
      setByControls(context);
      const { style } = document.documentElement;
      style.colorScheme = String(context.globals['scheme']);
      style.backgroundColor = 'canvas';
      style.color = 'canvastext';
      return story();
    },
  ],
};

export default preview;
