// Decoding a picture for as long as it takes to draw some of it.

/**
 * Draws a part of a picture into a canvas and lets go of the rest. The whole picture is decoded first: a part asked of
 * createImageBitmap is cut out before the picture is turned upright, and would be another part.
 * @param {HTMLCanvasElement} canvas Where to; it gets the size of the part, or less.
 * @param {File} file The picture.
 * @param {{x, y, width, height}} part In pixels of the upright picture.
 * @param {number} most Longest side of the canvas.
 * @param {() => boolean} wanted Asked once the picture is decoded: false draws nothing.
 * @returns {Promise<boolean>} True where it was drawn.
 */
export async function drawPart(canvas, file, part, most, wanted) {
  const bitmap = await createImageBitmap(file);
  try {
    if (!wanted()) {
      return false;
    }
    const scale = Math.min(1, most / Math.max(part.width, part.height));
    canvas.width = Math.max(1, Math.round(part.width * scale));
    canvas.height = Math.max(1, Math.round(part.height * scale));
    const context = canvas.getContext('2d');
    context.imageSmoothingQuality = 'high';
    // What is transparent is white, as the service sees it.
    context.fillStyle = '#fff';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(bitmap, part.x, part.y, part.width, part.height, 0, 0, canvas.width, canvas.height);
    return true;
  } finally {
    bitmap.close();
  }
}
