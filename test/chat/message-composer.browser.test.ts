// The composer: what it sends, what it refuses, and that it never loses a word.

import { expect, fixture, html } from '@open-wc/testing';
import { vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { MessageSend } from '../../src/chat/events.js';
import '../../src/chat/define.js';
import type { MessageComposer } from '../../src/chat/message-composer.js';
import { onlyTouch } from './only-touch.js';

interface Composed {
  composer: MessageComposer;
  field: HTMLTextAreaElement;
  sent: MessageSend[];
  hint(): string;
}

async function composer(given: Partial<MessageComposer> = {}): Promise<Composed> {
  const element = await fixture<MessageComposer>(html`<message-composer label="Message weekend-plans"></message-composer>`);
  Object.assign(element, given);
  await element.updateComplete;
  const sent: MessageSend[] = [];
  element.addEventListener('message-send', (event) => sent.push(event));
  element.focus();
  return {
    composer: element,
    field: element.shadowRoot!.querySelector('textarea')!,
    sent,
    hint: () => element.shadowRoot!.querySelector('#hint')!.textContent ?? '',
  };
}

/** A promise that resolves when told to. */
function later(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve: () => resolve() };
}

const contents = (sent: MessageSend[]): string[] => sent.map(({ content }) => content);

describe('sending', () => {
  it('sends on Enter and is empty again', async () => {
    const { field, sent } = await composer();
    await userEvent.keyboard('Hello there{Enter}');
    expect(contents(sent)).to.deep.equal(['Hello there']);
    await vi.waitFor(() => expect(field.value).to.equal(''));
  });

  it('breaks the line on Shift+Enter', async () => {
    const { field, sent } = await composer();
    await userEvent.keyboard('One{Shift>}{Enter}{/Shift}Two{Enter}');
    expect(contents(sent)).to.deep.equal(['One\nTwo']);
    await vi.waitFor(() => expect(field.value).to.equal(''));
  });

  it('breaks the line on Enter, and sends with Ctrl, when told so', async () => {
    const { sent } = await composer({ enter: 'mod' });
    await userEvent.keyboard('One{Enter}Two');
    expect(sent).to.have.length(0);
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    expect(contents(sent)).to.deep.equal(['One\nTwo']);
  });

  it('sends by its button', async () => {
    const { composer: element, sent } = await composer({ value: 'By hand' });
    await userEvent.click(element.shadowRoot!.querySelector('button')!);
    expect(contents(sent)).to.deep.equal(['By hand']);
  });

  // By events alone: a word composed through the DevTools protocol in this field ends the page in Chromium 147 without a screen.
  it('leaves Enter to an input method that is composing', async () => {
    const { field, sent } = await composer();
    field.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));
    await userEvent.keyboard('にほん');
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true }));
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true }));
    field.setRangeText('日本', 0, 3, 'end');
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    expect(sent).to.have.length(0);
    expect(field.value).to.equal('日本');
    // Safari: the Enter that picked the word is reported right after the composition.
    field.dispatchEvent(new CompositionEvent('compositionend', { data: '日本', bubbles: true }));
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
    expect(sent).to.have.length(0);
  });
});

it('is one line high while it is empty, however long the name of the room and narrow the page', async () => {
  const { composer: element, field } = await composer({ label: `Message ${'weekend-plans '.repeat(8)}` });
  element.style.inlineSize = '280px';
  await element.updateComplete;
  const empty = field.offsetHeight;
  await userEvent.keyboard('a');
  expect(field.offsetHeight).to.equal(empty);
  expect(element.scrollWidth).to.equal(element.clientWidth);
});

