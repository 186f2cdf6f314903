// Storybook in the kit's own look, light and dark. No font is loaded: what the system has is good enough.

import { create, type ThemeVars } from 'storybook/theming';

const font = "Inter, ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";
const brand = { brandTitle: 'Live Stream Kit', brandTarget: '_self', fontBase: font, appBorderRadius: 8, inputBorderRadius: 8 };

export const light: ThemeVars = create({
  ...brand,
  base: 'light',
  colorPrimary: '#4049c9',
  colorSecondary: '#4049c9',
  appBg: '#f6f6f8',
  appContentBg: '#ffffff',
  appPreviewBg: '#ffffff',
  appBorderColor: '#e3e3e8',
  textColor: '#1a1b1f',
  textMutedColor: '#5d606d',
  barBg: '#ffffff',
  barTextColor: '#5d606d',
  barSelectedColor: '#4049c9',
});

export const dark: ThemeVars = create({
  ...brand,
  base: 'dark',
  colorPrimary: '#9aa5ff',
  colorSecondary: '#9aa5ff',
  appBg: '#111215',
  appContentBg: '#17181c',
  appPreviewBg: '#17181c',
  appBorderColor: '#2d2f36',
  textColor: '#e8e9ed',
  textMutedColor: '#a0a3b0',
  barBg: '#17181c',
  barTextColor: '#a0a3b0',
  barSelectedColor: '#9aa5ff',
});

/** What the reader's system prefers. */
export const preferred: 'light' | 'dark' = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
