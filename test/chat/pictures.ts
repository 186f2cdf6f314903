// Pictures and files for tests and stories, made in the page.

/** A picture of this size, as a file. */
export async function picture(name = 'kayak.png', width = 640, height = 480, hue = 200): Promise<File> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d')!;
  const sky = context.createLinearGradient(0, 0, 0, height);
  sky.addColorStop(0, `hsl(${hue} 70% 82%)`);
  sky.addColorStop(0.6, `hsl(${hue + 20} 60% 60%)`);
  sky.addColorStop(1, `hsl(${hue} 55% 38%)`);
  context.fillStyle = sky;
  context.fillRect(0, 0, width, height);
  context.fillStyle = `hsl(${hue + 160} 70% 55%)`;
  context.beginPath();
  context.ellipse(width / 2, height * 0.66, width * 0.3, height * 0.06, 0, 0, Math.PI * 2);
  context.fill();
  return new File([await canvas.convertToBlob({ type: 'image/png' })], name, { type: 'image/png' });
}

/** A file of so many bytes. */
export function textFile(name = 'packing-list.txt', bytes = 1_234, type = 'text/plain'): File {
  return new File(['x'.repeat(bytes)], name, { type });
}
