// Says sentences in a language: fills in names and numbers, and chooses the plural form. Pure.

import { ENGLISH, type Sentence, type StringKey, type Strings } from './strings.js';

/** The isolates keep a name in another script from turning the sentence around it. */
const ISOLATES = ['\u2068', '\u2069'] as const;
const IS_ENGLISH = /^en\b/i;
const RTL = /^(ar|arc|ckb|dv|fa|he|ku|ps|sd|ug|ur|yi)(-|$)/i;

/** Sentences of one language. */
export class Words {
  /** The BCP 47 tag of the language; forms of the plural, numbers and lists follow it. */
  readonly locale: string;
  readonly #strings: Partial<Strings>;
  readonly #plural: Intl.PluralRules;
  readonly #number: Intl.NumberFormat;
  readonly #list: Intl.ListFormat;

  /** A sentence that is missing is said in English. */
  constructor(locale: string, strings: Partial<Strings>) {
    this.locale = locale;
    this.#strings = strings;
    this.#plural = known(Intl.PluralRules, locale);
    this.#number = known(Intl.NumberFormat, locale);
    this.#list = known(Intl.ListFormat, locale);
  }

  /** Says a sentence; `count` chooses its form. */
  say(key: StringKey, values: Record<string, string | number> = {}): string {
    const own = this.#strings[key];
    if (own === undefined && !IS_ENGLISH.test(this.locale)) return english.say(key, values); // its numbers, too
    const sentence: Sentence = own ?? ENGLISH[key];
    const { count } = values;
    const text =
      typeof sentence === 'string' ? sentence : (typeof count === 'number' && sentence[this.#plural.select(count)]) || sentence.other;
    return text.replaceAll(/\{(\w+)\}(?=([.。])?)/g, (whole, name: string, stop?: string) => {
      let value = values[name];
      if (value === undefined) return whole;
      if (typeof value === 'number') return this.#number.format(value);
      if (stop) value = value.replace(/([^.。])[.。]$/, '$1'); // a sentence at the end of another has its full stop from that
      return RTL.test(this.locale) ? ISOLATES.join(value) : value;
    });
  }

  /** A number, in the digits of the language. */
  number(value: number): string {
    return this.#number.format(value);
  }

  /** Names one after the other, as the language does: at most so many, and how many others there are. */
  list(names: readonly string[], most = Infinity): string {
    if (names.length <= most) return this.#list.format(names);
    return this.#list.format([...names.slice(0, most), this.say('others', { count: names.length - most })]);
  }

  /** These sentences over the ones there are, in the same language unless another is given; what is undefined is none. */
  with(strings: Partial<Strings>, locale = this.locale): Words {
    const given = Object.entries(strings).filter(([, sentence]) => sentence !== undefined);
    return new Words(locale, { ...this.#strings, ...(Object.fromEntries(given) as Partial<Strings>) });
  }
}

/** Of a locale nobody knows, the machine's own: a browser may call its own `en-US@posix`. */
export function known<T, Options>(Format: new (locale?: string, options?: Options) => T, locale: string, options?: Options): T {
  try {
    return new Format(locale, options);
  } catch {
    return new Format(undefined, options);
  }
}

export const english = new Words('en', {});
