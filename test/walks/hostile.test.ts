// S1, S2, S5: the whole corpus of hostile texts through the elements under a strict policy with Trusted Types: nothing runs, and nothing is
// even reported. What shows that policy and texts bite: the naive way is reported for each, and runs where there is no policy.

import type { Page } from 'playwright';
import { expect } from 'vitest';
import { HOSTILE_TEXTS } from '../chat/hostile-texts.js';
import { message, send, walk } from './walk.js';
import { seen, watched } from './watched.js';

const TEXTS = Object.values(HOSTILE_TEXTS).flat();

/** The careless way, which lint refuses everywhere else; gives how many texts were refused. */
function careless(tab: Page): Promise<number> {
  return tab.evaluate((texts) => {
    const box = document.body.appendChild(document.createElement('div'));
    let refused = 0;
    for (const text of texts) {
      try {
        // oxlint-disable-next-line no-unsanitized/property -- what the policy is for
        box.innerHTML = text;
      } catch {
        refused++;
      }
    }
    return refused;
  }, TEXTS);
}

walk('S1 S2 S5 hostile texts under a strict policy run nowhere and are not even reported', async ({ visit }) => {
  const tab = await watched(visit, 'embed/strict.html');
  const wrong = await tab.evaluate(async (texts) => {
    const at = '2026-03-02T14:05:10.000Z';
    const astray: string[] = [];
    for (const [index, text] of texts.entries()) {
      const item = document.createElement('message-item');
      const sender = { id: 'eve', name: text, avatarUrl: text };
      const row = {
        id: `m${index}`,
        roomId: 'r',
        sender,
        content: text,
        insertedAt: at,
        updatedAt: `${at}x`,
        seq: index + 1,
        version: 1,
        deleted: false,
      };
      const file = { id: 'f', name: text, type: text, size: 1, url: text };
      const attachments = [file, { ...file, id: 'p', type: 'image/png', width: 2, height: 1 }];
      const message = { ...row, attachments, replyTo: { id: 'asked', name: text, excerpt: text } };
      const wish = { kind: 'create', error: { reason: 'invalid', message: text } };
      Object.assign(item, { message, day: text, newLine: text, own: true, state: index % 2 ? 'failed' : 'sent', wish });
      // No picture of a hostile address is to be asked for.
      item.hidden = true;
      document.body.append(item);
      const composer = document.createElement('message-composer');
      Object.assign(composer, { label: text, value: text });
      const dialog = document.createElement('message-edit-dialog');
      document.body.append(composer, dialog);
      // oxlint-disable-next-line no-await-in-loop -- one after the other, as they come
      await Promise.all([item, composer].map((one) => (one as HTMLElement & { updateComplete: Promise<unknown> }).updateComplete));
      // oxlint-disable-next-line no-await-in-loop -- one after the other, as they come
      await (dialog as HTMLElement & { open(row: object): Promise<unknown> }).open({ ...message, id: text });
      if (item.shadowRoot!.querySelector('.words')?.textContent !== text) astray.push(`words ${text}`);
      if (item.shadowRoot!.querySelector('.files')?.children.length !== 2) astray.push(`files ${text}`);
      for (const { shadowRoot } of [item, composer, dialog]) {
        if (shadowRoot!.querySelector('script, iframe, style, [onerror], [onload]')) astray.push(`element ${text}`);
        // Half a sign is no address to Chromium: such a link leads nowhere.
        for (const { protocol } of shadowRoot!.querySelectorAll('a')) if (!/^(https?)?:$/.test(protocol)) astray.push(`address ${text}`);
      }
      for (const one of [item, composer, dialog]) one.remove();
    }
    return astray;
  }, TEXTS);
  expect(wrong).toEqual([]);
  // Three of each class by key and wire, the whole way through server, storage and stream.
  for (const [kind, texts] of Object.entries(HOSTILE_TEXTS))
    for (const text of [texts[0]!, texts[texts.length >> 1]!, texts.at(-1)!]) {
      await send(tab, `${kind}: ${text.replaceAll(/[\0\r\n]/g, ' ')}`);
      await message(tab, `${kind}: `).last().waitFor();
    }
  expect(await seen(tab)).toEqual({ hits: 0, reports: [] });

  // Whoever hands the same texts to the page as markup is refused, and reported, each time.
  expect(await careless(tab)).toBe(TEXTS.length);
  await expect.poll(async () => (await seen(tab)).reports.length).toBe(TEXTS.length);
  expect((await seen(tab)).hits).toBe(0);
  visit.complaints.length = 0;
});

/** Of 2,950 published texts, 300 are to fire at least where a page is careless: the same share of these. */
const SHARE = 300 / 2_950;

walk('S1 the same texts do run where a page without a policy takes them for markup', { timeout: 120_000 }, async ({ visit }) => {
  const tab = await watched(visit, 'embed/plain.html');
  expect(await careless(tab)).toBe(0);
  await expect.poll(async () => (await seen(tab)).hits).toBeGreaterThan(20);

  // Each under a name of its own, in five careless places, with the events of somebody who passes by.
  const fired = await tab.evaluate(async (texts) => {
    const ran = new Set<number>();
    const places = ['@', '<p title="@">', "<p title='@'>", '<a href="@">x</a>', '<textarea>@</textarea>'];
    const events = ['load', 'error', 'focus', 'toggle', 'animationstart', 'pointerover'];
    for (const [at, text] of texts.entries()) {
      Object.assign(window, { [`hit${at}`]: () => ran.add(at) });
      for (const place of places) {
        const box = document.body.appendChild(document.createElement('div'));
        // oxlint-disable-next-line no-unsanitized/property -- what must be seen to run
        box.innerHTML = place.replace('@', () => text.replaceAll(/\bhit\b/g, `hit${at}`));
        for (const one of box.querySelectorAll('*')) for (const event of events) one.dispatchEvent(new Event(event));
        if (at % 50 === 0) await new Promise((resolve) => setTimeout(resolve));
        setTimeout(() => box.remove(), 1_000);
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    return ran.size;
  }, TEXTS);
  console.info(`the careless way: ${fired} of ${TEXTS.length} texts fired`);
  expect(fired).toBeGreaterThanOrEqual(Math.ceil(TEXTS.length * SHARE));
  visit.complaints.length = 0;
});
