// Hears what a screen reader would say of live regions, so that a test can compare it with what a user should hear.

import { shownIn } from '../live-stream/scroller.js';
import { below } from './below.js';

/** What has been said so far. */
export interface Announcements {
  /** Sentences in the order they were said. */
  readonly words: readonly string[];
  /** Resolves with the first sentence, said already or later, that contains `part`; rejects after `timeout` ms, 10,000 by default. */
  heard(part: string, timeout?: number): Promise<string>;
  /** Listens no more. */
  stop(): void;
}

const REGIONS = '[role="status"], [role="alert"], [role="log"], [aria-live]';

/**
 * Listens to the live regions at or below `root`, shadow trees included, from now on. A region is heard when its text changes, as
 * readers do it: an alert also when it appears with its text, a `log` (or a region that is not atomic) only for what was added,
 * a region with `aria-live="off"`, hidden or in something hidden not at all.
 */
export function announced(root: Element | Document = document): Announcements {
  const words: string[] = [];
  const known = new Map<Element, string>();
  const watched = new WeakSet<Node>();
  const waiting = new Set<() => void>();
  const observer = new MutationObserver((records) => listen(records));

  const listen = (records: readonly MutationRecord[]): void => {
    const before = words.length;
    const changed = new Set(
      records.flatMap(({ addedNodes, type, target }) => (type === 'characterData' ? [target] : Array.from(addedNodes))),
    );
    watch();
    for (const region of regionsIn(root)) {
      const text = textOf(region);
      const was = known.get(region);
      known.set(region, text);
      const isNew = was === undefined;
      if (text === was || (isNew && roleOf(region) !== 'alert') || !isHeard(region)) continue;
      const said = isNew || isAtomic(region) ? text : textOfChanged(region, changed);
      if (said) words.push(said);
    }
    if (words.length > before) for (const look of waiting) look();
  };

  const watch = (): void => {
    for (const node of below(root)) {
      const isRoot = node === root || node instanceof ShadowRoot;
      if (!isRoot || watched.has(node)) continue;
      watched.add(node);
      observer.observe(node, { subtree: true, childList: true, characterData: true, attributes: true });
    }
  };

  watch();
  for (const region of regionsIn(root)) known.set(region, textOf(region));
  return {
    words,
    heard: (part, timeout = 10_000) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const sentence = words.find((said) => said.includes(part));
          if (sentence === undefined) return;
          end();
          resolve(sentence);
        };
        const timer = setTimeout(() => {
          end();
          reject(new Error(`“${part}” was not said in ${timeout} ms, but: ${words.join(' | ') || 'nothing'}`));
        }, timeout);
        const end = (): void => {
          clearTimeout(timer);
          waiting.delete(look);
        };
        waiting.add(look);
        look();
      }),
    stop: () => observer.disconnect(),
  };
}

function regionsIn(root: Element | Document): Element[] {
  return Array.from(below(root)).filter((node): node is Element => node instanceof Element && node.matches(REGIONS));
}

function roleOf(region: Element): string {
  return region.getAttribute('role') ?? '';
}

function isAtomic(region: Element): boolean {
  const given = region.getAttribute('aria-atomic');
  return given === null ? ['status', 'alert'].includes(roleOf(region)) : given === 'true';
}

function isHeard(region: Element): boolean {
  return region.getAttribute('aria-live') !== 'off' && !isHidden(region);
}

function isHidden(region: Element): boolean {
  if (!region.checkVisibility({ visibilityProperty: true })) return true;
  for (let node: Node | null = region; node; node = shownIn(node))
    if (node instanceof Element && (node.getAttribute('aria-hidden') === 'true' || (node as HTMLElement).inert)) return true;
  return false;
}

/** What came into a region or was written anew in it, in the order of the page. */
function textOfChanged(region: Element, changed: ReadonlySet<Node>): string {
  const within = Array.from(changed).filter((node) => node !== region && region.contains(node));
  return within
    .filter((node) => !within.some((other) => other !== node && other.contains(node)))
    .toSorted((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1))
    .map(({ textContent }) => clean(textContent))
    .filter(Boolean)
    .join(' ');
}

function textOf(region: Element): string {
  return clean(region.textContent);
}

function clean(text: string | null): string {
  return (text ?? '').replace(/\s+/g, ' ').trim();
}
