// Hears what a screen reader would say of live regions, so that a test can compare it with what a user should hear.

import { shownIn } from '../live-stream/scroller.js';
import { below } from './below.js';
import { onShadowRoot } from './shadow-roots.js';
import { joined, piecesOf, type Piece } from './shown-text.js';

/** What has been said so far. */
export interface Announcements {
  /** Sentences in the order they were said. */
  readonly words: readonly string[];
  /** Resolves with the first sentence, said already or later, that contains `part`; rejects after `timeout` ms, 10,000 by default. */
  heard(part: string, timeout?: number): Promise<string>;
  /** Listens no more. */
  stop(): void;
}

const REGIONS = '[role="status"], [role="alert"], [role="log"], [aria-live], output';

/** What a region had to read out when it was looked at last. */
interface Heard {
  text: string;
  pieces: readonly Piece[];
}

/**
 * Listens to the live regions at or below `root`, open shadow trees included, from now on: `status`, also as `<output>`, `alert`, `log`
 * and `aria-live`. A region is heard when the text that is shown in it changes, as readers do it: an alert also when it appears with its
 * text, or is no longer hidden, a `log` (or a region that is not atomic) only for what was added, a region with `aria-live="off"`, hidden
 * or in something hidden not at all. What only a style sheet, or something above `root`, shows or hides is noticed with the next change
 * below it. Until `stop` it stands between the page and `attachShadow`: an element may be given a shadow tree late.
 */
export function announced(root: Element | Document = document): Announcements {
  const words: string[] = [];
  let known = new Map<Element, Heard | undefined>();
  const watched = new WeakSet<Node>();
  const waiting = new Set<() => void>();
  const observer = new MutationObserver((records) => listen(records));

  const listen = (records: readonly MutationRecord[]): void => {
    const before = words.length;
    const added = new Set(records.flatMap(({ addedNodes }) => Array.from(addedNodes)));
    const was = known;
    known = watch();
    for (const [region, now] of known) {
      const said = now && newIn(region, now, was.get(region), added);
      if (said) words.push(said);
    }
    if (words.length > before) for (const look of waiting) look();
  };

  const watch = (): typeof known => {
    const nodes = Array.from(below(root));
    for (const node of nodes) {
      const isRoot = node === root || node instanceof ShadowRoot;
      if (!isRoot || watched.has(node)) continue;
      watched.add(node);
      observer.observe(node, { subtree: true, childList: true, characterData: true, attributes: true });
    }
    const regions = nodes.filter((node): node is Element => node instanceof Element && node.matches(REGIONS));
    return new Map(regions.map((region) => [region, isHeard(region) ? read(region) : undefined]));
  };

  let isDue = false;
  let isOver = false;
  const leaveRoots = onShadowRoot(() => {
    if (isDue) return;
    isDue = true;
    // Once whoever gives the tree has filled it.
    queueMicrotask(() => {
      isDue = false;
      if (!isOver) listen(observer.takeRecords());
    });
  });

  known = watch();
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
    stop: () => {
      isOver = true;
      leaveRoots();
      observer.disconnect();
    },
  };
}

/** What a reader says of a region that has changed; nothing of one that has not. */
function newIn(region: Element, now: Heard, was: Heard | undefined, added: ReadonlySet<Node>): string {
  if (now.text === was?.text || (!was && roleOf(region) !== 'alert')) return '';
  if (!was || isAtomic(region)) return now.text;
  const before = new Map(was.pieces.map(({ node, text }) => [node, text]));
  return joined(now.pieces.filter(({ node, text }) => !node || before.get(node) !== text || isIn(node, region, added)));
}

/** What was there before and has come once more, to another place, is said once more. */
function isIn(node: Node, region: Element, added: ReadonlySet<Node>): boolean {
  for (let one: Node | null = node; one && one !== region; one = shownIn(one)) if (added.has(one)) return true;
  return false;
}

function read(region: Element): Heard {
  const pieces = Array.from(piecesOf(region));
  return { text: joined(pieces), pieces };
}

function roleOf(region: Element): string {
  return region.getAttribute('role') ?? (region.localName === 'output' ? 'status' : '');
}

function isAtomic(region: Element): boolean {
  const given = region.getAttribute('aria-atomic');
  return given === null ? ['status', 'alert'].includes(roleOf(region)) : given === 'true';
}

function isHeard(region: Element): boolean {
  return region.getAttribute('aria-live') !== 'off' && !isHidden(region);
}

function isHidden(region: Element): boolean {
  // An element that is only its children has no box to ask about: that of what is around it counts.
  let box: Node | null = region;
  while (box instanceof Element && getComputedStyle(box).display === 'contents') box = shownIn(box);
  if (box instanceof Element && !box.checkVisibility({ visibilityProperty: true })) return true;
  for (let node: Node | null = region; node; node = shownIn(node))
    if (node instanceof Element && (node.getAttribute('aria-hidden') === 'true' || (node as HTMLElement).inert)) return true;
  return false;
}
