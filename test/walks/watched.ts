// A page that is watched for what should not happen in it: that a text runs, or that its policy has something to report.

import type { Page } from 'playwright';
import { messages, type Visit } from './walk.js';

/** What a page has noticed of it. */
export interface Watched {
  hits: number;
  reports: string[];
}

/** A tab in a room that counts what runs, by `hit()`, and what its policy reports. */
export async function watched(visit: Visit, where: string): Promise<Page> {
  const tab = await visit.open(where);
  await messages(tab).last().waitFor();
  await tab.evaluate(() => {
    const seen: Watched = { hits: 0, reports: [] };
    Object.assign(window, { seen, hit: () => seen.hits++ });
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, sample }) =>
      seen.reports.push(`${violatedDirective} ${sample}`),
    );
  });
  return tab;
}

export const seen = (tab: Page): Promise<Watched> => tab.evaluate(() => (window as unknown as { seen: Watched }).seen);
