// The layers of the plates: outline, map, regions, the chosen tile, and what of the picture is looked at.

import { el } from '../dom.js';
import { number, percent, t } from '../i18n.js';
import { prefs } from '../prefs.js';
import { Lens, place } from './lens.js';
import { draw as drawMap, reading } from './map.js';
import { Reveal } from './reveal.js';
import { draw as drawOutline } from './silhouette.js';

export class Layers {
  lens = new Lens();
  reveal = new Reveal();
  first = makePlate();
  second = makePlate();

  #map = el('canvas', { class: 'map', role: 'img', hidden: true });
  #boxes = el('div');
  #cursor = el('div', { class: 'cursor', hidden: true });
  #note = el('p', { class: 'plate-note', hidden: true });

  /** The element to put on the page. */
  element = el('div', { class: 'plates' }, this.first.plate, this.second.plate);

  constructor() {
    this.first.plate.append(this.#note);
    this.first.plate.tabIndex = 0;
    this.first.plate.setAttribute('role', 'application');
    this.first.sheet.append(this.#map, this.#boxes, this.#cursor);
  }

  get plates() {
    return [this.first, this.second];
  }

  /**
   * Draws all layers.
   * @param {{analysis, outline, size, region, tile, note}} scene What is known. The analysis is null while the score is
   * not shown; the outline and size are null until the picture has been read.
   */
  paint(scene) {
    const split = prefs.split && !!scene.analysis?.mapMeaningful;
    this.element.classList.toggle('split', split);
    this.second.plate.hidden = !split;
    // Side by side, what is looked at is beside the map; else it is under the map.
    const looking = split ? this.second : this.first;
    if (this.lens.element.parentNode !== looking.sheet) {
      looking.outline.after(this.reveal.canvas);
      looking.sheet.append(this.lens.element);
    }
    this.first.plate.setAttribute('aria-label', t('stage.label'));
    this.plates.forEach(side => {
      paintOutline(side.outline, scene.outline);
      // As high as the picture would be, within what the style sheet allows.
      side.plate.style.aspectRatio = scene.size ? `${scene.size.width} / ${scene.size.height}` : '';
    });
    this.#paintMap(scene.analysis, scene.size);
    this.#paintBoxes(scene);
    this.#note.textContent = scene.note;
    this.#note.hidden = !scene.note;
    this.paintCursor(scene.outline && scene.tile, scene.size);
  }

  /** Draws the chosen tile; null for none. */
  paintCursor(tile, size) {
    this.#cursor.hidden = !tile;
    if (tile) {
      place(this.#cursor, tile, size);
    }
  }

  /** Takes up blur and greyscale. */
  soften() {
    this.lens.soften();
    this.reveal.soften();
  }

  #paintMap(analysis, size) {
    const grid = analysis?.mapMeaningful ? analysis.grid : null;
    this.#map.hidden = !grid || !prefs.map;
    if (grid) {
      drawMap(this.#map, grid, size.width, size.height);
      this.#map.style.opacity = prefs.opacity;
      const { high, mean } = reading(grid, { x: 0, y: 0, ...size });
      this.#map.setAttribute('aria-label', t('stage.map.label', { high: percent(high), mean: percent(mean) }));
    }
  }

  #paintBoxes({ analysis, region: chosen, size }) {
    this.#boxes.replaceChildren(...(analysis?.regions ?? []).map((region, i) => {
      const box = el('div', { class: i === chosen ? 'box chosen' : 'box' }, el('span', { text: number(i + 1) }));
      place(box, region, size);
      return box;
    }));
  }
}

function makePlate() {
  const outline = el('canvas', { role: 'img', hidden: true });
  const sheet = el('div', { class: 'sheet' }, outline);
  return { plate: el('div', { class: 'plate' }, sheet), sheet, outline };
}

function paintOutline(canvas, outline) {
  canvas.hidden = !outline;
  if (outline) {
    drawOutline(canvas, outline);
    canvas.setAttribute('aria-label', t('stage.silhouette'));
  }
}
