// The outline: edges at low resolution, blurred. Enough to know where things are, too little to see them.

const longSide = 96;

/** Decodes a picture for as long as it takes to make its outline. Null where the browser cannot read the format. */
export async function outline(file) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    return null;
  }
  const { width, height } = bitmap;
  const small = shrink(bitmap);
  bitmap.close();
  const edges = sobel(small);
  return { width, height, columns: small.width, rows: small.height, edges };
}

/** Draws an outline into a canvas. */
export function draw(canvas, { columns, rows, edges }) {
  canvas.width = columns;
  canvas.height = rows;
  const context = canvas.getContext('2d');
  const image = context.createImageData(columns, rows);
  edges.forEach((edge, i) => image.data.set([150, 172, 190, Math.min(235, edge * 255)], i * 4));
  context.putImageData(image, 0, 0);
}

function shrink(bitmap) {
  const scale = Math.min(1, longSide / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.imageSmoothingQuality = 'high';
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.drawImage(bitmap, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  const grey = new Float32Array(width * height);
  for (let i = 0; i < grey.length; i++) {
    grey[i] = (0.2126 * data[i * 4] + 0.7152 * data[i * 4 + 1] + 0.0722 * data[i * 4 + 2]) / 255;
  }
  return { width, height, grey: soften(grey, width, height) };
}

/** Strength of the edges, 0 to 1, relative to the strongest ones. */
function sobel({ width, height, grey }) {
  const edges = new Float32Array(width * height);
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = (dx, dy) => grey[(y + dy) * width + x + dx];
      const across = at(1, -1) + 2 * at(1, 0) + at(1, 1) - at(-1, -1) - 2 * at(-1, 0) - at(-1, 1);
      const down = at(-1, 1) + 2 * at(0, 1) + at(1, 1) - at(-1, -1) - 2 * at(0, -1) - at(1, -1);
      edges[y * width + x] = Math.hypot(across, down);
    }
  }
  const strong = Float32Array.from(edges).sort()[Math.floor(edges.length * 0.97)] || 1;
  return soften(edges.map(edge => Math.min(1, edge / strong) ** 0.8), width, height);
}

/** Mean of each cell and its neighbours. */
function soften(values, width, height) {
  const result = new Float32Array(values.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      let cells = 0;
      for (let j = Math.max(0, y - 1); j <= Math.min(height - 1, y + 1); j++) {
        for (let i = Math.max(0, x - 1); i <= Math.min(width - 1, x + 1); i++) {
          sum += values[j * width + i];
          cells++;
        }
      }
      result[y * width + x] = sum / cells;
    }
  }
  return result;
}
