// The whole picture: asked for, then confirmed, and hidden again as soon as attention goes elsewhere.

import { el } from '../dom.js';
import { drawPart } from './decode.js';
import { softening } from './lens.js';

const sharpest = 2400;

export class Reveal {
  #turn = 0;

  /** True while the picture is shown. */
  shown = false;

  /** The element to lay under the map. */
  canvas = el('canvas', { class: 'picture', role: 'img', hidden: true });

  /** Shows the picture; false where it was hidden before it was there. `label` tells it to screen readers. */
  async show(file, size, label) {
    const turn = ++this.#turn;
    if (!await drawPart(this.canvas, file, { x: 0, y: 0, ...size }, sharpest, () => turn === this.#turn)) {
      return false;
    }
    this.canvas.setAttribute('aria-label', label);
    this.canvas.hidden = false;
    this.shown = true;
    this.soften();
    return true;
  }

  soften() {
    this.canvas.style.filter = softening();
  }

  /** Hides it at once and lets go of its pixels. */
  hide() {
    this.#turn++;
    const was = this.shown;
    this.shown = false;
    this.canvas.hidden = true;
    this.canvas.width = 0;
    this.canvas.height = 0;
    return was;
  }
}
