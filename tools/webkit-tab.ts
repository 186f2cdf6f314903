// One tab of a WebKit that is driven: runs scripts in it, and does there what a hand does. Elements are found, and waited for, by
// Playwright's own rules; keys and the pointer come from the driver.

import { keyDown, keyUp } from './keys.ts';
import { installing, type Kit, type Noticed } from './webkit-in-page.ts';
import type { WebKitSession } from './webkit-session.ts';

type Send = WebKitSession['send'];

/** What a tab tells after each script. */
export interface Told {
  noticed: Noticed[];
  url: string;
  state: DocumentReadyState;
}

interface Reply extends Told {
  missing?: boolean;
  value?: unknown;
  error?: { name: string; message: string; stack: string };
}

interface NotYet {
  notYet: string;
}

const ENTER = ' >> internal:control=enter-frame >> ';
const PAUSE_MS = 50;

/** The driver does one thing at a time, in one window at a time. */
export class WebKitWindows {
  readonly #send: Send;
  #current = '';
  #last: Promise<unknown> = Promise.resolve();

  constructor(send: Send) {
    this.#send = send;
  }

  async open(): Promise<string> {
    // Not a tab: one that is behind another is not painted.
    const { handle } = (await this.#after(() => this.#send('POST', '/window/new', { type: 'window' }))) as { handle: string };
    return handle;
  }

  within<T>(handle: string, act: (send: Send) => Promise<T>): Promise<T> {
    return this.#after(async () => {
      if (handle !== this.#current) await this.#send('POST', '/window', { handle });
      this.#current = handle;
      return act(this.#send);
    });
  }

  #after<T>(act: () => Promise<T>): Promise<T> {
    const next = this.#last.then(act);
    this.#last = next.catch(() => undefined);
    return next;
  }
}

export class WebKitTab {
  /** Whether fields for files are filled by whoever drives. */
  choosesFiles = false;
  /** Functions of the page that are answered outside. */
  readonly bindings: string[] = [];
  readonly #windows: WebKitWindows;
  readonly #handle: string;
  readonly #tell: (told: Told) => void;

  constructor(windows: WebKitWindows, handle: string, tell: (told: Told) => void) {
    this.#windows = windows;
    this.#handle = handle;
    this.#tell = tell;
  }

  send(...command: Parameters<Send>): Promise<unknown> {
    return this.#windows.within(this.#handle, (send) => send(...command));
  }

