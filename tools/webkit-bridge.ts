// Stands between Playwright and WebKitGTK, which it cannot drive: answers what Playwright's client says to its server, by WebDriver.
// Whatever a walk needs is here, and nothing else: the rest is refused by name. What the driver does not tell of is heard in the page,
// from the first script on that is run there: an error in the first moments of a page goes unseen, and sockets are not seen at all.

import type { AddressInfo } from 'node:net';
import { webkit, type Browser } from 'playwright';
import { WebSocketServer, type WebSocket } from 'ws';
import { literal, type Kit, type Wire } from './webkit-in-page.ts';
import { startWebKit, type WebKitSession } from './webkit-session.ts';
import { inFrame, WebKitTab, WebKitWindows, type Told } from './webkit-tab.ts';

interface Channel {
  guid: string;
}

/** What a call may bring. */
interface Given {
  selector: string;
  state?: string;
  omitReturnValue?: boolean;
  value: string;
  key: string;
  text: string;
  name: string;
  url: string;
  content?: string;
  type?: string;
  waitUntil?: string;
  expression: string;
  isFunction: boolean;
  arg: { value: Wire; handles: Channel[] };
  event: string;
  enabled: boolean;
  options: object[];
  payloads: object[];
  viewport?: Size;
  viewportSize: Size;
}

interface Size {
  width: number;
  height: number;
}

interface Call {
  id: number;
  guid: string;
  method: string;
  params: Given;
  metadata: { timeout?: number };
}

/** How often a page is listened to while nobody drives it. */
const LISTEN_MS = 250;

type Answer = (given: Given, timeout: number, guid: string) => unknown;

