// Keys that belong to an input method, by which words are made of several keys: they mean nothing to anybody else.

const KEY_CODE_OF_INPUT_METHOD = 229;

/** Whether an input method has taken this key. Safari tells of the last one when the words are made already, by its code alone. */
export function isOfInputMethod({ isComposing, keyCode }: KeyboardEvent): boolean {
  return isComposing || keyCode === KEY_CODE_OF_INPUT_METHOD;
}
