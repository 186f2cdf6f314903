// Another element whose children the rows are does not look after the reader's place while we do: two that correct fight.

export class QuietContainer {
  #element: HTMLElement | undefined;
  #before = '';

  /** Takes the browser's anchoring from this element, and gives back that of the one before. */
  hush(element: Element | undefined): void {
    if (element === this.#element) return;
    this.#element?.style.setProperty('overflow-anchor', this.#before);
    if (this.#element?.getAttribute('style') === '') this.#element.removeAttribute('style');
    this.#element = element instanceof HTMLElement ? element : undefined;
    this.#before = this.#element?.style.getPropertyValue('overflow-anchor') ?? '';
    this.#element?.style.setProperty('overflow-anchor', 'none');
  }
}
