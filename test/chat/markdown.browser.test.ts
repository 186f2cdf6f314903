// Markdown as elements: what is known becomes them, everything else stays text, and nothing a text says is ever run.

import { expect, fixture, html } from '@open-wc/testing';
import { vi } from 'vitest';
import fc from 'fast-check';
import { render } from 'lit';
import { Lexer } from 'marked';
import type { Message } from '../../src/backend/model.js';
import { markdownBody, plainText, renderMarkdown } from '../../src/chat/markdown.js';
import '../../src/chat/define.js';
import type { MessageItem } from '../../src/chat/message-item.js';

function shown(text: string): HTMLElement {
  const box = document.createElement('div');
  render(renderMarkdown(text), box);
  return box;
}

/** The elements and texts, without what lit leaves between them. */
function outline(node: Node): string {
  return [...node.childNodes]
    .map((child) => {
      if (child instanceof Text) return child.data.trim() === '' && /\n/.test(child.data) ? '' : child.data;
      if (!(child instanceof Element)) return '';
      return `<${child.localName}>${outline(child)}</${child.localName}>`;
    })
    .join('');
}

function saying(content: string): Message {
  const [insertedAt, sender] = ['2026-03-02T14:05:10.000Z', { id: 'a', name: 'Ana' }];
  return { id: 'm', roomId: 'r', sender, content, insertedAt, updatedAt: insertedAt, seq: 1, version: 1, deleted: false };
}

const KNOWN = new Set(['p', 'strong', 'em', 'del', 'code', 'pre', 'blockquote', 'ul', 'ol', 'li', 'a', 'br']);