describe('S-17 what was written is kept until it is accepted', () => {
  it('S-17 keeps the text until the promise resolves', async () => {
    const { composer: element, field } = await composer();
    const { promise, resolve } = later();
    element.addEventListener('message-send', (event) => event.waitUntil(promise));
    await userEvent.keyboard('Slowly{Enter}');
    expect(field.value).to.equal('Slowly');
    resolve();
    await vi.waitFor(() => expect(field.value).to.equal(''));
  });

  it('S-17 keeps the text with the reason when it rejects, and sends it again with the same ids', async () => {
    const { composer: element, field, sent, hint } = await composer();
    element.addEventListener('message-send', (event) => event.waitUntil(Promise.reject(new Error('this device could not save it'))), {
      once: true,
    });
    await userEvent.keyboard('Precious{Enter}');
    await vi.waitFor(() => expect(hint()).to.equal('Not sent: this device could not save it'));
    expect(field.value).to.equal('Precious');
    expect(field.getAttribute('aria-describedby')).to.contain('hint');
    await userEvent.keyboard('{Enter}');
    await vi.waitFor(() => expect(field.value).to.equal(''));
    expect(sent.map(({ id, mutationId }) => [id, mutationId])).to.deep.equal([
      [sent[0]!.id, sent[0]!.mutationId],
      [sent[0]!.id, sent[0]!.mutationId],
    ]);
  });

  it('S-16 sends once on a double Enter, and the next draft has other ids', async () => {
    const { composer: element, field, sent } = await composer();
    const { promise, resolve } = later();
    element.addEventListener('message-send', (event) => event.waitUntil(promise));
    await userEvent.keyboard('Once{Enter}{Enter}');
    resolve();
    await vi.waitFor(() => expect(field.value).to.equal(''));
    expect(contents(sent)).to.deep.equal(['Once']);
    await userEvent.keyboard('Twice{Enter}');
    expect(contents(sent)).to.deep.equal(['Once', 'Twice']);
    expect(sent[0]!.id).not.to.equal(sent[1]!.id);
  });

  it('keeps what is typed while the text before it is being accepted', async () => {
    const { composer: element, field, sent } = await composer();
    const { promise, resolve } = later();
    element.addEventListener('message-send', (event) => event.waitUntil(promise), { once: true });
    await userEvent.keyboard('One{Enter} and two{Enter}');
    resolve();
    await vi.waitFor(() => expect(contents(sent)).to.deep.equal(['One', 'and two']));
    await vi.waitFor(() => expect(field.value).to.equal(''));
  });

  it('has none of what was sent left, however the page has ended its lines', async () => {
    const { composer: element, field, sent } = await composer({ value: 'Dear all\r\nhello' });
    const { promise, resolve } = later();
    element.addEventListener('message-send', (event) => event.waitUntil(promise), { once: true });
    await userEvent.keyboard('{Enter} and bye');
    resolve();
    await vi.waitFor(() => expect(field.value).to.equal(' and bye'));
    expect(contents(sent)).to.deep.equal(['Dear all\nhello']);
  });

  it('breaks the line on Enter where there is only touch', async () => {
    onlyTouch();
    const { field, sent } = await composer();
    await userEvent.keyboard('One{Enter}two');
    expect([field.value, sent.length]).to.deep.equal(['One\ntwo', 0]);
  });

  it('sends what was there at each Enter, however long the message before it takes', async () => {
    const { composer: element, field, sent } = await composer();
    const first = later();
    const second = later();
    const waits = [first.promise, second.promise];
    element.addEventListener('message-send', (event) => event.waitUntil(waits.shift() ?? Promise.resolve()));
    await userEvent.keyboard('One{Enter}two{Enter}three{Enter}{Enter}fo');
    first.resolve();
    await vi.waitFor(() => expect(contents(sent)).to.deep.equal(['One', 'two']));
    await vi.waitFor(() => expect(field.value).to.equal('twothreefo'));
    await userEvent.keyboard('ur');
    second.resolve();
    await vi.waitFor(() => expect(contents(sent)).to.deep.equal(['One', 'two', 'three']));
    await vi.waitFor(() => expect(field.value).to.equal('four'));
    expect(new Set(sent.map(({ id }) => id)).size).to.equal(3);
    await userEvent.keyboard('{Enter}');
    expect(contents(sent).at(-1)).to.equal('four');
  });

  it('sends no more by itself once one was refused, and keeps all of the words', async () => {
    const { composer: element, field, sent } = await composer();
    const { promise, resolve } = later();
    element.addEventListener('message-send', (event) => event.waitUntil(promise.then(() => Promise.reject(new Error('no room')))), {
      once: true,
    });
    await userEvent.keyboard('One{Enter}two{Enter}three');
    resolve();
    await vi.waitFor(() => expect(field.getAttribute('aria-invalid')).to.equal('true'));
    expect([field.value, contents(sent)]).to.deep.equal(['Onetwothree', ['One']]);
    await userEvent.keyboard('{Enter}');
    await vi.waitFor(() => expect(field.value).to.equal(''));
    expect(contents(sent)).to.deep.equal(['One', 'Onetwothree']);
    expect(sent[0]!.id).not.to.equal(sent[1]!.id);
  });

  it('keeps the text of somebody who takes the request over', async () => {
    const { composer: element, field } = await composer();
    element.addEventListener('message-send', (event) => event.preventDefault());
    await userEvent.keyboard('Taken{Enter}');
    expect(field.value).to.equal('Taken');
    element.clear();
    await element.updateComplete;
    expect(field.value).to.equal('');
  });
});

