// What an app gives of who the user is: a value, or a function that is asked anew for each connection and may throw.

import { SourceError } from '../sync/protocol.js';

/**
 * The value. Throws `unauthorized` where the function has thrown, so that nobody takes it for a lost connection.
 * `name`: of the option.
 */
export function given<T>(name: string, option: T | (() => T)): T {
  if (!isAsked(option)) return option;
  try {
    return option();
  } catch (error) {
    throw new SourceError('unauthorized', `${name}() has failed: ${String(error)}`);
  }
}

function isAsked<T>(option: T | (() => T)): option is () => T {
  return typeof option === 'function';
}
