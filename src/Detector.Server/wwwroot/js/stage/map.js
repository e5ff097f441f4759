// The map: probabilities as colours that colour-blind people can tell apart.

/** From dark blue over grey to yellow, even in lightness: the scale "cividis" (doi 10.1371/journal.pone.0199239). */
const anchors = [
  [0, 34, 78], [18, 53, 112], [59, 73, 108], [87, 93, 109], [112, 113, 115], [138, 134, 120], [165, 156, 116],
  [195, 179, 105], [225, 204, 85], [254, 232, 56],
];

/** The colour of a probability, 0 to 1. */
export function colour(value) {
  const place = Math.min(1, Math.max(0, value)) * (anchors.length - 1);
  const low = Math.min(anchors.length - 2, Math.floor(place));
  return anchors[low].map((from, i) => Math.round(from + (anchors[low + 1][i] - from) * (place - low)));
}

/** Draws the map into a canvas, one pixel per cell, and lays it over the picture. */
export function draw(canvas, grid, width, height) {
  canvas.width = grid.columns;
  canvas.height = grid.rows;
  const context = canvas.getContext('2d');
  const image = context.createImageData(grid.columns, grid.rows);
  grid.values.forEach((value, i) => {
    // Low values let the outline through: the eye should go where the map speaks.
    image.data.set([...colour(value), Math.round(255 * (0.3 + 0.7 * Math.min(1, value * 1.4)))], i * 4);
  });
  context.putImageData(image, 0, 0);
  // The last column and row may reach past the picture.
  canvas.style.width = `${100 * grid.columns * grid.cellWidth / width}%`;
  canvas.style.height = `${100 * grid.rows * grid.cellHeight / height}%`;
}

/** Draws the colours from 0 to 1. */
export function drawLegend(canvas) {
  canvas.width = 120;
  canvas.height = 1;
  const context = canvas.getContext('2d');
  const image = context.createImageData(120, 1);
  for (let x = 0; x < 120; x++) {
    image.data.set([...colour(x / 119), 255], x * 4);
  }
  context.putImageData(image, 0, 0);
}

/** Highest and mean value in a part of the map, given in pixels of the picture. */
export function reading(grid, part) {
  const first = { column: Math.floor(part.x / grid.cellWidth), row: Math.floor(part.y / grid.cellHeight) };
  const last = {
    column: Math.min(grid.columns, Math.ceil((part.x + part.width) / grid.cellWidth)),
    row: Math.min(grid.rows, Math.ceil((part.y + part.height) / grid.cellHeight)),
  };
  let high = 0;
  let sum = 0;
  let cells = 0;
  for (let row = first.row; row < last.row; row++) {
    for (let column = first.column; column < last.column; column++) {
      const value = grid.values[row * grid.columns + column];
      high = Math.max(high, value);
      sum += value;
      cells++;
    }
  }
  return { high, mean: cells ? sum / cells : 0 };
}