describe('somebody who takes the request over', () => {
  it('is waited for, whoever else gave a promise, and whoever refuses is heard', async () => {
    const cases: [Promise<unknown>[], string, string][] = [
      [[Promise.resolve(), Promise.resolve(false)], '', ''],
      [[Promise.resolve(false), Promise.resolve()], '', ''],
      [[Promise.resolve(false), Promise.resolve(false)], 'Taken', ''],
    ];
    for (const [given, left, why] of cases) {
      const { composer: element, field, hint, sent } = await composer();
      element.addEventListener('message-send', (event) => given.forEach((one) => event.waitUntil(one)));
      await userEvent.keyboard('Taken{Enter}');
      await vi.waitFor(() => expect(sent).to.have.length(1));
      await sent[0]!.accepted;
      await element.updateComplete;
      expect([field.value, hint()]).to.deep.equal([left, why]);
    }
    const { composer: element, field, hint } = await composer();
    element.addEventListener('message-send', (event) => {
      event.waitUntil(Promise.reject(new Error('the disk is full')));
      event.waitUntil(Promise.resolve());
    });
    await userEvent.keyboard('Kept{Enter}');
    await vi.waitFor(() => expect(hint()).to.contain('the disk is full'));
    expect(field.value).to.equal('Kept');
  });
});

describe('out of the page', () => {
  it('is not waited for where it says so too late, and hears that', async () => {
    const { composer: element, field } = await composer();
    let late: unknown;
    element.addEventListener('message-send', (event) => {
      void Promise.resolve().then(() => {
        try {
          event.waitUntil(Promise.resolve());
        } catch (error) {
          late = error;
        }
      });
    });
    await userEvent.keyboard('Hello{Enter}');
    await vi.waitFor(() => expect(field.value).to.equal(''));
    expect([(late as DOMException).name, String(late)]).to.deep.equal([
      'InvalidStateError',
      'InvalidStateError: message-send: waitUntil is called too late; call it at once, and await inside of its promise',
    ]);
  });

  it('does not bring back what was accepted meanwhile', async () => {
    const { composer: element, field } = await composer();
    const { promise, resolve } = later();
    element.addEventListener('message-send', (event) => event.waitUntil(promise));
    await userEvent.keyboard('Hello{Enter}');
    const parent = element.parentElement!;
    element.remove();
    resolve();
    await vi.waitFor(() => expect(element.value).to.equal(''));
    parent.append(element);
    await element.updateComplete;
    expect(field.value).to.equal('');
  });
});

describe('an attribute that is taken away', () => {
  it('is as if it had never been there', async () => {
    const { composer: element, field, sent } = await composer();
    for (const [name, value] of Object.entries({ value: 'Begun', maxlength: '3', enter: 'newline', label: 'Words' }))
      element.setAttribute(name, value);
    await element.updateComplete;
    expect(field.value).to.equal('Begun');
    for (const name of ['value', 'maxlength', 'enter', 'label']) element.removeAttribute(name);
    await element.updateComplete;
    expect([field.value, field.placeholder]).to.deep.equal(['', 'Message']);
    Object.assign(element, { maxLength: undefined, value: undefined });
    await userEvent.keyboard('Longer than three{Enter}');
    expect(contents(sent)).to.deep.equal(['Longer than three']);
    await vi.waitFor(() => expect(field.value).to.equal(''));
  });

  it('is as if it were not there where it is no number', async () => {
    const { composer: element, sent, hint } = await composer();
    element.setAttribute('maxlength', 'many');
    await userEvent.keyboard('Longer');
    await element.updateComplete;
    expect(element.shadowRoot!.textContent).not.to.contain('NaN');
    await userEvent.keyboard('{Enter}');
    expect([contents(sent), hint().includes('NaN')]).to.deep.equal([['Longer'], false]);
  });
});

