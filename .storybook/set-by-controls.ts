// Makes every control live: a property that the reader sets, and that the story does not pass on itself, is set on the element, and is
// what it was again once the controls are reset.

interface Shown {
  component?: unknown;
  args: Record<string, unknown>;
  initialArgs: Record<string, unknown>;
  canvasElement: Element;
}

type Settable = Element & Record<string, unknown>;

/** What was there before a control came, by element: what is reset only leaves `args`. */
const before = new WeakMap<Element, Map<string, unknown>>();

/** Once the story is in the page. In tests nobody touches a control, and nothing happens. */
export function setByControls({ component, args, initialArgs, canvasElement }: Shown): void {
  if (typeof component !== 'string') return;
  const set = new Map(Object.entries(args).filter(([name]) => !(name in initialArgs)));
  requestAnimationFrame(() => {
    const element = canvasElement.querySelector<Settable>(component);
    if (element) setOn(element, set);
  });
}

function setOn(element: Settable, set: ReadonlyMap<string, unknown>): void {
  const was = before.get(element) ?? new Map<string, unknown>();
  for (const [name, value] of was)
    if (!set.has(name)) {
      was.delete(name);
      Object.assign(element, { [name]: value });
    }
  for (const [name, value] of set) {
    if (!was.has(name)) was.set(name, element[name]);
    Object.assign(element, { [name]: value });
  }
  before.set(element, was);
}
