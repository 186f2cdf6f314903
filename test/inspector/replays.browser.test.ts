// Recordings of lists with a `domId` or a `limit`, played to lists of other settings; and recordings that end.

import { expect, fixture, html } from '@open-wc/testing';
import { html as row } from 'lit';
import { vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import '../../src/inspector/index.js';
import type { StreamInspector } from '../../src/inspector/index.js';
import '../../src/live-stream/index.js';
import type { LiveStream } from '../../src/live-stream/index.js';
import { button, shown } from './beside.js';

interface Post {
  id?: string | number;
  slug: string;
}
type Posts = LiveStream<Post>;
type Set = Partial<Pick<Posts, 'domId' | 'limit' | 'name'>>;

const postRow = ({ slug }: Post): unknown => row`<p>${slug}</p>`;
const byName = ({ slug }: Post): string => `b-${slug}`;

async function inspected(set: Set = {}): Promise<{ list: Posts; inspector: StreamInspector }> {
  const list = Object.assign(document.createElement('live-stream') as unknown as Posts, { id: 'posts', renderItem: postRow, ...set });
  const page = await fixture(html`<div>${list}<stream-inspector for="posts"></stream-inspector></div>`);
  return { list, inspector: page.querySelector('stream-inspector')! };
}

/** What is exported, without words, of what `act` does to a list; and what the list shows then. */
async function recorded(set: Set, ...acts: ((list: Posts) => void)[]): Promise<{ text: string; slugs: string[] }> {
  const { list, inspector } = await inspected(set);
  inspector.recording = true;
  await inspector.updateComplete;
  for (const act of acts) {
    act(list);
    await list.updateComplete;
  }
  const slugs = slugsIn(list);
  inspector.parentElement!.remove();
  return { text: inspector.export(), slugs };
}

/** What a list with these settings shows when a recording was played to it. */
async function played(text: string, set: Set = {}): Promise<string[]> {
  const { list, inspector } = await inspected(set);
  expect(inspector.replay(text)).to.equal(true);
  while (inspector.step()) await list.updateComplete;
  const slugs = slugsIn(list);
  inspector.parentElement!.remove();
  return slugs;
}

/** Words are known by their length: more is not in a file without them. */
const slugsIn = (list: Posts): string[] => Array.from(list.children, ({ textContent }) => textContent);
const dots = (slugs: string[]): string[] => slugs.map((slug) => slug.replace(/\S/g, '·'));

describe('a recording without words', () => {
  const posts = ['a', 'bcd', 'ef', 'ghi'].map((slug, id) => ({ id, slug }));

  it('has each row apart that the list told apart by domId', async () => {
    const { text, slugs } = await recorded(
      { domId: byName },
      (list) => list.stream(posts.slice(0, 3)),
      (list) => list.insert({ slug: 'ghi' }),
      (list) => list.delete({ slug: 'a' }),
      (list) => list.delete(2),
      (list) => list.insert({ id: 1, slug: 'bcd' }, { at: 0 }),
    );
    expect(slugs).to.deep.equal(['bcd', 'ghi']);
    for (const word of [...slugs, 'b-']) expect(text).not.to.contain(word);
    expect(await played(text, { domId: byName })).to.deep.equal(dots(slugs));
    expect(await played(text)).to.deep.equal(dots(slugs));
  });

  it('tells rows that were there apart, too', async () => {
    const { list, inspector } = await inspected({ domId: byName });
    list.stream(posts);
    await list.updateComplete;
    inspector.recording = true;
    await inspector.updateComplete;
    list.deleteByDomId('b-ef');
    await list.updateComplete;
    const slugs = slugsIn(list);
    inspector.parentElement!.remove();
    expect(await played(inspector.export(), { domId: byName })).to.deep.equal(dots(slugs));
  });

  it('leaves the rule of the list it was played to as it was', async () => {
    const { text } = await recorded({ domId: byName }, (list) => list.stream(posts));
    const { list, inspector } = await inspected({ domId: byName, limit: -3 });
    inspector.replay(text);
    while (inspector.step());
    list.insert({ slug: 'own' });
    await list.updateComplete;
    expect([list.domId, list.limit, list.rowByDomId('b-own')?.isConnected, list.size]).to.deep.equal([byName, -3, true, 3]);
  });

  it('goes to a list of any name: what was deleted by an item is found', async () => {
    const { text, slugs } = await recorded(
      { name: 'posts' },
      (list) => list.stream(posts),
      (list) => list.delete(posts[1]!),
    );
    expect(await played(text, { name: 'others' })).to.deep.equal(dots(slugs));
  });

  it('has the limit of the list, and no other', async () => {
    const five = (list: Posts): void => list.stream(['a', 'bc', 'def', 'ghij', 'klmno'].map((slug, id) => ({ id, slug })));
    const three = await recorded({ limit: -3 }, five);
    expect(three.slugs).to.deep.equal(['def', 'ghij', 'klmno']);
    expect(await played(three.text)).to.deep.equal(dots(three.slugs));
    const all = await recorded({}, five);
    expect(await played(all.text, { limit: 2 })).to.deep.equal(dots(all.slugs));
    const unusable = await recorded({}, five, (list) => Object.assign(list, { limit: 0 }), five);
    expect(await played(unusable.text)).to.deep.equal(dots(unusable.slugs));
  });

  it('has no rows that came as elements', async () => {
    const { text } = await recorded({}, (list) => {
      const op = document.createElement('stream-op');
      op.setAttribute('action', 'insert');
      op.innerHTML = '<template><p id="posts-told">told in markup</p></template>';
      list.append(op);
    });
    expect(text).to.equal('');
  });
});

describe('a recording that ends', () => {
  it('says so: the button is no longer pressed', async () => {
    const { list, inspector } = await inspected();
    const errors: string[] = [];
    inspector.addEventListener('stream-error', ({ error }) => errors.push(error.message));
    inspector.recording = true;
    await inspector.updateComplete;
    for (let id = 0; id < 10_010; id += 1) list.insert({ id: id % 5, slug: 'a' });
    await list.updateComplete;
    await vi.waitFor(() => expect(button(inspector, 'Record').textContent.trim()).to.equal('Record (10000)'));
    expect([inspector.recording, button(inspector, 'Record').getAttribute('aria-pressed')]).to.deep.equal([false, 'false']);
    expect(shown(inspector, '[role=alert]')).to.equal('the recording has 10000 steps and ends here: export it, or begin another');
    expect(errors).to.have.length(1);
  });

  it('names an item with a Map, as a file has none', async () => {
    const { list, inspector } = await inspected();
    inspector.recording = true;
    await inspector.updateComplete;
    list.insert({ id: 1, slug: 'a', votes: new Map([['Ben', 1]]) } as Post);
    await list.updateComplete;
    expect(inspector.export()).not.to.contain('"item"');
    await inspector.updateComplete;
    expect(shown(inspector, '[role=alert]')).to.equal('not in the file: insert 1 (votes is a Map)');
  });
});

describe('a recording that is being played', () => {
  const two = [1, 2].map((id) => `{"ms":0,"ops":[{"op":"insert","item":{"id":${id},"slug":"s${id}"}}]}\n`).join('');

  it('waits for its list, and is played to no other in its place', async () => {
    const { list, inspector } = await inspected();
    const page = inspector.parentElement!;
    expect([inspector.replay(two), inspector.step()]).to.deep.equal([true, true]);
    await list.updateComplete;
    list.remove();
    await vi.waitFor(() => expect(shown(inspector, 'strong')).to.equal('#posts: no list yet'));
    expect(inspector.step()).to.equal(false);
    const other = Object.assign(document.createElement('live-stream') as unknown as Posts, { id: 'posts', renderItem: postRow });
    page.append(other);
    await vi.waitFor(() => expect(button(inspector, 'Step')?.textContent.trim()).to.equal('Step'));
    expect([inspector.step(), button(inspector, 'Step').disabled]).to.deep.equal([false, true]);
    other.remove();
    page.append(list);
    await vi.waitFor(() => expect(button(inspector, 'Step')?.textContent.trim()).to.equal('Step 1 of 2'));
    expect(inspector.step()).to.equal(true);
    await list.updateComplete;
    expect([slugsIn(list), slugsIn(other)]).to.deep.equal([['s1', 's2'], []]);
  });

  it('leaves the focus on its button to the end', async () => {
    const { inspector } = await inspected();
    expect(inspector.replay(two)).to.equal(true);
    await inspector.updateComplete;
    const step = button(inspector, 'Step');
    step.focus();
    await userEvent.keyboard('{Enter}{Enter}{Enter}');
    await vi.waitFor(() => expect(step.textContent.trim()).to.equal('Step 2 of 2'));
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    expect(inspector.shadowRoot!.activeElement).to.equal(step);
    expect(step.getAttribute('aria-disabled')).to.equal('true');
  });

  it('says what is wrong with a file within a narrow box', async () => {
    const { inspector } = await inspected();
    inspector.style.inlineSize = '320px';
    inspector.addEventListener('stream-error', (event) => event.preventDefault());
    expect(inspector.replay('['.padEnd(200, '1,'))).to.equal(false);
    await inspector.updateComplete;
    const { right } = inspector.getBoundingClientRect();
    const parts = inspector.shadowRoot!.querySelectorAll<HTMLElement>('header, button, .trouble, .bar, .body');
    for (const part of parts) {
      expect(part.getBoundingClientRect().right, part.className).to.be.at.most(right);
      expect(part.scrollWidth, part.className).to.be.at.most(part.clientWidth);
    }
  });
});
