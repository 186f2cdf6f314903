// What `userEvent` and `page` mean in a page of another engine: the page itself says where an element is, once it lies still and nothing
// covers it, and the driver moves the pointer there. Loaded into the page by the provider.

import * as locators from '@vitest/browser/locators';
import { page, server } from 'vitest/browser';
import { __INTERNAL } from 'vitest/internal/browser';

const PATIENCE_MS = 15_000;
// Those of the browser: tests put others in their place.
const frame = requestAnimationFrame.bind(window);
const later = setTimeout.bind(window);

class DrivenLocator extends locators.Locator {
  #element;

  constructor(selector, element) {
    super();
    this.selector = selector;
    this.#element = element;
  }

  click(where) {
    return this.#press(1, where);
  }

  dblClick(where) {
    return this.#press(2, where);
  }

  tripleClick(where) {
    return this.#press(3, where);
  }

  hover(where) {
    return locators.ensureAwaited(async () => perform(moveTo(await this.#point(where))));
  }

  unhover() {
    return locators.ensureAwaited(() => perform(moveTo(inWindow({ x: 1, y: 1 }))));
  }

  /** Both must be in view: what is pressed first stays where it is. */
  dropTo(target, { sourcePosition, targetPosition } = {}) {
    return locators.ensureAwaited(async () => {
      const to = await target.#point({ position: targetPosition });
      const presses = [
        { type: 'pointerDown', button: 0 },
        { type: 'pointerMove', ...to, origin: 'viewport', duration: 0 },
        { type: 'pointerUp', button: 0 },
      ];
      await perform(moveTo(await this.#point({ position: sourcePosition }), presses));
    });
  }

  wheel(options) {
    return locators.ensureAwaited(async () => {
      const point = await this.#point();
      const turn = {
        type: 'scroll',
        ...point,
        deltaX: Math.round(options.delta?.x ?? 0),
        deltaY: Math.round(options.delta?.y ?? 0),
        origin: 'viewport',
        duration: 0,
      };
      await perform(moveTo(point));
      await perform({ type: 'wheel', id: 'wheel', actions: Array.from({ length: options.times ?? 1 }, () => turn) });
    });
  }

  clear() {
    return locators.ensureAwaited(() => this.#write('{Delete}'));
  }

  fill(text) {
    return locators.ensureAwaited(() => this.#write(text.replaceAll(/[{[]/g, '$&$&') || '{Delete}'));
  }

  /** As Playwright does it: no driver opens the list that the system draws. */
  selectOptions(values) {
    return locators.ensureAwaited(async () => {
      const select = await this.findElement();
      for (const option of select.options) option.selected = [values].flat().includes(option.value);
      for (const type of ['input', 'change']) select.dispatchEvent(new Event(type, { bubbles: true, composed: type === 'input' }));
    });
  }

  upload(files) {
    return locators.ensureAwaited(async () => {
      const input = await this.findElement();
      const chosen = new DataTransfer();
      for (const file of [files].flat()) if (file instanceof File) chosen.items.add(file);
      input.files = chosen.files;
      for (const type of ['input', 'change']) input.dispatchEvent(new Event(type, { bubbles: true, composed: type === 'input' }));
    });
  }

  async findElement(options) {
    return this.#element ?? super.findElement({ timeout: PATIENCE_MS, ...options });
  }

  locator(selector) {
    return new DrivenLocator(`${this.selector} >> ${selector}`);
  }

  elementLocator(element) {
    return new DrivenLocator(locators.selectorEngine.generateSelectorSimple(element), element);
  }

  #press(times, where = {}) {
    return locators.ensureAwaited(async () => {
      const button = ['left', 'middle', 'right'].indexOf(where.button ?? 'left');
      const presses = Array.from({ length: times }, () => [
        { type: 'pointerDown', button },
        { type: 'pointerUp', button },
      ]).flat();
      await perform(moveTo(await this.#point(where), presses));
    });
  }

  async #write(keys) {
    const field = await this.findElement();
    field.focus();
    field.select();
    await send('__vitest_keyboard', keys, { unreleased: [] });
  }

  /** Where the element is in the window, once it lies still and would be hit. */
  async #point({ position, force, timeout = PATIENCE_MS } = {}) {
    const end = performance.now() + timeout;
    for (let tries = 0; ; tries++) {
      const element = await this.findElement();
      const was = element.getBoundingClientRect();
      await new Promise((done) => frame(() => frame(done)));
      const { x, y, width, height } = element.getBoundingClientRect();
      const point = { x: x + (position?.x ?? width / 2), y: y + (position?.y ?? height / 2) };
      const still = x === was.x && y === was.y && width === was.width && height === was.height;
      const hit = hitAt(point);
      if (force || (still && width > 0 && height > 0 && !element.matches(':disabled') && hits(element, hit))) return inWindow(point);
      if (performance.now() > end) {
        const instead = hit ? locators.selectorEngine.generateSelectorSimple(hit) : 'nothing';
        throw new Error(
          `${this.selector}: not still, enabled and uncovered in ${timeout} ms (${instead} is there, ${point.x}, ${point.y})`,
        );
      }
      // To the middle first: at an edge a scrollbar may lie over it, which no hit test tells of.
      const to = tries % 2 ? 'nearest' : 'center';
      if (still) element.scrollIntoView({ block: to, inline: to, behavior: 'instant' });
      await new Promise((done) => later(done, Math.min(20 * tries, 200)));
    }
  }
}

function hitAt({ x, y }) {
  let hit = document.elementFromPoint(x, y);
  for (let root = hit?.shadowRoot; root; root = hit.shadowRoot) {
    const inner = root.elementFromPoint(x, y);
    if (inner?.getRootNode() !== root) break;
    hit = inner;
  }
  return hit;
}

/** Whether a press on what is hit is one on the element: it is in it, or both are in one button, link or label. */
function hits(element, hit) {
  const wanted = element.closest('button, a, label') ?? element;
  for (let node = hit; node; node = node.assignedSlot ?? node.parentNode ?? node.host ?? null) {
    if (node === wanted) return true;
  }
  return false;
}

/** The page is a frame of the window that the driver knows. */
function inWindow({ x, y }) {
  const { left, top } = window.frameElement.getBoundingClientRect();
  const scale = locators.getIframeScale();
  return { x: Math.round(left + x * scale), y: Math.round(top + y * scale) };
}

function moveTo(point, then = []) {
  const move = { type: 'pointerMove', ...point, origin: 'viewport', duration: 0 };
  return { type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions: [move, ...then] };
}

function perform(actions) {
  return send('drive', actions);
}

function send(name, ...values) {
  return locators.triggerCommandWithTrace({ name, arguments: values, errorSource: new Error(name) });
}

const locate = (selector) => new DrivenLocator(selector);

page.extend({
  getByRole: (role, options) => locate(locators.getByRoleSelector(role, options)),
  getByLabelText: (text, options) => locate(locators.getByLabelSelector(text, options)),
  getByText: (text, options) => locate(locators.getByTextSelector(text, options)),
  getByTestId: (id) => locate(locators.getByTestIdSelector(server.config.browser.locators.testIdAttribute, id)),
  elementLocator: (element) => new DrivenLocator(locators.selectorEngine.generateSelectorSimple(element), element),
});
__INTERNAL._createLocator = locate;

// As in a window that someone looks at: there the page of the tests has focus.
window.focus();
