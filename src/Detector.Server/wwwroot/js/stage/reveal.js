// The whole picture: asked for, then confirmed, and hidden again as soon as attention goes elsewhere.

import { el } from '../dom.js';
import { softening } from './lens.js';

const sharpest = 2400;

export class Reveal {
  #turn = 0;

  /** True while the picture is shown. */
  shown = false;

  /** @param {string} label Of the picture, for screen readers. */
  constructor() {
    this.canvas = el('canvas', { class: 'picture', role: 'img', hidden: true });
  }

  /** Shows the picture; false where it was hidden before it was there. */
  async show(file, size, label) {
    const turn = ++this.#turn;
    const scale = Math.min(1, sharpest / Math.max(size.width, size.height));
    const bitmap = await createImageBitmap(file, {
      resizeWidth: Math.max(1, Math.round(size.width * scale)), resizeQuality: 'medium',
    });
    if (turn !== this.#turn) {
      bitmap.close();
      return false;
    }
    this.canvas.width = bitmap.width;
    this.canvas.height = bitmap.height;
    const context = this.canvas.getContext('2d');
    context.fillStyle = '#fff';
    context.fillRect(0, 0, bitmap.width, bitmap.height);
    context.drawImage(bitmap, 0, 0);
    bitmap.close();
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
