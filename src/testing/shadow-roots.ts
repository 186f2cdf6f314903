// Tells of shadow trees that elements of the page are given, which no observer is told of.

const told = new Set<() => void>();

type Attach = (this: Element, init: ShadowRootInit) => ShadowRoot;

/** The browser's own, as long as ours stands in its place. */
let own: Attach | undefined;

/** Calls `tell` whenever an element that is in the page already is given a shadow tree, until the function it gives is called. */
export function onShadowRoot(tell: () => void): () => void {
  if (!own) [own, Element.prototype.attachShadow] = [attachOf(), attach];
  told.add(tell);
  return () => {
    told.delete(tell);
    // Who has put something in the place of ours calls it still.
    if (told.size > 0 || attachOf() !== attach) return;
    Element.prototype.attachShadow = own!;
    own = undefined;
  };
}

function attachOf(): Attach {
  return (Element.prototype as { attachShadow: Attach }).attachShadow;
}

function attach(this: Element, init: ShadowRootInit): ShadowRoot {
  const root = own!.call(this, init);
  if (this.isConnected) for (const tell of told) tell();
  return root;
}
