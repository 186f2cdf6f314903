// Keys as WebDriver is told of them.

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

export const keyDown = (key: string): object => ({ type: 'keyDown', value: KEYS[key] ?? key });
export const keyUp = (key: string): object => ({ type: 'keyUp', value: KEYS[key] ?? key });
