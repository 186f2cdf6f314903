// A browser that promises to keep what a site has stored, for one test.

import { onTestFinished, vi, type Mock } from 'vitest';

/** How often it was asked for its promise. */
export function promisingBrowser(): Mock<() => Promise<boolean>> {
  const persist = vi.fn<() => Promise<boolean>>().mockResolvedValue(true);
  const storage = { persist, persisted: () => Promise.resolve(true) };
  // WebKitGTK has none of its own.
  if (typeof navigator === 'undefined') {
    vi.stubGlobal('navigator', { storage });
    onTestFinished(() => void vi.unstubAllGlobals());
  } else {
    Object.defineProperty(navigator, 'storage', { value: storage, configurable: true });
    onTestFinished(() => void Reflect.deleteProperty(navigator, 'storage'));
  }
  return persist;
}
