// What can be set on an element, as Storybook's controls want it: one for each property that has a simple type.

import type { ArgTypes } from '@storybook/web-components-vite';
import { wordsOf } from '../tools/manifest/words-of.mjs';
import { elementOf, type Described } from './manifest.js';

/** For `parameters.docs.extractArgTypes`. The tables of everything else are written by the element's page. */
export function argTypesOf(tag: string): ArgTypes {
  const fields = elementOf(tag)?.members?.filter(({ kind, readonly }) => kind === 'field' && !readonly) ?? [];
  return Object.fromEntries(
    fields.map((field) => [
      field.name,
      {
        name: field.name,
        description: field.description ?? '',
        ...controlOf(field),
        table: { type: { summary: field.type?.text ?? '' }, ...(field.default ? { defaultValue: { summary: field.default } } : {}) },
      },
    ]),
  );
}

/** One by which any value of a type can be given; false where there is none such. */
export function controlOf({ type }: Described): object {
  const text = type?.text.replace(' | undefined', '') ?? '';
  const words = wordsOf(text);
  if (words.length > 1) return { control: { type: 'select' }, options: words };
  if (text === 'boolean' || text === 'number') return { control: { type: text } };
  return text === 'string' ? { control: { type: 'text' } } : { control: false };
}