describe('what is not sent', () => {
  it('S-18 sends no blanks, keeps them, and says why', async () => {
    const { composer: element, field, sent, hint } = await composer();
    const send = element.shadowRoot!.querySelector('button')!;
    await userEvent.keyboard('   {Enter}');
    expect(sent).to.have.length(0);
    await vi.waitFor(() => expect(hint()).to.equal('Write something first.'));
    expect(field.value).to.equal('   ');
    expect([send.disabled, send.getAttribute('aria-disabled')]).to.deep.equal([false, 'true']);
    expect(element.shadowRoot!.querySelector('#why')!.textContent).to.equal('Write something first.');
    await userEvent.keyboard('x');
    await vi.waitFor(() => expect(hint()).to.equal(''));
    expect(send.getAttribute('aria-disabled')).to.equal('false');
  });

  it('holds an empty field against nobody who has gone on', async () => {
    const { composer: element, field, hint } = await composer();
    element.after(document.createElement('button')); // at the end of a page, focus may come back to its beginning
    await userEvent.keyboard('{Enter}');
    await vi.waitFor(() => expect(hint()).to.equal('Write something first.'));
    await userEvent.tab();
    expect(element.shadowRoot!.activeElement?.localName).to.equal('button');
    expect(hint()).to.equal('Write something first.'); // the button does the same
    await userEvent.tab();
    await vi.waitFor(() => expect(hint()).to.equal(''));
    expect(field.getAttribute('aria-invalid')).to.equal(null);
  });

  it('S-19 counts down near the limit, keeps what is too long, and says by how much', async () => {
    const { composer: element, field, sent, hint } = await composer({ maxLength: 20 });
    const counter = (): string => element.shadowRoot!.querySelector('#counter')?.textContent ?? '';
    await userEvent.keyboard('123456789');
    expect(counter()).to.equal('');
    await userEvent.keyboard('0');
    await vi.waitFor(() => expect(counter()).to.equal('10 characters left'));
    await userEvent.keyboard('12345678901');
    await vi.waitFor(() => expect(counter()).to.equal('1 character too many'));
    await userEvent.keyboard('{Enter}');
    expect(sent).to.have.length(0);
    await vi.waitFor(() => expect(hint()).to.equal('Too long: remove 1 character.'));
    expect(field.value).to.have.length(21);
    expect(field.getAttribute('aria-invalid')).to.equal('true');
  });
});

describe('the field', () => {
  it('grows to eight lines and no further', async () => {
    const { composer: element, field } = await composer();
    const line = parseFloat(getComputedStyle(field).lineHeight);
    const one = field.clientHeight;
    element.value = 'a\nb\nc';
    await element.updateComplete;
    expect(field.clientHeight - one).to.be.closeTo(2 * line, 2);
    element.value = 'line\n'.repeat(30);
    await element.updateComplete;
    expect(field.clientHeight - one).to.be.closeTo(7 * line, 2);
  });

  it('S-20 asks to edit on ArrowUp only when it is empty', async () => {
    const { composer: element, field } = await composer();
    const asked = vi.fn();
    element.addEventListener('message-edit', asked);
    await userEvent.keyboard('One{Shift>}{Enter}{/Shift}Two{ArrowUp}');
    expect(asked.mock.calls).to.have.length(0);
    expect(field.selectionStart).to.equal(3);
    element.clear();
    await element.updateComplete;
    await userEvent.keyboard('{ArrowUp}');
    expect(asked.mock.calls).to.have.length(1);
  });

  it('is not there where the page hides it', async () => {
    const { composer: element } = await composer();
    element.hidden = true;
    expect(element.checkVisibility()).to.equal(false);
    element.hidden = false;
    expect(element.checkVisibility()).to.equal(true);
  });

  it('has a label, and is accessible', async () => {
    const { composer: element, field } = await composer({ maxLength: 10, value: 'Too long for this' });
    expect(field.labels[0]!.textContent).to.equal('Message weekend-plans');
    await expect(element).to.be.accessible();
  });
});
