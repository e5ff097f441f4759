// Which tile of a picture is looked at: never a large part of it at once.

/**
 * Lays tiles over a picture. A tile is as large as what the model looks at, but never over a third of the shorter side;
 * in very large pictures a sixth of it, or it would be too small to see.
 */
export function layTiles(width, height, modelSide) {
  const short = Math.min(width, height);
  const side = Math.max(1, Math.round(Math.max(Math.min(modelSide, short / 3), short / 6)));
  const columns = Math.ceil(width / side);
  const rows = Math.ceil(height / side);
  return { width, height, side, columns, rows };
}

/** The tile of a column and row, in pixels of the picture. Those at the far edges are moved inwards. */
export function tileAt(tiles, column, row) {
  return {
    x: Math.min(column * tiles.side, tiles.width - tiles.side),
    y: Math.min(row * tiles.side, tiles.height - tiles.side),
    width: tiles.side,
    height: tiles.side,
  };
}

/** The column and row over which a point lies, given as shares of the picture. */
export function tileUnder(tiles, shareX, shareY) {
  const clamp = (value, most) => Math.min(most, Math.max(0, value));
  return {
    column: clamp(Math.floor(shareX * tiles.width / tiles.side), tiles.columns - 1),
    row: clamp(Math.floor(shareY * tiles.height / tiles.side), tiles.rows - 1),
  };
}

/** One tile in the middle of a region; the region may be much larger. */
export function tileOfRegion(tiles, region) {
  const clamp = (value, most) => Math.round(Math.min(Math.max(0, most), Math.max(0, value)));
  return {
    x: clamp(region.x + region.width / 2 - tiles.side / 2, tiles.width - tiles.side),
    y: clamp(region.y + region.height / 2 - tiles.side / 2, tiles.height - tiles.side),
    width: tiles.side,
    height: tiles.side,
  };
}
