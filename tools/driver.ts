// What a driver of a browser does, and how keys are told to it: both drivers speak of input as WebDriver does.

import { parseKeyDef } from '@vitest/browser';
import type { BrowserCommand } from 'vitest/node';

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

/** Keys that write nothing have a character of their own. */
const KEYS: Record<string, string> = {
  Backspace: '\uE003',
  Tab: '\uE004',
  Enter: '\uE006',
  Shift: '\uE008',
  Control: '\uE009',
  Alt: '\uE00A',
  Escape: '\uE00C',
  PageUp: '\uE00E',
  PageDown: '\uE00F',
  End: '\uE010',
  Home: '\uE011',
  ArrowLeft: '\uE012',
  ArrowUp: '\uE013',
  ArrowRight: '\uE014',
  ArrowDown: '\uE015',
  Insert: '\uE016',
  Delete: '\uE017',
  F6: '\uE036',
  F7: '\uE037',
  F10: '\uE03A',
  Meta: '\uE03D',
};

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

const keyDown = (key: string): object => ({ type: 'keyDown', value: KEYS[key] ?? key });
const keyUp = (key: string): object => ({ type: 'keyUp', value: KEYS[key] ?? key });
