// The pages of the documentation. Apart from preview.ts, so that stories run as tests do not load what only pages need.

import { DocsContainer, type DocsContainerProps } from '@storybook/addon-docs/blocks';
import { createElement, useEffect, useState, type PropsWithChildren, type ReactElement } from 'react';
import { argTypesOf } from './arg-types.js';
import { ElementPage } from './element-page.js';
import { elementOf } from './manifest.js';
import { dark, light, preferred } from './theme.js';
import './docs.css';

/** Follows the scheme chosen in the toolbar, as the stories on the page do. */
function Container({ context, children }: PropsWithChildren<DocsContainerProps>): ReactElement {
  const [scheme, setScheme] = useState<string>(preferred);
  useEffect(() => {
    const follow = ({ globals }: { globals: Record<string, unknown> }): void => setScheme(String(globals['scheme']));
    context.channel.on('setGlobals', follow);
    context.channel.on('globalsUpdated', follow);
    return () => {
      context.channel.off('setGlobals', follow);
      context.channel.off('globalsUpdated', follow);
    };
  }, [context.channel]);
  useEffect(() => {
    document.documentElement.style.colorScheme = scheme;
  }, [scheme]);
  return createElement(DocsContainer, { context, theme: scheme === 'dark' ? dark : light }, children);
}

export const parameters = {
  docs: {
    page: ElementPage,
    container: Container,
    extractArgTypes: argTypesOf,
    extractComponentDescription: (tag: string) => elementOf(tag)?.description,
    codePanel: true,
    toc: { headingSelector: 'h2', title: 'On this page' },
  },
};