  /** Runs an expression in the page, or in a frame of it. */
  async run(text: string, frame = ''): Promise<unknown> {
    const reply = await this.#windows.within(this.#handle, async (send) => {
      if (!frame) return this.#execute(send, text);
      const { value } = await this.#execute(send, `kit.one(${JSON.stringify(frame)})`);
      if (!value) throw new Error(`there is no frame ${frame}`);
      await send('POST', '/frame', { id: value });
      try {
        return await this.#execute(send, text);
      } finally {
        await send('POST', '/frame', { id: null });
      }
    });
    if (!frame) this.#tell(reply);
    if (reply.error) throw Object.assign(new Error(reply.error.message), reply.error, { inPage: true });
    return reply.value;
  }

  /** Runs a function where a selector leads, again and again, until it gives something else than why not yet. */
  async until<A extends unknown[], R>(
    timeout: number,
    selector: string,
    act: (kit: Kit, selector: string, ...given: A) => R | NotYet | Promise<R | NotYet>,
    ...given: A
  ): Promise<R> {
    const end = Date.now() + (timeout || Number.POSITIVE_INFINITY);
    const [frame, inner] = inFrame(selector);
    for (;;) {
      // A page that is about to be another one fails, too.
      const result = (await this.run(calling(act, inner, ...given), frame).catch((error: Error & { inPage?: boolean }) => {
        if (error.inPage) throw error;
        return { notYet: error.message };
      })) as R | NotYet;
      if (!(typeof result === 'object' && result && 'notYet' in result)) return result;
      if (Date.now() > end) throw Object.assign(new Error(`${selector}: ${result.notYet} in ${timeout} ms`), { name: 'TimeoutError' });
      await new Promise((done) => setTimeout(done, PAUSE_MS));
    }
  }

  /** Presses keys held together, as `Shift+Tab`. One by one, as a hand does: the page answers a key before the next. */
  async press(keys: string): Promise<void> {
    const names = keys.split(/(?<=.)\+/).map((name) => (name === 'Space' ? ' ' : name));
    for (const action of [...names.map(keyDown), ...names.toReversed().map(keyUp)]) await this.#perform('key', [action]);
  }

  async type(text: string): Promise<void> {
    for (const key of text) await this.#perform('key', [keyDown(key), keyUp(key)]);
  }

  /** Moves the pointer to an element that is visible, still, enabled and not covered, and may press it there. */
  async point(selector: string, timeout: number, presses: boolean): Promise<void> {
    const to = await this.until(timeout, selector, pointOf, presses);
    const press = presses ? ['pointerDown', 'pointerUp'].map((type) => ({ type, button: 0 })) : [];
    await this.#perform('pointer', [{ type: 'pointerMove', ...to, origin: 'viewport', duration: 0 }, ...press]);
  }

  /** Goes to another document, and is back once there is one. */
  async leave(act: () => Promise<unknown>): Promise<void> {
    await this.run(calling(() => void Object.assign(window, { __pwLeft: true })));
    await act();
    await this.until(30_000, '', () => '__pwLeft' in window && { notYet: 'the page is still there' });
  }

  async #execute(send: Send, text: string): Promise<Reply> {
    const script = `const done = arguments[0], kit = window.__pwKit;
      if (!kit) return done({ missing: true });
      kit.ready(${JSON.stringify([this.choosesFiles, this.bindings])});
      kit.run(async () => ${text}).then(done);`;
    const reply = (await send('POST', '/execute/async', { script, args: [] })) as Reply;
    if (!reply.missing) return reply;
    await send('POST', '/execute/sync', { script: installing(), args: [] });
    return (await send('POST', '/execute/async', { script, args: [] })) as Reply;
  }

  async #perform(type: string, actions: object[]): Promise<void> {
    await this.send('POST', '/actions', { actions: [{ type, id: type, actions }] });
  }
}

/** A call of a function in the page; what it is given travels as JSON. */
export function calling<A extends unknown[]>(act: (kit: Kit, ...given: A) => unknown, ...given: A): string {
  return `(${String(act)})(${['kit', ...given.map((one) => JSON.stringify(one))].join()})`;
}

/** A selector's frame, and the rest of it. */
export function inFrame(selector: string): [frame: string, inner: string] {
  const at = selector.lastIndexOf(ENTER);
  if (selector.indexOf(ENTER) !== at) throw new Error('not driven in WebKit: frames in frames');
  return at < 0 ? ['', selector] : [selector.slice(0, at), selector.slice(at + ENTER.length)];
}

/** Runs in the page: where to press, or why not yet. */
async function pointOf({ injected, one }: Kit, selector: string, presses: boolean): Promise<{ x: number; y: number } | NotYet> {
  const element = one(selector);
  if (!element) return { notYet: 'not there' };
  const missing = await injected.checkElementStates(element, ['visible', ...(presses ? ['enabled'] : []), 'stable'], true);
  if (missing) return { notYet: `not ${missing.missingState ?? 'there'}` };
  element.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
  const { left, top, right, bottom } = element.getBoundingClientRect();
  const middle = (from: number, to: number, size: number): number => Math.floor((Math.max(from, 0) + Math.min(to, size)) / 2);
  const point = { x: middle(left, right, innerWidth), y: middle(top, bottom, innerHeight) };
  const hit = injected.expectHitTarget(point, injected.retarget(element, 'button-link') ?? element);
  return hit === 'done' ? point : { notYet: `covered by ${hit.hitTargetDescription}` };
}
