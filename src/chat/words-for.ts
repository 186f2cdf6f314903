// The words of an element: in the language of the nearest `lang`, over English, with what the page puts in their place over both.

import { isServer } from 'lit';
import { isShadow } from '../live-stream/node-kinds.js';
import { aheadIfFree } from './ahead.js';
import { localeAt } from './format.js';
import type { Strings } from './strings.js';
import { english, Words } from './words.js';

/** The languages that are there beside English, each loaded when first met, or before. */
export const LANGUAGES: Record<string, () => Promise<Strings>> = {
  ar: async () => (await import('./locales/ar.js')).ar,
  de: async () => (await import('./locales/de.js')).de,
  ja: async () => (await import('./locales/ja.js')).ja,
};

const byLocale = new Map<string, Words>();
const loads = new Map<string, Promise<Strings>>();
/** What the page puts in place of sentences, over the words of each language. */
const overridden = new WeakMap<Partial<Strings>, Map<Words, Words>>();

/** How long after a language could not be loaded it is asked for again by whoever speaks then, in milliseconds. */
const AGAIN_MS = 10_000;

/** An element that says something. */
interface Speaker extends Element {
  /** Sentences of the page, or those of the element around. */
  strings: Partial<Strings> | Words | undefined;
  requestUpdate(): void;
}

const speakers = new Set<WeakRef<Speaker>>();
const heard = new WeakSet<object>();
let attention: MutationObserver | undefined;

/** The words for an element; it updates when a `lang` changes. A language that is not there yet is English until it is; then the element updates. */
export function wordsFor(host: Speaker, locale = host.strings instanceof Words ? '' : localeAt(host)): Words {
  const { strings } = host;
  if (strings instanceof Words) return strings;
  attend(host);
  const words = byLocale.get(locale) ?? learn(locale, host);
  if (!strings) return words;
  const mixed = overridden.get(strings) ?? new Map<Words, Words>();
  overridden.set(strings, mixed);
  // A language the kit has no words of is that of the page's own.
  const made = mixed.get(words) ?? words.with(strings, loaderOf(locale) ? undefined : locale);
  mixed.set(words, made);
  return made;
}

/** Has an element update when a `lang` changes. An observer sees a tree and none inside it: each one around the element is watched. */
function attend(host: Speaker): void {
  if (isServer) return;
  if (!attention) {
    attention = new MutationObserver(speakAgain);
    const languages = Object.values(LANGUAGES);
    aheadIfFree(() => languages.map((load) => load())); // one chosen offline would never be there
  }
  if (!heard.has(host)) {
    heard.add(host);
    speakers.add(new WeakRef(host));
  }
  let root = host.getRootNode();
  while (!heard.has(root)) {
    heard.add(root);
    attention.observe(root, { subtree: true, attributeFilter: ['lang'] });
    if (isShadow(root)) root = root.host.getRootNode();
  }
}

function speakAgain(): void {
  for (const speaker of speakers) {
    const one = speaker.deref();
    if (one) one.requestUpdate();
    else speakers.delete(speaker);
  }
}

function languageOf(locale: string): string {
  return locale.toLowerCase().split('-')[0] ?? '';
}

function loaderOf(locale: string): (typeof LANGUAGES)[string] | undefined {
  const language = languageOf(locale);
  return Object.hasOwn(LANGUAGES, language) ? LANGUAGES[language] : undefined;
}

function learn(locale: string, host: Speaker): Words {
  const language = languageOf(locale);
  const load = loaderOf(locale);
  if (!load) {
    const words = new Words(/^en\b/i.test(locale) ? locale : 'en', {});
    byLocale.set(locale, words);
    return words;
  }
  let loading = loads.get(language);
  if (!loading) {
    loads.set(language, (loading = load()));
    loading.catch(() => missed(language));
  }
  loading.then(
    (strings) => {
      if (!byLocale.has(locale)) byLocale.set(locale, new Words(locale, strings));
      host.requestUpdate();
    },
    () => undefined, // an update would ask again at once, and so on for ever
  );
  return english;
}

/** Not there, as offline: English it is, until there is a network again, or somebody speaks some time later. Chromium leaves that to the next page. */
function missed(language: string): void {
  if (isServer) return;
  setTimeout(() => loads.delete(language), AGAIN_MS);
  addEventListener('online', onOnline, { once: true });
}

function onOnline(): void {
  loads.clear();
  speakAgain();
}
