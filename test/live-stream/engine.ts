// What the engine at hand can. A test that needs more than it has is left out, and the run says why; Chromium has all of it.

import { server, userEvent } from 'vitest/browser';

type Test = () => Promise<unknown> | void;

/** `it` for a test that is left out, with the reason, where something is missing. */
const itWhere =
  (has: boolean, reason: string) =>
  (name: string, test: Test): void =>
    void it(name, async ({ skip }) => {
      skip(!has, reason);
      await test();
    });

export const hasMoveBefore = 'moveBefore' in Element.prototype;
export const hasDriver = server.provider === 'playwright';

/** A test that types, clicks, turns the wheel, or asks the tools of a developer. */
export const itDriven = itWhere(hasDriver, 'nobody drives this browser: no real input, no DevTools');
export const itWithMoveBefore = itWhere(hasMoveBefore, 'this browser has no moveBefore');
export const itWithAnchoring = itWhere(CSS.supports('overflow-anchor', 'none'), 'this browser anchors no scroll by itself');

/** Presses a key, such as `Control+End`. Where nobody does, a script tells of it: enough for who listens, the browser does nothing. */
export async function press(keys: string): Promise<void> {
  const held = keys.split('+');
  const key = held.pop() ?? '';
  if (hasDriver)
    return userEvent.keyboard(`${held.map((name) => `{${name}>}`).join('')}{${key}}${held.map((name) => `{/${name}}`).join('')}`);
  const told = { key, ctrlKey: held.includes('Control'), bubbles: true, composed: true, cancelable: true };
  for (const type of ['keydown', 'keyup']) document.activeElement?.dispatchEvent(new KeyboardEvent(type, told));
}

/** Types into a field, at its end. Where nobody does, a script writes. */
export async function type(field: HTMLInputElement, text: string): Promise<void> {
  if (hasDriver) await userEvent.click(field);
  field.focus();
  const { length } = field.value;
  field.setSelectionRange(length, length);
  if (hasDriver) return userEvent.keyboard(text);
  field.setRangeText(text, length, length, 'end');
  field.dispatchEvent(new InputEvent('input', { data: text, bubbles: true, composed: true }));
}
