// An answer that arrives word by word: one row, updated in place many times a second, and spoken a sentence at a time.

import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { expect, userEvent, waitFor } from 'storybook/test';
import '../../src/live-stream/define.js';
import type { LiveStream } from '../../src/live-stream/live-stream.js';
import './ai-tokens.css';
import './panel.css';

interface Args {
  /** Words a second. */
  speed: number;
}

interface Turn {
  id: number;
  kind: 'question' | 'answer' | 'answer thinking';
  text: string;
}

const FIRST: readonly Turn[] = [
  { id: 1, kind: 'question', text: 'Does the list announce what arrives?' },
  { id: 2, kind: 'answer', text: 'No. What is worth saying, and when, is for the page to decide: here, a sentence at a time.' },
];
const SHORT = 'A stream is a list that lives. Rows come, change, move and go, and each keeps its element.';
const LONG = [
  'It begins with a key. Every row has one, and as long as the key is the same, so is the element.',
  'An update therefore touches only what has changed: the text that grew by a word.',
  'Ops that arrive together are applied in their order, and folded before any of it is shown. A hundred words between two frames cost one change of the page.',
  'Whoever reads at the end stays at the end. Whoever has scrolled up is left alone.',
  'An answer taller than the view is another matter: following its end would take its beginning away. So its top is held, and the reader goes on at their own pace.',
  'And who does not see it hears it: a sentence at a time, once it is complete. A list cannot know where sentences end. The page can.',
].join('\n\n');

function answers({ speed }: Args, { id: name }: { id: string }): TemplateResult {
  let list: LiveStream<Turn>;
  let voice: HTMLElement;
  let next = FIRST.length + 1;
  let writing = 0;

  const ask = async (question: string, text: string): Promise<void> => {
    const asked = next++;
    const id = (writing = next++);
    list.insert({ id: asked, kind: 'question', text: question });
    list.scrollToEnd();
    const words = text.split(/(?<=\s)/);
    let held = false;
    let sentence = '';
    let shown = '';
    for (const word of words) {
      if (writing !== id || !list.isConnected) break;
      shown += word;
      list.insert({ id, kind: 'answer thinking', text: shown });
      sentence += word;
      if (/[.?!]\s*$/.test(sentence)) {
        voice.textContent = sentence;
        sentence = '';
      }
      await new Promise((resolve) => setTimeout(resolve, 1000 / speed));
      held ||= holdTop(`${name}-${asked}`, `${name}-${id}`);
    }
    list.insert({ id, kind: 'answer', text: shown });
  };

  /** An answer that has come to fill the view is read from its top, below what was asked, if the reader is still with it. */
  const holdTop = (question: string, answer: string): boolean => {
    const top = list.rowByDomId(question)?.getBoundingClientRect().top ?? 0;
    const bottom = list.rowByDomId(answer)?.getBoundingClientRect().bottom ?? 0;
    if (bottom - top < list.clientHeight) return false;
    return !list.matches(':state(at-end)') || list.scrollToKey(question, 'start');
  };

  return html`
    <section class="panel answers" aria-label="Questions and answers">
      <header class="panel-bar">
        <h2>Ask the manual</h2>
        <button @click=${() => (writing = 0)}>Stop</button>
      </header>
      <live-stream
        name=${name}
        role="list"
        aria-label="Questions and answers"
        tabindex="0"
        anchor="end"
        .renderItem=${({ kind, text }: Turn) => html`<div class=${`turn ${kind}`}><p>${text}</p></div>`}
        ${ref((element) => {
          list = element as LiveStream<Turn>;
          list?.reset(FIRST);
        })}
      ></live-stream>
      <footer>
        <button class="main" @click=${() => ask('How does it work?', LONG)}>How does it work?</button>
        <button @click=${() => ask('What is a stream?', SHORT)}>What is a stream?</button>
      </footer>
      <p class="said-only" role="status" ${ref((element) => (voice = element as HTMLElement))}></p>
    </section>
  `;
}

const meta: Meta<Args> = {
  title: 'not a chat/AI tokens',
  component: 'live-stream',
  args: { speed: 20 },
  argTypes: { speed: { control: { type: 'range', min: 1, max: 200 } } },
  render: answers,
};
export default meta;
type Story = StoryObj<Args>;

export const WordByWord: Story = {};

export const OneRowGrows: Story = {
  args: { speed: 200 },
  play: async ({ canvas, canvasElement }) => {
    const list = canvasElement.querySelector('live-stream')!;
    const voice = canvasElement.querySelector('[role=status]')!;
    const heard: string[] = [];
    const listening = new MutationObserver(() => heard.push(voice.textContent.trim()));
    listening.observe(voice, { childList: true });
    await userEvent.click(canvas.getByText('What is a stream?', { selector: 'button' }));
    await waitFor(() => expect(list.rowByDomId(`${list.name}-4`)).toBeDefined());
    const row = list.rowByDomId(`${list.name}-4`);
    await waitFor(() => expect(row).toHaveTextContent(SHORT), { timeout: 5000 });
    await waitFor(() => expect(row).not.toHaveClass('thinking'));
    await expect(list.rowByDomId(`${list.name}-4`)).toBe(row);
    await expect(list.size).toBe(4);
    await waitFor(() => expect(list.matches(':state(at-end)')).toBe(true));
    listening.disconnect();
    await expect(heard).toEqual([SHORT.slice(0, 30), SHORT.slice(31)]);
  },
};

export const TallAnswerIsReadFromItsTop: Story = {
  args: { speed: 200 },
  play: async ({ canvas, canvasElement }) => {
    const list = canvasElement.querySelector('live-stream')!;
    await userEvent.click(canvas.getByText('How does it work?', { selector: 'button' }));
    await waitFor(() => expect(list.lastElementChild).toHaveTextContent('The page can.'), { timeout: 10_000 });
    await waitFor(() => expect(list.lastElementChild).not.toHaveClass('thinking'));
    const view = list.getBoundingClientRect();
    await expect(list.lastElementChild!.getBoundingClientRect().bottom).toBeGreaterThan(view.bottom);
    await expect(list.rowByDomId(`${list.name}-3`)!.getBoundingClientRect().top - view.top).toBeCloseTo(0, 0);
  },
};
