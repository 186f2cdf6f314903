// What the language and the browser came with: a picture of every constructor and prototype, to be compared with one taken later.

/** What was found on one object: each own key with what it held. */
type Picture = Map<PropertyKey, PropertyDescriptor>;

/** Every built-in object that hostile data could try to change. */
export function pictureBuiltIns(): Map<object, Picture> {
  const pictures = new Map<object, Picture>();
  const take = (value: unknown): void => {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || pictures.has(value)) return;
    pictures.set(
      value,
      new Map(
        Reflect.ownKeys(value)
          .filter((key) => isSteady(value, key))
          .map((key) => [key, Reflect.getOwnPropertyDescriptor(value, key) ?? {}]),
      ),
    );
    take(Reflect.getPrototypeOf(value));
  };
  for (const key of Reflect.ownKeys(globalThis)) {
    const { value } = Reflect.getOwnPropertyDescriptor(globalThis, key) ?? {};
    if (typeof value !== 'function') continue;
    take(value);
    take((value as { prototype?: unknown }).prototype);
  }
  return pictures;
}

/** What became another than it was, in words. */
export function changesSince(before: ReadonlyMap<object, Picture>): string[] {
  const changes: string[] = [];
  for (const [object, picture] of before) {
    const keys = new Set([...picture.keys(), ...Reflect.ownKeys(object).filter((key) => isSteady(object, key))]);
    for (const key of keys) {
      const [was, is] = [picture.get(key), Reflect.getOwnPropertyDescriptor(object, key)];
      const same = was && is && was.value === is.value && was.get === is.get && was.set === is.set;
      if (!same && !Number.isNaN(was?.value)) changes.push(`${String(key)} of ${nameOf(object)}`);
    }
  }
  return changes;
}

/** Whether a value is the same each time it is read: WebKit makes `PerformanceObserver.supportedEntryTypes` anew. */
function isSteady(object: object, key: PropertyKey): boolean {
  const read = (): unknown => Reflect.getOwnPropertyDescriptor(object, key)?.value;
  return Object.is(read(), read());
}

function nameOf(object: object): string {
  const { value } = Reflect.getOwnPropertyDescriptor(object, 'constructor') ?? {};
  return typeof object === 'function' ? object.name : `the prototype of ${(value as { name?: string } | undefined)?.name ?? 'something'}`;
}