/** A browser as Playwright has it; each context is a WebKit of its own. */
export async function openWebKit(program: string): Promise<Browser> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await new Promise((resolve) => server.once('listening', resolve));
  server.on('connection', (socket) => {
    const bridge = new Bridge(program, socket);
    socket.once('close', () => {
      bridge.end();
      server.close();
    });
  });
  return webkit.connect(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

class Bridge {
  readonly #program: string;
  readonly #socket: WebSocket;
  readonly #sessions = new Map<string, WebKitSession>();
  /** How calls to each object are answered. */
  readonly #objects = new Map<string, Record<string, Answer>>();
  /** Which of a page's handles the client has. */
  readonly #held = new Map<string, number>();
  #count = 0;

  constructor(program: string, socket: WebSocket) {
    this.#program = program;
    this.#socket = socket;
    this.#objects.set('', { initialize: () => this.#initialize() });
    socket.on('message', (data: Buffer) => void this.#answer(JSON.parse(data.toString()) as Call));
  }

  end(): void {
    for (const { end } of this.#sessions.values()) end();
    this.#sessions.clear();
  }

  async #answer({ id, guid, method, params, metadata }: Call): Promise<void> {
    if (method === '__waitInfo__') return;
    try {
      const answer = this.#objects.get(guid)?.[method];
      if (!answer) throw new Error(`not driven in WebKit: ${guid.split('@')[0]}.${method}`);
      this.#say({ id, result: (await answer(params, metadata.timeout ?? 0, guid)) ?? {} });
    } catch (thrown) {
      const { name, message, stack = '' } = thrown as Error;
      this.#say({ id, error: { error: { name, message, stack } } });
    }
  }

  #say(message: object): void {
    this.#socket.send(JSON.stringify(message));
  }

  #tell(guid: string, method: string, params: object): void {
    this.#say({ guid, method, params });
  }

  #create(parent: string, type: string, initializer: object, answers: Record<string, Answer> = {}): Channel {
    const guid = `${type}@${++this.#count}`;
    this.#objects.set(guid, answers);
    this.#tell(parent, '__create__', { type, guid, initializer });
    return { guid };
  }

  #initialize(): object {
    const engines = ['chromium', 'firefox', 'webkit'].map((name) => [name, this.#create('', 'BrowserType', { name, executablePath: '' })]);
    const [, , [, { guid }]] = engines as [unknown, unknown, [string, Channel]];
    const browser = this.#create(
      guid,
      'Browser',
      { version: '', name: 'webkit', browserName: 'webkit' },
      { newContext: async (given) => ({ context: await this.#context(browser.guid, given) }), close: () => this.end() },
    );
    const others = { android: this.#create('', 'Android', {}), electron: this.#create('', 'Electron', {}) };
    return { playwright: this.#create('', 'Playwright', { ...Object.fromEntries(engines), ...others, preLaunchedBrowser: browser }) };
  }

  async #context(browser: string, { viewport }: Given): Promise<Channel> {
    const session = await startWebKit(this.#program);
    await session.send('POST', '/timeouts', { script: 300_000 });
    const windows = new WebKitWindows(session.send);
    const tracing = this.#create(browser, 'Tracing', {});
    const requestContext = this.#create(browser, 'APIRequestContext', { tracing }, { fetch: fetched, dispose: () => ({}) });
    const parts = { debugger: this.#create(browser, 'Debugger', {}), requestContext, tracing };
    const context = this.#create(
      browser,
      'BrowserContext',
      { ...parts, options: { viewport } },
      {
        updateSubscription: () => ({}),
        newPage: async () => ({ page: await this.#page(context.guid, windows, viewport) }),
        close: () => {
          session.end();
          this.#sessions.delete(context.guid);
          // After the answer: whoever hears of it may hang up.
          setTimeout(() => this.#tell(context.guid, 'close', {}));
        },
      },
    );
    this.#sessions.set(context.guid, session);
    this.#tell(browser, 'context', { context });
    return context;
  }

  async #page(context: string, windows: WebKitWindows, viewport: Size = { width: 1280, height: 800 }): Promise<Channel> {
    let listen: (told: Told) => void = () => undefined;
    const tab = new WebKitTab(windows, await windows.open(), (told) => listen(told));
    const frame = this.#create(context, 'Frame', { url: 'about:blank', name: '', loadStates: ['commit'] }, this.#inFrame(tab));
    const resize = async ({ width, height }: Size): Promise<void> => {
      await tab.send('POST', '/window/rect', { x: 0, y: 0, width, height });
      const inner = (await tab.run('innerHeight')) as number;
      await tab.send('POST', '/window/rect', { x: 0, y: 0, width, height: 2 * height - inner });
    };
    const page = this.#create(
      context,
      'Page',
      { mainFrame: frame, viewportSize: viewport, isClosed: false },
      {
        updateSubscription: ({ event, enabled }) => void (event === 'fileChooser' && (tab.choosesFiles = enabled)),
        exposeBinding: async ({ name }) => {
          tab.bindings.push(name);
          await tab.run('0');
          return { disposable: this.#create(page.guid, 'Disposable', {}) };
        },
        bringToFront: () => void tab.run('focus()'),
        keyboardPress: ({ key }) => tab.press(key),
        keyboardType: ({ text }) => tab.type(text),
        setViewportSize: ({ viewportSize }) => resize(viewportSize),
        reload: async ({ waitUntil }, timeout) => {
          await tab.leave(() => tab.send('POST', '/refresh', {}));
          await reached(tab, waitUntil, timeout);
        },
        goBack: () => tab.send('POST', '/back', {}).then(() => ({})),
        close: async () => {
          this.#objects.delete(page.guid);
          await tab.send('DELETE', '/window');
          this.#tell(page.guid, 'close', {});
        },
      },
    );
    this.#tell(context, 'page', { page });
    await resize(viewport);
    listen = this.#listener(context, page, frame, tab);
    const listening = async (): Promise<void> => {
      while (this.#objects.has(page.guid) && this.#sessions.has(context)) {
        await new Promise((done) => setTimeout(done, LISTEN_MS));
        await tab.run('0').catch(() => undefined);
      }
    };
    void listening();
    return page;
  }

  /** Tells the client what a page has noticed. */
  #listener(context: string, page: Channel, frame: Channel, tab: WebKitTab): (told: Told) => void {
    let [at, reached] = ['about:blank', ''];
    return ({ noticed, url, state }) => {
      const moved = url !== at;
      if (moved) this.#tell(frame.guid, 'navigated', { url, name: '', newDocument: {} });
      const states = { loading: [], interactive: ['domcontentloaded'], complete: ['domcontentloaded', 'load'] }[state];
      if (moved || state !== reached) for (const add of states) this.#tell(frame.guid, 'loadstate', { add });
      [at, reached] = [url, state];
      for (const { console: type, text = '', threw, asked, called, given = [], chooser, many } of noticed) {
        const location = { url, lineNumber: 0, columnNumber: 0 };
        if (type) this.#tell(context, 'console', { type, text, args: [], location, timestamp: Date.now(), page });
        if (threw) this.#tell(context, 'pageError', { error: { error: threw }, page, location: { url, line: 0, column: 0 } });
        if (asked) {
          const request = { frame, url: asked, resourceType: 'other', method: 'GET', headers: [], isNavigationRequest: false };
          this.#tell(context, 'request', { request: this.#create(context, 'Request', request), page });
        }
        if (called) {
          const call = { frame, name: called, args: given };
          this.#tell(page.guid, 'bindingCall', { binding: this.#create(page.guid, 'BindingCall', call, { resolve: () => ({}) }) });
        }
        if (chooser !== undefined)
          this.#tell(page.guid, 'fileChooser', { element: this.#hold(frame.guid, tab, '', chooser), isMultiple: many });
      }
    };
  }

  #inFrame(tab: WebKitTab): Record<string, Answer> {
    /** A function of an element, once there is one. */
    const of =
      (act: (element: HTMLInputElement, name: string) => unknown): Answer =>
      async ({ selector, name }, timeout) => {
        await tab.until(timeout, selector, is, 'attached');
        const [frame, inner] = inFrame(selector);
        const value = await tab.run(`(${String(act)})(kit.one(${JSON.stringify(inner)}), ${JSON.stringify(name)})`, frame);
        return { value: value ?? undefined };
      };
    const toggle =
      (wanted: string): Answer =>
      async ({ selector }, timeout) => {
        await tab.until(timeout, selector, is, 'attached');
        if (await tab.until(timeout, selector, has, wanted)) return;
        await tab.point(selector, timeout, true);
        if (!(await tab.until(timeout, selector, has, wanted))) throw new Error(`${selector} was clicked, and is not ${wanted}`);
      };
    const evaluate = async (given: Given, first = ''): Promise<object> => {
      const [frame, inner] = inFrame(given.selector ?? '');
      return { value: await tab.run(`kit.serialize(await ${this.#expression(given, first.replace('@', JSON.stringify(inner)))})`, frame) };
    };
    return {
      goto: async ({ url, waitUntil }, timeout) => {
        await tab.leave(() => tab.send('POST', '/url', { url }));
        await reached(tab, waitUntil, timeout);
      },
      waitForSelector: async ({ selector, state = 'visible', omitReturnValue }, timeout, guid) => {
        await tab.until(timeout, selector, is, state);
        if (omitReturnValue || state === 'hidden' || state === 'detached') return {};
        const number = await tab.until(timeout, selector, ({ one, keep }, selector) => keep(one(selector)));
        return { element: this.#hold(guid, tab, inFrame(selector)[0], number) };
      },
      evaluateExpression: (given) => evaluate(given),
      evalOnSelectorAll: (given) => evaluate(given, 'kit.all(@)'),
      evaluateExpressionHandle: async (given, _timeout, guid) => {
        const number = (await tab.run(`kit.keep(await ${this.#expression(given)})`)) as number;
        return { handle: this.#hold(guid, tab, '', number, 'JSHandle') };
      },
      queryCount: async ({ selector }) => ({ value: await tab.until(1, selector, ({ all }, selector) => all(selector).length) }),
      isVisible: async ({ selector }) => ({
        value: await tab.until(1, selector, ({ injected, one }, selector) => {
          const element = one(selector);
          return element !== undefined && injected.elementState(element, 'visible', true).matches;
        }),
      }),
      getAttribute: of((element, name) => element.getAttribute(name)),
      innerText: of((element) => element.innerText),
      textContent: of((element) => element.textContent),
      inputValue: of((element) => element.value),
      check: toggle('checked'),
      uncheck: toggle('unchecked'),
      click: ({ selector }, timeout) => tab.point(selector, timeout, true),
      hover: ({ selector }, timeout) => tab.point(selector, timeout, false),
      fill: async ({ selector, value }, timeout) => void (await tab.until(timeout, selector, fill, value)),
      press: async ({ selector, key }, timeout) => {
        await tab.until(timeout, selector, is, 'attached');
        await tab.until(timeout, selector, ({ injected, one }, selector) => injected.focusNode(one(selector)!));
        await tab.press(key);
      },
      selectOption: async ({ selector, options }, timeout) => {
        await tab.until(timeout, selector, is, 'visible');
        return {
          values: await tab.until(
            timeout,
            selector,
            ({ injected, one }, selector, options) => injected.selectOptions(one(selector)!, options),
            options,
          ),
        };
      },
      setInputFiles: async ({ selector, payloads }, timeout) => {
        await tab.until(timeout, selector, is, 'attached');
        await tab.until(
          timeout,
          selector,
          ({ injected, one }, selector, files) => injected.setInputFiles(one(selector)!, files) ?? true,
          payloads,
        );
      },
      addScriptTag: async (given, _timeout, guid) => ({ element: this.#hold(guid, tab, '', await tab.until(1, '', addScript, given)) }),
    };
  }

  /** An expression of the client's, on what it hands over. */
  #expression({ expression, isFunction, arg }: Given, first = ''): string {
    if (!isFunction) return `(${expression})`;
    const given = literal(
      arg.value,
      arg.handles.map(({ guid }) => this.#held.get(guid)!),
    );
    return `(${expression})(${first ? `${first}, ` : ''}${given})`;
  }

  /** Something of the page that the client keeps. */
  #hold(parent: string, tab: WebKitTab, frame: string, number: number, type = 'ElementHandle'): Channel {
    const it = `kit.handles[${number}]`;
    const run = (text: string): Promise<unknown> => tab.run(text, frame);
    const handle = this.#create(
      parent,
      type,
      { preview: it },
      {
        evaluateExpression: async (given) => ({ value: await run(`kit.serialize(await ${this.#expression(given, it)})`) }),
        boundingBox: async () => ({
          value: await run(`(({ x, y, width, height }) => ({ x, y, width, height }))(${it}.getBoundingClientRect())`),
        }),
        scrollIntoViewIfNeeded: () => run(`${it}.scrollIntoView({ block: 'nearest', behavior: 'instant' })`).then(() => ({})),
        setInputFiles: ({ payloads }) => run(`void kit.injected.setInputFiles(${it}, ${JSON.stringify(payloads)})`).then(() => ({})),
        ownerFrame: () => ({ frame: { guid: parent } }),
        dispose: () => this.#tell(handle.guid, '__dispose__', {}),
      },
    );
    this.#held.set(handle.guid, number);
    return handle;
  }
}

/** Waits for what a navigation is to have reached. */
async function reached(tab: WebKitTab, state = 'load', timeout = 0): Promise<void> {
  if (state === 'commit') return;
  await tab.until(timeout, '', () => document.readyState === 'complete' || { notYet: `still ${document.readyState}` });
}

/** Runs in the page: whether an element has a state, also that of not being there. */
function is({ injected, one }: Kit, selector: string, state: string): true | { notYet: string } {
  const element = one(selector);
  if (state === 'attached' || state === 'detached') return !element === (state === 'detached') || { notYet: `not ${state}` };
  const visible = element !== undefined && injected.elementState(element, 'visible', true).matches;
  return visible === (state === 'visible') || { notYet: `not ${state}` };
}

/** Runs in the page: whether an element that is there has a state. */
function has({ injected, one }: Kit, selector: string, state: string): boolean {
  return injected.elementState(one(selector)!, state, true).matches;
}

/** Runs in the page: fills a field as Playwright does, all at once, as if it were pasted. */
async function fill({ injected, one }: Kit, selector: string, value: string): Promise<true | { notYet: string }> {
  const element = one(selector);
  if (!element) return { notYet: 'not there' };
  const missing = await injected.checkElementStates(element, ['visible', 'enabled', 'editable'], true);
  if (missing) return { notYet: `not ${missing.missingState ?? 'there'}` };
  if (injected.fill(element, value) === 'needsinput') document.execCommand(value ? 'insertText' : 'delete', false, value);
  return true;
}

/** Runs in the page. */
async function addScript({ keep }: Kit, _: string, { url, content, type }: Pick<Given, 'url' | 'content' | 'type'>): Promise<number> {
  const script = document.createElement('script');
  if (type) script.type = type;
  if (content) script.text = content;
  else script.src = url;
  const loaded = new Promise((resolve, reject) => {
    script.addEventListener('load', resolve);
    script.addEventListener('error', () => reject(new Error(`${url} was not loaded`)));
  });
  document.head.append(script);
  if (!content) await loaded;
  return keep(script);
}

/** What Playwright asks by itself, beside the pages. */
async function fetched({ url }: Given): Promise<object> {
  const { status, statusText } = await fetch(url);
  return { response: { fetchUid: url, url, status, statusText, headers: [] } };
}
