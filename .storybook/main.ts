// Storybook: which stories there are, which addons read them, and that nothing is told to anybody.

import type { StorybookConfig } from '@storybook/web-components-vite';
import { fileURLToPath } from 'node:url';
import remarkGfm from 'remark-gfm';
import { mergeConfig } from 'vite';
import { ALIASES, PREBUNDLED } from '../tools/vite-shared.ts';

const config: StorybookConfig = {
  stories: [
    '../stories/guides/*.@(mdx|stories.ts)',
    { directory: '../stories', files: '*.stories.ts', titlePrefix: 'Elements' },
    '../stories/not-a-chat/*.stories.ts',
  ],
  // Assistants look for it beside the front page. `npm run manifest` writes it; stories run as tests need none.
  staticDirs: process.env['VITEST'] ? [] : [{ from: '../llms.txt', to: '/llms.txt' }],
  // Pages are for readers; stories run as tests do without.
  previewAnnotations: (entries = []) =>
    process.env['VITEST'] ? entries : [...entries, fileURLToPath(new URL('docs.ts', import.meta.url))],
  addons: [
    { name: '@storybook/addon-docs', options: { mdxPluginOptions: { mdxCompileOptions: { remarkPlugins: [remarkGfm] } } } },
    '@storybook/addon-a11y',
    '@storybook/addon-vitest',
  ],
  framework: {
    name: '@storybook/web-components-vite',
    // The project's own configuration is about the demo and the library; stories need only what is shared.
    options: { builder: { viteConfigPath: '.storybook/vite.config.ts' } },
  },
  core: { disableTelemetry: true, enableCrashReports: false, disableWhatsNewNotifications: true, disableWebpackDefaults: true },
  features: { sidebarOnboardingChecklist: false },
  viteFinal: (vite) =>
    mergeConfig(vite, {
      resolve: { alias: ALIASES },
      optimizeDeps: { include: PREBUNDLED },
      // The scheme is set by script, which a lowered `light-dark()` does not see.
      build: { cssTarget: ['chrome123', 'firefox120', 'safari17.5'] },
    }),
};

export default config;
