// Makes every control live: a property that the reader sets, and that the story does not pass on itself, is set on the element.

interface Shown {
  component?: unknown;
  args: Record<string, unknown>;
  initialArgs: Record<string, unknown>;
  canvasElement: Element;
}

/** Once the story is in the page. In tests nobody touches a control, and nothing happens. */
export function setByControls({ component, args, initialArgs, canvasElement }: Shown): void {
  const set = Object.entries(args).filter(([name]) => !(name in initialArgs));
  if (typeof component !== 'string' || set.length === 0) return;
  requestAnimationFrame(() => {
    const element = canvasElement.querySelector(component);
    if (element) Object.assign(element, Object.fromEntries(set));
  });
}
