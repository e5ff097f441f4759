// The lens: one tile of the picture, for as long as it is held. Only the pixels of that tile are ever drawn, in a frame
// of the tile's size; letting go empties the canvas.

import { el } from '../dom.js';
import { prefs } from '../prefs.js';
import { drawPart } from './decode.js';

const sharpest = 900;

export class Lens {
  #canvas = el('canvas', { 'aria-hidden': 'true' });
  #frame = el('div', { class: 'lens', hidden: true }, this.#canvas);
  #turn = 0;

  /** True while it is held, whether or not the tile is there yet. */
  held = false;

  /** The element to lay over the picture. */
  get element() {
    return this.#frame;
  }

  /**
   * Shows a tile.
   * @param {File} file The picture.
   * @param {{x, y, width, height}} tile In pixels of the picture.
   * @param {{width, height}} size Of the picture.
   * @returns {Promise<boolean>} True once it is seen; false where it was let go before.
   */
  async show(file, tile, size) {
    const turn = ++this.#turn;
    this.held = true;
    if (!await drawPart(this.#canvas, file, tile, sharpest, () => turn === this.#turn)) {
      return false;
    }
    this.soften();
    place(this.#frame, tile, size);
    this.#frame.hidden = false;
    return true;
  }

  /** Takes up the blur and greyscale that the person has set. */
  soften() {
    this.#canvas.style.filter = softening();
  }

  /** Hides it at once. */
  hide() {
    this.#turn++;
    const was = this.held;
    this.held = false;
    this.#frame.hidden = true;
    this.#canvas.width = 0;
    this.#canvas.height = 0;
    return was;
  }
}

/** The blur and greyscale that the person has set, as a CSS filter. */
export function softening() {
  const blur = prefs.blur > 0 ? `blur(${prefs.blur}px)` : '';
  return `${blur} ${prefs.grey ? 'grayscale(1)' : ''}`.trim() || 'none';
}

/** Lays an element over a part of the picture. */
export function place(element, part, size) {
  element.style.left = `${100 * part.x / size.width}%`;
  element.style.top = `${100 * part.y / size.height}%`;
  element.style.width = `${100 * part.width / size.width}%`;
  element.style.height = `${100 * part.height / size.height}%`;
}