describe('markdown', () => {
  it('is bold, italic, strike, code, fenced code, quotes, lists and links', () => {
    expect(outline(shown('**a** *b* ~~c~~ `d < e`'))).to.equal('<p><strong>a</strong> <em>b</em> <del>c</del> <code>d < e</code></p>');
    expect(outline(shown('```js\nif (a < b) c();\n```'))).to.equal('<pre><code>if (a < b) c();</code></pre>');
    expect(outline(shown('``` wörter, und mehr\nx\n```'))).to.equal('<p>``` wörter, und mehr\nx\n```</p>');
    expect(outline(shown('> said *so*'))).to.equal('<blockquote><p>said <em>so</em></p></blockquote>');
    expect(outline(shown('- one\n- two'))).to.equal('<ul><li>one</li><li>two</li></ul>');
    expect(outline(shown('3. three\n4. four'))).to.equal('<ol><li>three</li><li>four</li></ol>');
    expect(shown('3. three').querySelector('ol')!.start).to.equal(3);
    expect(outline(shown('one\ntwo'))).to.equal('<p>one<br></br>two</p>');
    expect(outline(shown('5 \\* 3 & "so"'))).to.equal('<p>5 * 3 & "so"</p>');
    expect(outline(shown('[](https://example.org) [ ](https://example.org)'))).to.equal(
      '<p>[](https://example.org) [ ](https://example.org)</p>',
    );
    expect(outline(shown('`a `b` c `'))).to.equal('<p><code>a </code>b<code>c</code></p>');
    expect(outline(shown('[over there](wörter)'))).to.equal('<p>[over there](wörter)</p>');
    const link = shown('see [here](https://example.org/a?b&c) and https://example.net').querySelectorAll('a');
    expect([...link].map(({ href, textContent, rel }) => [href, textContent, rel])).to.deep.equal([
      ['https://example.org/a?b&c', 'here', 'noopener noreferrer nofollow'],
      ['https://example.net/', 'https://example.net', 'noopener noreferrer nofollow'],
    ]);
  });

  it('has an address that stands for itself as it was written', () => {
    for (const [text, words, address] of [
      ['https://example.com/?a=1&b=2', 'https://example.com/?a=1&b=2', 'https://example.com/?a=1&b=2'],
      ['<https://example.com/?a=1&b=2>', 'https://example.com/?a=1&b=2', 'https://example.com/?a=1&b=2'],
      ['www.example.com/?a=1&b=2', 'www.example.com/?a=1&b=2', 'http://www.example.com/?a=1&b=2'],
      ['https://example.com/"x\'y<', 'https://example.com/"x\'y', 'https://example.com/"x\'y'],
      ['<https://example.com/"x\'y>', 'https://example.com/"x\'y', 'https://example.com/"x\'y'],
      ['https://example.com/?a&amp;b', 'https://example.com/?a&amp;b', 'https://example.com/?a&amp;b'],
      ['ana@example.com', 'ana@example.com', 'mailto:ana@example.com'],
      ["<o'neil&co@example.com>", "o'neil&co@example.com", "mailto:o'neil&co@example.com"],
      ['<mailto:a&b@example.com>', 'mailto:a&b@example.com', 'mailto:a&b@example.com'],
    ] as const) {
      const link = shown(text).querySelector('a');
      expect([link?.textContent, link?.getAttribute('href')], text).to.deep.equal([words, address]);
      expect(plainText(text), text).to.equal(text.endsWith('y<') ? `${words}<` : words);
    }
    expect(shown('<javascript:alert(1)&2>').querySelector('a')).to.equal(null);
    expect(plainText('![a & b](https://example.com/x)')).to.contain('a & b');
  });

  it('reads what is no link and no picture as it is seen, with what stands where an address would', () => {
    for (const text of ['[over there](wörter)', '![~~~~](wörter)', '[x](https://a.example "so they say")', '![x](https://a.example "y")']) {
      expect(shown(text).textContent, text).to.equal(text);
      expect(plainText(text), text).to.equal(text);
    }
    expect(plainText('`so `they say')).to.equal('so they say');
  });

  it('keeps the boxes of tasks, the numbers of lists, and marks that mark nothing', () => {
    expect(outline(shown('- [ ] buy milk\n- [x] pay rent\n- two'))).to.equal('<ul><li>☐ buy milk</li><li>☑ pay rent</li><li>two</li></ul>');
    expect(plainText('- [ ] buy milk\n- [X] pay **rent**')).to.equal('☐ buy milk ☑ pay rent');
    expect(shown('0. zero').querySelector('ol')!.start).to.equal(0);
    expect(plainText('3. three\n4. four')).to.equal('3. three 4. four');
    expect(outline(shown('- one\n-\n- two'))).to.equal('<ul><li>one</li><li></li><li>two</li></ul>');
    expect(shown('- one\n\n  two').textContent).to.match(/one\s+two/);
    for (const text of [
      '-',
      '+',
      '*',
      '1.',
      '0)',
      '-\n-',
      '> ',
      '>\n>',
      '```',
      '```js',
      '~~~~',
      '` `',
      '![](x)',
      '[a]: https://a.example',
    ]) {
      expect(outline(shown(text)).replaceAll(/<\/?(p|a|code)>/g, ''), text).to.equal(text.trimEnd());
      expect(plainText(text).trim(), text).to.equal(text.replaceAll(/\s+/g, ' ').trim());
    }
  });

  it('S2 makes no link of an address that is not safe, and no element of HTML', () => {
    for (const text of [
      '[x](javascript:alert(1))',
      '[x](JaVaScRiPt:alert(1))',
      '[x](data:text/html,<script>alert(1)</script>)',
      '<img src=x onerror=alert(1)>',
      '<script>alert(1)</script>',
      '![x](https://example.org/x.png)',
      '<a href="https://example.org">x</a>',
      '[x](vbscript:x)',
      // Of the page itself, in spite of its scheme.
      ...['/out', '?x', 'x', '#x', ''].map((rest) => `[x](${location.protocol}${rest})`),
    ]) {
      const box = shown(text);
      expect(box.querySelector('a[href^="javascript" i], a[href^="data"], a[href^="vbscript"], img, script'), text).to.equal(null);
      expect(box.querySelector('a')?.href ?? '', text).to.match(/^(https:\/\/example\.org\b.*)?$/);
      expect(
        [...box.querySelectorAll('*')].every(({ localName }) => KNOWN.has(localName)),
        text,
      ).to.equal(true);
    }
  });

  it('loses no words of any text, makes no other elements, and never throws', () => {
    const piece = fc.constantFrom(
      '~~~~',
      '**',
      '*',
      '~~',
      '`',
      '```\n',
      '> ',
      '- ',
      '- [ ] ',
      '0. ',
      '\n',
      '\n\n',
      '[',
      '](',
      ')',
      ']: ',
      '![',
      '[x](',
      '![x](',
      ' "',
      '")',
      '    ',
      '![x](https://a.example ',
      '[x](https://a.example ',
      'https://a.example ',
      '<b>',
      '<https://a.example/?b&c>',
      '&amp;',
      '\\',
      '# ',
      '| a |\n|---|\n',
      'wörter ',
      'x',
    );
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 40 }), (pieces) => {
        // Each word is another one, so that none can stand for one that is lost, and none runs into the next.
        const text = pieces.map((one, index) => (one === 'wörter ' ? `wörter${index}ende ` : one)).join('');
        const box = shown(text);
        for (const { localName } of box.querySelectorAll('*')) expect(KNOWN.has(localName), localName).to.equal(true);
        const words = (where: string): string[] => where.match(/wörter\d+ende(?!wörter)/g) ?? [];
        for (const seen of [outline(box), plainText(text)]) expect(words(seen), text).to.deep.equal(words(text));
        for (const seen of [box.textContent, plainText(text)]) expect(seen.trim() === '', text).to.equal(text.trim() === '');
        const boxes = (where: string): number => where.match(/[☐☑]|\[ \]/g)?.length ?? 0;
        expect(boxes(box.textContent)).to.be.at.least(boxes(text));
      }),
      { numRuns: import.meta.env.MODE === 'long' ? 300_000 : 1_000 },
    );
  });

  it('of a hostile depth or length stays text', () => {
    expect(shown('>'.repeat(5_000)).querySelectorAll('blockquote').length).to.be.at.most(13);
    const long = `**${'x'.repeat(9_000)}**`;
    expect(outline(shown(long))).to.equal(long);
    // A reader of Markdown tries each star with all the others: ten such messages would take many seconds.
    const stars = '**a '.repeat(500);
    expect(outline(shown(stars))).to.equal(stars);
    expect(plainText(stars)).to.equal(stars);
    expect(outline(shown('**a** '.repeat(90)))).to.contain('strong');
  });

  it('is cut once, however often it is shown', () => {
    const text = `**once** ${'and again '.repeat(9)}`;
    const cuts = vi.spyOn(Lexer.prototype, 'lex');
    try {
      for (let time = 0; time < 3; time += 1)
        expect([outline(shown(text)), plainText(text).slice(0, 8)]).to.deep.equal([outline(shown(text)), 'once and']);
      expect(cuts.mock.calls.length).to.equal(1);
    } finally {
      cuts.mockRestore();
    }
  });

  it('is the body of a message where the page says so, and plain text otherwise', async () => {
    const message = saying('So **bold**');
    const element = await fixture<MessageItem>(html`<message-item .message=${message}></message-item>`);
    expect(element.shadowRoot!.querySelector('[part=text]')!.textContent).to.equal('So **bold**');
    element.regions = { body: markdownBody };
    await vi.waitFor(() => expect(element.shadowRoot!.querySelector('[part=text] strong')?.textContent).to.equal('bold'));
    expect(element.getAttribute('aria-label')).to.contain('bold');
    await expect(element).to.be.accessible();
  });

  it('leaves its marks out of names of buttons, and of what an answer carries of a message that is not here', async () => {
    const wish = { kind: 'create' } as MessageItem['wish'];
    const replyTo = { id: 'long ago', name: 'Ada', excerpt: 'Hello **all**' };
    const element = await fixture<MessageItem>(
      html`<message-item
        own
        state="failed"
        .wish=${wish}
        .message=${{ ...saying('So **bold**'), replyTo }}
        .regions=${{ body: markdownBody }}
      ></message-item>`,
    );
    const names = [...element.shadowRoot!.querySelectorAll('button.link, button.quote')].map((one) => one.getAttribute('aria-label'));
    expect(names).to.deep.equal(['Go to the message this replies to. Ada: Hello all', 'Retry: So bold', 'Discard: So bold']);
  });

  it('has what became of the message behind its last word', async () => {
    const element = await fixture<MessageItem>(html`<message-item own .regions=${{ body: markdownBody }}></message-item>`);
    for (const content of ['So **bold**', 'One\n\n- two\n\nSo **bold**']) {
      element.message = saying(content);
      const find = (selector: string): Element => element.shadowRoot!.querySelector(selector)!;
      await vi.waitFor(() => expect(find('.rich')?.textContent).to.contain('So bold'));
      const [word, tick] = ['strong', '.sent'].map((selector) => find(selector).getBoundingClientRect()) as [DOMRect, DOMRect];
      expect(tick.left).to.be.greaterThan(word.right);
      expect(tick.top).to.be.lessThan(word.bottom);
    }
  });

  it('has it behind a list, too, on no line of its own', async () => {
    const element = await fixture<MessageItem>(html`<message-item .regions=${{ body: markdownBody }}></message-item>`);
    const shadow = element.shadowRoot!;
    for (const dir of ['ltr', 'rtl'])
      for (const content of ['- one\n- two', 'So\n\n1. one\n2. two', '> one\n> two', '- אחד\n- שתיים']) {
        Object.assign(element, { dir, own: false, message: saying(content) });
        await vi.waitFor(() => expect(shadow.querySelector('.rich')?.textContent).to.match(/two|שתיים/));
        await element.updateComplete;
        const high = element.offsetHeight;
        element.own = true;
        await element.updateComplete;
        expect(shadow.querySelector('.sent'), content).not.to.equal(null);
        expect(element.offsetHeight, content).to.equal(high);
        const [sign, list, text] = ['.sent', '.rich > :last-child', '.text'].map((one) =>
          shadow.querySelector(one)!.getBoundingClientRect(),
        );
        const rtl = content.includes('שתיים');
        expect(Math.round(rtl ? text!.right - list!.right : list!.left - text!.left), content).to.equal(0);
        expect(rtl ? list!.left - sign!.right : sign!.left - list!.right, content).to.be.within(0, 8);
      }
  });
});
