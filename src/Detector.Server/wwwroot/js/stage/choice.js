// Which tile is chosen: one of the tiles laid over the picture, or the one in the middle of a region.

import { number, percent, t } from '../i18n.js';
import { reading } from './map.js';
import { layTiles, tileAt, tileOfRegion, tileUnder } from './tiles.js';

const start = { column: 0, row: 0 };

export class Choice {
  #tiles = null;
  #tile = start;

  /** Place of the chosen region in the list; null for none. */
  region = null;

  /** Another picture. */
  reset() {
    this.#tiles = null;
    this.#tile = start;
    this.region = null;
  }

  /** Lays tiles over a picture whose size is known now. */
  lay(size, modelSide) {
    this.#tiles = size && layTiles(size.width, size.height, modelSide);
  }

  /** The chosen part of the picture, in its pixels; null while its size is not known. */
  part(analysis) {
    if (!this.#tiles) {
      return null;
    }
    const region = analysis?.regions[this.region ?? -1];
    return region ? tileOfRegion(this.#tiles, region) : tileAt(this.#tiles, this.#tile.column, this.#tile.row);
  }

  /** Chooses the tile under a point, given as shares of the picture. */
  at(point) {
    if (this.#tiles) {
      this.region = null;
      this.#tile = tileUnder(this.#tiles, point.x, point.y);
    }
  }

  /** Chooses a neighbour. */
  move(across, down) {
    const clamp = (value, most) => Math.min(most - 1, Math.max(0, value));
    this.region = null;
    this.#tile = {
      column: clamp(this.#tile.column + across, this.#tiles.columns),
      row: clamp(this.#tile.row + down, this.#tiles.rows),
    };
  }

  /** The chosen tile in words, with what the map says there. */
  words(analysis) {
    const place = {
      column: number(this.#tile.column + 1),
      columns: number(this.#tiles.columns),
      row: number(this.#tile.row + 1),
      rows: number(this.#tiles.rows),
    };
    return analysis?.mapMeaningful && analysis.grid
      ? t('stage.tile.map', { ...place, value: percent(reading(analysis.grid, this.part(analysis)).high) })
      : t('stage.tile', place);
  }
}
