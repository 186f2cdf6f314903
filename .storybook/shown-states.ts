// A story may say which states it shows, as `parameters: { shows: ['message-item:state(failed)'] }`, and which sentences of the kit, by their
// names in `STRINGS`, as `parameters: { says: ['sessionEnded'] }`: then it must. A test sees to it that each state has a story.

import { expect, waitFor } from 'storybook/test';
import { english } from '../src/chat/words.js';

interface Played {
  canvasElement: HTMLElement;
  parameters: Record<string, unknown>;
}

/** Waits until each state is there, and each sentence can be read, after the story has played. */
export async function showStates({ canvasElement, parameters }: Played): Promise<void> {
  for (const selector of (parameters['shows'] ?? []) as string[])
    await waitFor(() => expect(isShown(canvasElement, selector), `no ${selector} in the story`).toBe(true));
  for (const key of (parameters['says'] ?? []) as Parameters<typeof english.say>[0][]) {
    const said = [1, 2].map((count) => english.say(key, { count }).replace(String(count), ''));
    const isSaid = (): boolean => texts(canvasElement).some((text) => said.includes(text.replace(/\d+/, '')));
    await waitFor(() => expect(isSaid(), `nothing in the story says ${key}`).toBe(true));
  }
}

/** An attribute is looked for as the property of its name: not every one is reflected. */
function isShown(canvas: HTMLElement, selector: string): boolean {
  const [, tag = selector, name = '', value] = /^([\w-]+)\[(\w+)=(\w+)\]$/.exec(selector) ?? [];
  return Array.from(canvas.querySelectorAll(tag)).some((element) => name === '' || (element as never)[name] === value);
}

/** What each element says by itself, through the shadow trees, as far as it can be seen. */
function texts(element: Element): string[] {
  const inside = [...(element.shadowRoot?.children ?? []), ...element.children].flatMap(texts);
  return element.checkVisibility() ? [element.textContent.trim(), ...inside] : inside;
}
