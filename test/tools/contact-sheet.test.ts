// Contact sheets: every picture lies in its place, and a change that an eye would see is seen.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blank, cut, differs, layOut, paste, SHRINK, shrink, type Picture } from '../../tools/contact-sheet.mjs';

const SHEET = { widths: [80, 192], height: 160, columns: 2 };
const WHITE = [255, 255, 255, 255];
const GREY = [120, 120, 120, 255];

/** White, with a rectangle of another colour. */
function drawn(width: number, height: number, colour: number[], box: { x: number; y: number; width: number; height: number }): Picture {
  const picture = blank(width, height, WHITE);
  paste(picture, box, blank(box.width, box.height, colour));
  return picture;
}

describe('a contact sheet', () => {
  it('has room for every picture, and none lies on another', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 20 }), (names) => {
        const { width, height, cells } = layOut(names, SHEET);
        const taken = new Set<string>();
        expect(cells).toHaveLength(names.length * 2);
        for (const cell of cells) {
          expect(cell.x + cell.width).toBeLessThan(width);
          expect(cell.y + cell.height).toBeLessThan(height);
          for (const other of cells) {
            const apart = cell.x >= other.x + other.width || other.x >= cell.x + cell.width || cell.y >= other.y + other.height;
            if (other !== cell) expect(apart || other.y >= cell.y + cell.height).toBe(true);
          }
          taken.add(`${cell.name} ${cell.nth}`);
        }
        expect(taken.size).toBe(cells.length);
      }),
    );
  });

  it('gives back what was put onto it, cut to its cell', () => {
    const { cells, ...size } = layOut(['a', 'b', 'c'], SHEET);
    const sheet = blank(size.width, size.height);
    cells.forEach((cell, at) => paste(sheet, cell, blank(cell.width + 9, cell.height + 9, [at, at, at, 255])));
    for (const [at, cell] of cells.entries()) expect(cut(sheet, cell)).toEqual(blank(cell.width, cell.height, [at, at, at, 255]));
  });
});

describe('a change of look', () => {
  const page = blank(320, 640, WHITE);

  it.each([
    ['a button that is gone', GREY, { x: 40, y: 40, width: 32, height: 32 }],
    ['a line that has moved in', GREY, { x: 0, y: 100, width: 320, height: 4 }],
    ['an icon, painted over', GREY, { x: 41, y: 43, width: 16, height: 16 }],
    ['a hairline that is gone', [225, 225, 230, 255], { x: 10, y: 101, width: 300, height: 1 }],
    ['a hairline from top to bottom', [225, 225, 230, 255], { x: 101, y: 10, width: 1, height: 300 }],
    ['a surface of another tone', [215, 215, 225, 255], { x: 0, y: 0, width: 320, height: 200 }],
  ])('is seen: %s', (_what, colour, box) => {
    expect(differs(shrink(page), shrink(drawn(320, 640, colour, box)))).toBe(true);
  });

  it('is not what letters do that are drawn a little differently', () => {
    const text = (tone: number): Picture => {
      const picture = blank(320, 640, WHITE);
      for (let y = 40; y < 600; y += 24)
        for (let x = 20; x < 300; x += 7) paste(picture, { x, y, width: 2, height: 9 }, blank(2, 9, [tone, tone, tone, 255]));
      return picture;
    };
    expect(differs(shrink(text(40)), shrink(text(70)))).toBe(false);
    expect(differs(shrink(text(40)), shrink(page))).toBe(true);
  });

  it('is a mean of what was there', () => {
    const chequered = blank(SHRINK * 2, SHRINK, WHITE);
    for (let x = 0; x < SHRINK; x += 2) paste(chequered, { x, y: 0, width: 1, height: SHRINK }, blank(1, SHRINK, [0, 0, 0, 255]));
    expect(shrink(chequered)).toEqual({ width: 2, height: 1, data: Uint8Array.from([128, 128, 128, 255, 255, 255, 255, 255]) });
  });
});
