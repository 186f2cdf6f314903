// The examples of Vue and Svelte, read by the compilers of both: what a reader copies must compile.

import { readFileSync } from 'node:fs';
import { compile } from 'svelte/compiler';
import { compileScript, compileTemplate, parse } from 'vue/compiler-sfc';
import { expect } from 'vitest';

const read = (name: string): string => readFileSync(`docs/examples/${name}`, 'utf8');

it('the example of Vue compiles, with the tag as an element and its property bound', () => {
  const { descriptor, errors } = parse(read('vue.vue'));
  expect(errors).toEqual([]);
  const script = compileScript(descriptor, { id: 'example' });
  expect(script.content).toContain('live-stream-kit');
  const template = compileTemplate({
    id: 'example',
    filename: 'vue.vue',
    source: descriptor.template!.content,
    compilerOptions: { isCustomElement: (tag) => tag.includes('-'), bindingMetadata: script.bindings! },
  });
  expect(template.errors).toEqual([]);
  expect(template.code).toContain('_createElementBlock("live-stream"');
  expect(template.code).toContain('onViewportTop');
});

it('the example of Svelte compiles without a warning', () => {
  const { js, warnings } = compile(read('svelte.svelte'), { filename: 'svelte.svelte', generate: 'client' });
  expect(warnings.map(({ message }) => message)).toEqual([]);
  expect(js.code).toContain('viewport-top');
});
