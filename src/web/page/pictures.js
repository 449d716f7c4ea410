// Pictures of messages onto canvases.

function size(canvas, width, height) {
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
}

// Of a latent's number, 128 being 0: blue below, black, amber above.
function latentColour(value) {
  const share = Math.min(1, Math.abs(value - 128) / 127), strength = Math.sqrt(share);
  return value < 128 ? [89 * share, 208 * strength, 232 * strength] : [255 * strength, 180 * strength, 84 * share];
}

function paintRaw(canvas, { width, height, type, data }) {
  size(canvas, width, height);
  const context = canvas.getContext("2d");
  const image = context.createImageData(width, height);
  const to = image.data, colours = type === "rgb" ? 3 : 1;
  for (let pixel = 0; pixel < width * height; ++pixel) {
    const latent = type === "latent" ? latentColour(data[pixel]) : null;
    for (let c = 0; c < 3; ++c) to[4 * pixel + c] = latent ? latent[c] : data[colours * pixel + (colours === 3 ? c : 0)];
    to[4 * pixel + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}

// Pictures are decoded aside; one that is older than what a canvas shows already is dropped.
const shown = new WeakMap();
let count = 0;

/** Resolves when the picture is on the canvas: true, or false where a newer one came first. */
export async function paint(canvas, picture) {
  const mine = ++count;
  if (picture.type !== "png") {
    shown.set(canvas, mine);
    paintRaw(canvas, picture);
    return true;
  }
  const bitmap = await createImageBitmap(new Blob([picture.data], { type: "image/png" }));
  const newest = (shown.get(canvas) ?? 0) < mine;
  if (newest) {
    shown.set(canvas, mine);
    size(canvas, picture.width, picture.height);
    canvas.getContext("2d").drawImage(bitmap, 0, 0);
  }
  bitmap.close();
  return newest;
}
