// Registers elements of the kit under their names. A name that is taken stays whose it is, so that no script of a page dies of another's.

/** The names that somebody else has, to be said once for all that is registered in one go. */
const strange: string[] = [];

/** By their tags. Whoever has registered a class before, or one made of it, has done what is asked; of any other the console is told. */
export function register(elements: Record<string, CustomElementConstructor>): void {
  for (const [tag, element] of Object.entries(elements)) {
    const known = customElements.get(tag);
    if (!known) customElements.define(tag, element);
    else if (known !== element && !(known.prototype instanceof element) && strange.push(tag) === 1) queueMicrotask(tell);
  }
}

function tell(): void {
  // oxlint-disable-next-line no-console -- two copies on one page are no error, but one of them is for nothing
  console.warn(`live-stream-kit: this page had ${strange.splice(0).join(', ')} before, and keeps what it had`);
}
