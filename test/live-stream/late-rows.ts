// Rows as pages have them: some hold an image whose size is known late, some grow a moment after they came. What is late is the same
// on every run, and comes again whenever a row is made again.

export interface LateItem {
  readonly id: number;
}

/** A number from 0 to 1 that belongs to another. */
export function chance(seed: number): number {
  const mixed = Math.imul(seed ^ (seed >>> 15), 0x2c1b3c6d);
  return (Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39) >>> 0) / 2 ** 32;
}

const images = new Map<number, Promise<string>>();

/** The address of an image of some height. */
function imageOf(height: number): Promise<string> {
  let image = images.get(height);
  if (!image) {
    const canvas = Object.assign(document.createElement('canvas'), { width: 50, height });
    canvas.getContext('2d')?.fillRect(0, 0, 50, height);
    image = new Promise((made) => canvas.toBlob((blob) => made(URL.createObjectURL(blob as Blob))));
    images.set(height, image);
  }
  return image;
}

export class LateRow extends HTMLElement {
  /** How many rows have not come to their full size yet. */
  static growing = 0;
  #id = -1;

  set item({ id }: LateItem) {
    if (id === this.#id) return;
    this.#id = id;
    this.style.cssText = `display: block; overflow: hidden; min-block-size: ${20 + Math.round(chance(id) * 400) / 10}px`;
    this.textContent = `Row ${id}`;
    if (chance(id + 0.5 * 2 ** 20) < 0.4) void this.#late(() => this.#showImage(id));
    else if (chance(id + 2 ** 21) < 0.3) void this.#late(async () => void this.append(document.createElement('br'), 'and more'));
  }

  async #late(grow: () => Promise<void>): Promise<void> {
    LateRow.growing++;
    await new Promise((resolve) => setTimeout(resolve, 10 + chance(this.#id + 2 ** 22) * 90));
    await grow();
    LateRow.growing--;
  }

  async #showImage(id: number): Promise<void> {
    const image = document.createElement('img');
    image.style.display = 'block';
    image.src = await imageOf(16 + Math.round(chance(id + 2 ** 23) * 12) * 10);
    this.append(image);
    await image.decode();
  }
}
customElements.define('late-row', LateRow);
