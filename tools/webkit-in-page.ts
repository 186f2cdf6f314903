// What is put into each page that is driven in WebKit: Playwright's own search and checks, and an ear for what the driver does not tell of.
// The functions here are sent as text, and know nothing of this file.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { runInNewContext } from 'node:vm';

/** A value as Playwright's protocol has it. */
export interface Wire {
  n?: number;
  b?: boolean;
  s?: string;
  v?: string;
  a?: Wire[];
  o?: { k: string; v: Wire }[];
  /** Which of the handles beside it. */
  h?: number;
  id?: number;
}

/** What a page has noticed. */
export interface Noticed {
  console?: string;
  text?: string;
  threw?: { name: string; message: string; stack: string };
  asked?: string;
  called?: string;
  given?: Wire[];
  chooser?: number;
  many?: boolean;
}

/** The part of Playwright's `InjectedScript` that is used. */
interface Injected {
  parseSelector(selector: string): object;
  querySelectorAll(selector: object, root: Node): Element[];
  strictModeViolationError(selector: object, found: Element[]): Error;
  elementState(element: Element, state: string, frameIsVisible: boolean): { matches: boolean };
  /** Gives a text of its own where the element has gone. */
  checkElementStates(element: Element, states: string[], frameIsVisible: boolean): Promise<{ missingState?: string } | undefined>;
  retarget(element: Element, how: string): Element | null;
  expectHitTarget(point: { x: number; y: number }, element: Element): 'done' | { hitTargetDescription: string };
  fill(element: Element, value: string): string;
  focusNode(element: Element): string;
  selectOptions(element: Element, options: object[]): string[];
  setInputFiles(element: Element, files: object[]): string | undefined;
}

/** What the functions of `webkit-tab.ts` have in the page. */
export interface Kit {
  injected: Injected;
  handles: unknown[];
  /** All of a selector. */
  all(selector: string): Element[];
  /** The only one of a selector, if there is one. */
  one(selector: string): Element | undefined;
  keep(value: unknown): number;
  serialize(value: unknown): Wire;
  /** Before each run: whether fields for files are filled by whoever drives, and which functions are answered outside. */
  ready(settings: [choosesFiles: boolean, bindings: string[]]): void;
  run(act: () => unknown): Promise<object>;
}

/** Runs in the page, once for each document. */
function install(injected: Injected): Kit {
  const noticed: Noticed[] = [];
  const handles: unknown[] = [];
  let told = 0;
  const serialize = (value: unknown, depth = 0): Wire => {
    if (value === null) return { v: 'null' };
    if (typeof value === 'string') return { s: value };
    if (typeof value === 'boolean') return { b: value };
    if (typeof value === 'number') return Number.isFinite(value) ? { n: value } : { v: String(value) };
    if (value instanceof Node || value === window) return { s: 'ref: <Node>' };
    if (typeof value !== 'object' || depth > 20) return { v: 'undefined' };
    if (Array.isArray(value)) return { a: value.map((one) => serialize(one, depth + 1)), id: 0 };
    return { o: Object.entries(value).map(([k, v]) => ({ k, v: serialize(v, depth + 1) })), id: 0 };
  };
  const errorOf = (error: unknown): NonNullable<Noticed['threw']> =>
    error instanceof Error
      ? { name: error.name, message: error.message, stack: `${error.name}: ${error.message}\n${error.stack}` }
      : { name: 'Error', message: String(error), stack: String(error) };
  let choosesFiles = false;
  const kit: Kit = {
    injected,
    handles,
    ready([chooses, bindings]) {
      choosesFiles = chooses;
      for (const called of bindings) {
        if (called in window) continue;
        const call = (...given: unknown[]): void => void noticed.push({ called, given: given.map((one) => serialize(one)) });
        Object.assign(window, { [called]: call });
      }
    },
    all: (selector) => injected.querySelectorAll(injected.parseSelector(selector), document),
    one(selector) {
      const found = kit.all(selector);
      if (found.length > 1) throw injected.strictModeViolationError(injected.parseSelector(selector), found);
      return found[0];
    },
    keep: (value) => handles.push(value) - 1,
    serialize,
    async run(act) {
      const done: Record<string, unknown> = {};
      try {
        done['value'] = await act();
      } catch (error) {
        done['error'] = errorOf(error);
      }
      const asked = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
      for (const { name } of asked.slice(told)) noticed.push({ asked: name });
      told = asked.length;
      return { ...done, noticed: noticed.splice(0), url: location.href, state: document.readyState };
    },
  };
  performance.setResourceTimingBufferSize(10_000);
  for (const type of ['error', 'warn'] as const) {
    const own = console[type];
    console[type] = (...words: unknown[]) => {
      noticed.push({ console: type === 'warn' ? 'warning' : type, text: words.map(String).join(' ') });
      own.apply(console, words);
    };
  }
  // What nobody threw, such as of a `ResizeObserver` that goes on in the next frame, other drivers do not tell of either.
  window.addEventListener('error', ({ error }) => error && noticed.push({ threw: errorOf(error) }));
  window.addEventListener('unhandledrejection', ({ reason }) => noticed.push({ threw: errorOf(reason) }));
  const onClick = (event: MouseEvent): void => {
    const [at] = event.composedPath();
    if (!choosesFiles || !(at instanceof HTMLInputElement) || at.type !== 'file') return;
    event.preventDefault();
    noticed.push({ chooser: kit.keep(at), many: at.multiple });
  };
  window.addEventListener('click', onClick, { capture: true });
  return kit;
}

/** Of Playwright's bundle, which holds the script as text. */
function injectedScript(): string {
  const bundle = readFileSync(createRequire(import.meta.url).resolve('playwright-core/lib/coreBundle'), 'utf8');
  const [, text] = /src\/generated\/injectedScriptSource\.ts"\(\) \{[^']*('(?:[^'\\]|\\.)*')/.exec(bundle) ?? [];
  if (!text) throw new Error('playwright-core holds its script for pages elsewhere now');
  return String(runInNewContext(text));
}

const OPTIONS = {
  isUnderTest: false,
  sdkLanguage: 'javascript',
  frameSeq: 0,
  testIdAttributeName: 'data-testid',
  stableRafCount: 1,
  browserName: 'webkit',
  shouldPrependErrorPrefix: false,
  isUtilityWorld: false,
  customEngines: [],
};

let text: string | undefined;

/** A script that puts the kit into a document, as `__pwKit`: what begins like this is known to be a driver's. */
export function installing(): string {
  return (text ??= `if (!window.__pwKit) {
    const module = {};
    ${injectedScript()};
    const injected = new (module.exports.InjectedScript())(globalThis, ${JSON.stringify(OPTIONS)});
    Object.defineProperty(window, '__pwKit', { value: (${String(install)})(injected) });
  }`);
}

/** A value of the protocol as a script says it. */
export function literal({ n, b, s, v, a, o, h }: Wire, handles: readonly number[]): string {
  if (h !== undefined) return `kit.handles[${handles[h]}]`;
  if (a) return `[${a.map((one) => literal(one, handles)).join()}]`;
  if (o) return `{${o.map((one) => `${JSON.stringify(one.k)}: ${literal(one.v, handles)}`).join()}}`;
  if (v !== undefined) return v;
  const value = s ?? n ?? b;
  if (value === undefined) throw new Error('not driven in WebKit: arguments other than of JSON');
  return JSON.stringify(value);
}
