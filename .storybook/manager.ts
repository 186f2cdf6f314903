// The frame around the stories.

import { addons } from 'storybook/manager-api';
import { dark, light, preferred } from './theme.js';

addons.setConfig({ theme: preferred === 'dark' ? dark : light, sidebar: { showRoots: true }, panelPosition: 'bottom' });
