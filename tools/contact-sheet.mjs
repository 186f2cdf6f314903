// Contact sheets: many small pictures on one, in a known order, and which of them differ from those of another sheet. Pictures are
// `{ width, height, data }` with four bytes a pixel, as pngjs has them.

/** Every picture is shrunk by this. */
export const SHRINK = 4;
/** How far a channel may be off, of 255: letters are drawn a little differently everywhere. */
const CHANNEL = 32;
/** How many pixels of a shrunk picture may be off by more, of all of them. */
const SHARE = 0.002;
const GAP = 8;
const PAPER = [128, 128, 128, 255];

/** A picture of another size, in the same colour all over. */
export function blank(width, height, colour = PAPER) {
  const data = new Uint8Array(width * height * 4);
  for (let at = 0; at < data.length; at += 4) data.set(colour, at);
  return { width, height, data };
}

/** A quarter as wide and as high: each pixel is the mean of those it stands for. */
export function shrink({ width, height, data }) {
  const small = blank(Math.floor(width / SHRINK), Math.floor(height / SHRINK));
  for (let y = 0; y < small.height; y += 1) {
    for (let x = 0; x < small.width; x += 1) {
      for (let channel = 0; channel < 4; channel += 1) {
        let sum = 0;
        for (let dy = 0; dy < SHRINK; dy += 1)
          for (let dx = 0; dx < SHRINK; dx += 1) sum += data[((y * SHRINK + dy) * width + x * SHRINK + dx) * 4 + channel];
        small.data[(y * small.width + x) * 4 + channel] = Math.round(sum / SHRINK ** 2);
      }
    }
  }
  return small;
}

/**
 * Where each cell lies on a sheet. `widths`: the pictures of one row, left to right; `height`: of all; `names`: the rows, which are laid
 * out in `columns`, top to bottom.
 */
export function layOut(names, { widths, height, columns }) {
  const wide = widths.reduce((sum, width) => sum + width + GAP, GAP);
  const perColumn = Math.ceil(names.length / columns);
  const cells = names.flatMap((name, at) => {
    let x = Math.floor(at / perColumn) * wide + GAP;
    const y = (at % perColumn) * (height + GAP) + GAP;
    return widths.map((width, nth) => {
      const cell = { name, nth, x, y, width, height };
      x += width + GAP;
      return cell;
    });
  });
  return { width: wide * columns, height: perColumn * (height + GAP) + GAP, cells };
}

/** Puts a picture onto a sheet, cut to the cell. */
export function paste(sheet, { x, y, width, height }, picture) {
  for (let row = 0; row < Math.min(height, picture.height); row += 1) {
    const from = row * picture.width * 4;
    const line = picture.data.subarray(from, from + Math.min(width, picture.width) * 4);
    sheet.data.set(line, ((y + row) * sheet.width + x) * 4);
  }
}

/** The part of a sheet that a cell is. */
export function cut(sheet, { x, y, width, height }) {
  const picture = blank(width, height);
  for (let row = 0; row < height; row += 1) {
    const from = ((y + row) * sheet.width + x) * 4;
    picture.data.set(sheet.data.subarray(from, from + width * 4), row * width * 4);
  }
  return picture;
}

/** Whether two pictures of one size look different: more than two pixels in a thousand are of another colour. */
export function differs(one, other) {
  let off = 0;
  for (let at = 0; at < one.data.length; at += 4) {
    const far = [0, 1, 2].some((channel) => Math.abs(one.data[at + channel] - other.data[at + channel]) > CHANNEL);
    if (far) off += 1;
  }
  return off > one.width * one.height * SHARE;
}
