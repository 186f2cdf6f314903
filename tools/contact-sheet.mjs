// Contact sheets: many small pictures on one, in a known order, and which of them differ from those of another sheet. Pictures are
// `{ width, height, data }` with four bytes a pixel, as pngjs has them.

/** Every picture is shrunk by this. */
export const SHRINK = 4;
/** How far a channel may be off, of 255: letters are drawn a little differently everywhere. */
const CHANNEL = 32;
/** How many pixels of a shrunk picture may be off by more, of all of them. */
const SHARE = 0.002;
/** The side of a small thing, such as an icon, shrunk. */
const SPOT = 4;
/** How much a line of one pixel changes the shrunk ones it lies in, at least, and how many of them in a row make one. */
const SHADE = 4;
const LINE = 32;
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

/**
 * Whether two pictures of one size look different: more than two pixels in a thousand are of another colour; or a spot of the size of an
 * icon is; or a line is drawn that was not, which shrunk is no more than a shade, but all along it.
 */
export function differs(one, other) {
  const { width, height } = one;
  const off = new Uint8Array(width * height);
  const shade = new Float32Array(width * height);
  for (let at = 0; at < off.length; at += 1) {
    const by = [0, 1, 2].map((channel) => one.data[at * 4 + channel] - other.data[at * 4 + channel]);
    off[at] = Number(by.some((distance) => Math.abs(distance) > CHANNEL));
    shade[at] = (by[0] + by[1] + by[2]) / 3;
  }
  const all = off.reduce((sum, is) => sum + is, 0);
  return all > width * height * SHARE || hasSpot(off, width, height) || hasLine(shade, width, height);
}

/** Whether a quarter of some square is off. */
function hasSpot(off, width, height) {
  for (let y = 0; y + SPOT <= height; y += SPOT / 2)
    for (let x = 0; x + SPOT <= width; x += SPOT / 2) {
      let count = 0;
      for (let dy = 0; dy < SPOT; dy += 1) for (let dx = 0; dx < SPOT; dx += 1) count += off[(y + dy) * width + x + dx];
      if (count >= SPOT ** 2 / 4) return true;
    }
  return false;
}

/** Whether so many pixels in a row, or below each other, are all darker than they were, or all lighter. Words have gaps. */
function hasLine(shade, width, height) {
  const along = (lines, length, at) => {
    for (let line = 0; line < lines; line += 1) {
      let run = 0;
      for (let n = 0; n < length; n += 1) {
        const by = shade[at(line, n)];
        const goesOn = Math.abs(by) >= SHADE && Math.sign(by) === Math.sign(run);
        run = goesOn ? run + Math.sign(by) : Math.abs(by) >= SHADE ? Math.sign(by) : 0;
        if (Math.abs(run) >= LINE) return true;
      }
    }
    return false;
  };
  return along(height, width, (y, x) => y * width + x) || along(width, height, (x, y) => y * width + x);
}
