// What a driver of a browser does, and how keys are told to it: both drivers speak of input as WebDriver does.

import { parseKeyDef } from '@vitest/browser';
import type { BrowserCommand } from 'vitest/node';
import { keyDown, keyUp } from './keys.ts';

/** What one device does, in turn, as in https://www.w3.org/TR/webdriver2/#actions. */
export interface Actions {
  type: 'key' | 'pointer' | 'wheel';
  id: string;
  parameters?: object;
  actions: object[];
}

/** A browser with one window. */
export interface Driver {
  open(url: string): Promise<void>;
  perform(actions: Actions): Promise<void>;
  /** Gives focus to the frame of the tests, where it is not in there already. */
  focus(): Promise<void>;
  end(): void;
}

export const FOCUS_FRAME = `if (document.activeElement?.localName !== 'iframe') document.querySelector('iframe[data-vitest]')?.focus()`;

interface Held {
  unreleased: string[];
}

/** The commands behind `userEvent` that the page cannot give by itself (`driven-page.mjs` has the others). */
export function inputCommands(driver: () => Driver): Record<string, BrowserCommand<never[]>> {
  const press = async (...actions: object[]): Promise<void> => {
    // One by one, as a hand does: the page answers a key before the next.
    for (const action of actions) await driver().perform({ type: 'key', id: 'keyboard', actions: [action] });
  };
  const keyboard = async (_context: unknown, text: string, { unreleased }: Held): Promise<Held> => {
    const held = new Set(unreleased);
    const actions: object[] = [];
    for (const { releasePrevious, releaseSelf, repeat, keyDef } of parseKeyDef(text)) {
      const key = keyDef.key ?? '';
      if (held.delete(key)) actions.push(keyUp(key));
      if (releasePrevious) continue;
      for (let i = 0; i < repeat; i++) actions.push(keyDown(key));
      if (releaseSelf) actions.push(keyUp(key));
      else held.add(key);
    }
    await driver().focus();
    await press(...actions);
    return { unreleased: [...held] };
  };
  return {
    drive: (_context: unknown, actions: Actions) => driver().perform(actions),
    __vitest_keyboard: keyboard,
    __vitest_tab: (context: unknown, { shift }: { shift?: boolean } = {}) =>
      keyboard(context, shift ? '{Shift>}{Tab}{/Shift}' : '{Tab}', { unreleased: [] }).then(() => undefined),
    __vitest_cleanup: (_context: unknown, { unreleased }: Held) => press(...unreleased.map(keyUp)),
    __vitest_viewport: () => undefined,
    __vitest_takeScreenshot: () => undefined,
  };
}
