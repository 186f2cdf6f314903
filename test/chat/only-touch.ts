// Makes the page believe, until the test is over, that it is used by fingers alone.

import { onTestFinished, vi } from 'vitest';

export function onlyTouch(): void {
  const asked = window.matchMedia.bind(window);
  const touched = asked('all');
  vi.spyOn(window, 'matchMedia').mockImplementation((query) => (query === '(hover: none) and (pointer: coarse)' ? touched : asked(query)));
  onTestFinished(() => void vi.restoreAllMocks());
}
