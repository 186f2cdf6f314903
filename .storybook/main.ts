// Storybook: which stories there are, which addons read them, and that nothing is told to anybody.

import type { StorybookConfig } from '@storybook/web-components-vite';
import { mergeConfig } from 'vite';
import { ALIASES, PREBUNDLED } from '../tools/vite-shared.ts';

const config: StorybookConfig = {
  stories: ['../stories/**/*.stories.ts'],
  addons: ['@storybook/addon-docs', '@storybook/addon-a11y', '@storybook/addon-vitest'],
  framework: {
    name: '@storybook/web-components-vite',
    // The project's own configuration is about the demo and the library; stories need only what is shared.
    options: { builder: { viteConfigPath: '.storybook/vite.config.ts' } },
  },
  core: { disableTelemetry: true, enableCrashReports: false, disableWhatsNewNotifications: true, disableWebpackDefaults: true },
  features: { sidebarOnboardingChecklist: false },
  viteFinal: (vite) => mergeConfig(vite, { resolve: { alias: ALIASES }, optimizeDeps: { include: PREBUNDLED } }),
};

export default config;
