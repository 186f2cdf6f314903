// What the engine at hand can. A test that needs more than it has is left out, and the run says why; Chromium has all of it.

import { server, userEvent } from 'vitest/browser';

type Test = () => Promise<unknown> | void;

/** `it` for a test that is left out, with the reason, where something is missing. */
const itWhere =
  (has: boolean, reason: string) =>
  (name: string, test: Test, timeout?: number): void =>
    void it(name, { ...(timeout && { timeout }) }, async ({ skip }) => {
      skip(!has, reason);
      await test();
    });

const is = (...engines: string[]): boolean => engines.includes(server.browser);
/** What Firefox does with `/` where no page takes it: its own search opens, and has the focus until a person closes it. */
export const hasQuickFind = is('firefox');
export const hasMoveBefore = 'moveBefore' in Element.prototype;

/** A test that asks the DevTools protocol: for what a screen reader is told, an input method, another screen. */
export const itWithTools = itWhere(is('chromium'), 'this browser speaks no DevTools protocol');
export const itWithMenuKey = itWhere(is('chromium'), 'no driver of this browser has the menu key');
export const itWithShownFocus = itWhere(is('chromium'), 'this browser shows no focus that a script gives after a click');
export const itWithPastedFiles = itWhere(is('chromium'), 'this browser lets no script paste files');
export const itWithMoveBefore = itWhere(hasMoveBefore, 'this browser has no moveBefore');
export const itWithAnchoring = itWhere(CSS.supports('overflow-anchor', 'none'), 'this browser anchors no scroll by itself');
export const itWithManyMoved = itWhere(is('chromium', 'webkit'), 'this browser ends a page that moves several slotted children at once');
export const itWithWheel = itWhere(is('chromium', 'firefox'), 'the driver of this browser turns the wheel once, and then no more');
export const itWithBusyWheel = itWhere(is('chromium'), 'this browser turns no wheel while a script scrolls in every frame');
export const itWithWholeSelection = itWhere(is('chromium'), 'this browser copies not all that is selected where some is not laid out');

/** Presses a key, such as `Control+End`. */
export async function press(keys: string): Promise<void> {
  const held = keys.split('+');
  const key = held.pop() ?? '';
  await userEvent.keyboard(`${held.map((name) => `{${name}>}`).join('')}{${key}}${held.map((name) => `{/${name}}`).join('')}`);
}

/** Types into a field, at its end. */
export async function type(field: HTMLInputElement, text: string): Promise<void> {
  await userEvent.click(field);
  field.setSelectionRange(field.value.length, field.value.length);
  await userEvent.keyboard(text);
}
