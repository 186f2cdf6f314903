// Tasks as `marked` gives them from version 17 on: the box is a token, in the item or in its first paragraph. What it gives is written down
// here, as one page has one `marked`.

import { expect } from '@open-wc/testing';
import { render } from 'lit';
import { vi } from 'vitest';
import { plainText, renderMarkdown } from '../../src/chat/markdown.js';

const { TIGHT, LOOSE } = vi.hoisted(() => {
  const box = (checked: boolean): object => ({ type: 'checkbox', raw: checked ? '[x] ' : '[ ] ', checked });
  const text = (raw: string, tokens?: object[]): object => ({ type: 'text', raw, text: raw, ...(tokens && { tokens }) });
  const strong = { type: 'strong', raw: '**pay**', text: 'pay', tokens: [text('pay')] };
  const item = (checked: boolean, raw: string, tokens: object[]): object => ({ type: 'list_item', raw, task: true, checked, tokens });
  const list = (loose: boolean, items: object[]): object => ({ type: 'list', raw: '', ordered: false, start: '', loose, items });
  const inside = (checked: boolean, raw: string, word: object): object =>
    item(checked, `- ${raw}`, [{ type: 'paragraph', raw, text: raw, tokens: [box(checked), word] }]);
  return {
    TIGHT: list(false, [
      item(false, '- [ ] buy\n', [box(false), text('buy', [text('buy')])]),
      item(true, '- [x] **pay**', [box(true), text('**pay**', [strong])]),
    ]),
    LOOSE: list(true, [inside(false, '[ ] buy\n', text('buy')), inside(true, '[x] **pay**', strong)]),
  };
});
vi.mock('marked', () => ({ Tokenizer: Object, lexer: (text: string) => [text.includes('\n\n') ? LOOSE : TIGHT] }));

describe('a task in Markdown', () => {
  for (const text of ['- [ ] buy\n- [x] **pay**', '- [ ] buy\n\n- [x] **pay**'])
    it(`has one box, beside its words, whichever \`marked\` cuts it up: ${JSON.stringify(text)}`, () => {
      expect(plainText(text)).to.equal('☐ buy ☑ pay');
      const box = document.createElement('div');
      render(renderMarkdown(text), box);
      const items = [...box.querySelectorAll('li')];
      expect(items.map((one) => one.textContent)).to.deep.equal(['☐ buy', '☑ pay']);
      for (const { firstChild } of box.querySelectorAll('li p')) expect(firstChild!.parentElement!.textContent).to.match(/^[☐☑] /);
    });
});
