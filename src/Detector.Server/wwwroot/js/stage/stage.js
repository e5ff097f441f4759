// What can be done on the plates: choose a tile or region, look at it, show the picture, zoom and move.

import { announce } from '../dom.js';
import { change } from '../entries.js';
import { t } from '../i18n.js';
import { Choice } from './choice.js';
import { isHold, listen } from './gestures.js';
import { Layers } from './layers.js';
import { outline } from './silhouette.js';
import { Viewport } from './viewport.js';

const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Stage {
  #layers = new Layers();
  #entry = null;
  #analysis = null;
  #outline = null;
  #unreadable = false;
  #choice = new Choice();
  #turn = 0;

  /** @param {() => void} changed Told when what can be done has changed: read, shown or hidden, zoomed. */
  constructor(changed) {
    this.changed = changed;
    this.viewport = new Viewport(changed);
    this.viewport.attach(this.#layers.plates);
    this.#layers.plates.forEach(({ plate }) => listen(plate, this.#acts(plate)));
    const { plate } = this.#layers.first;
    plate.addEventListener('keydown', event => this.#keyDown(event));
    plate.addEventListener('keyup', event => isHold(event) && this.release());
    plate.addEventListener('blur', () => this.release());
    // Attention elsewhere: nothing stays on the screen.
    addEventListener('blur', () => this.hide());
    addEventListener('pagehide', () => this.hide());
    document.addEventListener('visibilitychange', () => this.hide());
  }

  get element() {
    return this.#layers.element;
  }

  /** True while the whole picture is shown. */
  get isRevealed() {
    return this.#layers.reveal.shown;
  }

  /** True where there are pixels to look at. */
  get canLook() {
    return this.#outline !== null;
  }

  /** Another picture, or the same one in another state. `open`: the score is shown, and so is the map. */
  async show(entry, open) {
    const other = entry !== this.#entry;
    const opens = open && (other || !this.#analysis);
    this.#entry = entry;
    this.#analysis = open ? entry?.analysis ?? null : null;
    if (!other) {
      this.#choice.region = opens ? 0 : this.#choice.region;
      this.refresh();
      return;
    }
    this.hide();
    const turn = ++this.#turn;
    this.#outline = null;
    this.#unreadable = false;
    this.#choice.reset();
    this.#choice.region = opens ? 0 : null;
    this.refresh();
    const found = entry ? await outline(entry.file) : null;
    if (turn === this.#turn && entry) {
      this.#outline = found;
      this.#unreadable = found === null;
      this.refresh();
      this.viewport.reset();
    }
  }

  /** Draws all anew: after a change of state, preferences or language. */
  refresh() {
    const size = this.#size();
    this.#choice.lay(size, this.#entry?.model?.framing.size ?? 256);
    this.viewport.size = size;
    this.#layers.soften();
    this.#layers.paint({
      analysis: this.#analysis,
      outline: this.#outline,
      size,
      region: this.#choice.region,
      tile: this.#chosen,
      note: this.#note(),
    });
    this.viewport.apply();
  }

  /** Chooses a region by its place in the list. */
  chooseRegion(index) {
    if (this.#analysis?.regions[index]) {
      this.#choice.region = index;
      this.refresh();
    }
  }

  /** Looks at the chosen tile, until `release`. */
  async look() {
    const entry = this.#entry;
    const tile = this.#outline && this.#chosen;
    if (!tile || this.#layers.lens.held || !document.hasFocus()) {
      return;
    }
    try {
      if (await this.#layers.lens.show(entry.file, tile, this.#size())) {
        change(entry, { reveals: { ...entry.reveals, tiles: entry.reveals.tiles + 1 } });
        announce(t('look.shown'));
      }
    } catch {
      this.release();
      announce(t('look.failed'));
    }
  }

  /** Lets go of the tile. */
  release() {
    if (this.#layers.lens.hide()) {
      announce(t('look.hidden'));
    }
  }

  /** Shows the whole picture. The second act: the first asks. */
  async reveal() {
    const entry = this.#entry;
    try {
      if (this.#outline && await this.#layers.reveal.show(entry.file, this.#size(), t('look.full.label'))) {
        change(entry, { reveals: { ...entry.reveals, full: entry.reveals.full + 1 } });
        announce(t('look.full.shown'));
      }
    } catch {
      this.#layers.reveal.hide();
      announce(t('look.failed'));
    }
    this.changed();
  }

  /** Gives the plate the focus and brings all of it onto the screen. */
  bringIntoView() {
    this.#layers.first.plate.focus({ preventScroll: true });
    this.element.scrollIntoView({ block: 'nearest' });
  }

  /** Hides whatever of the picture is seen; true where something was. */
  hide() {
    const tile = this.#layers.lens.hide();
    const whole = this.#layers.reveal.hide();
    if (tile || whole) {
      announce(t('look.hidden'));
      this.changed();
    }
    return tile || whole;
  }

  /** Zooms; inwards about the chosen tile. */
  zoom(factor) {
    const tile = this.#chosen;
    const size = this.#size();
    this.viewport.zoomBy(factor);
    if (tile && factor > 1) {
      const middle = { x: tile.x + tile.width / 2, y: tile.y + tile.height / 2 };
      this.viewport.centreOn({ x: middle.x / size.width, y: middle.y / size.height });
    }
  }

  get #chosen() {
    return this.#choice.part(this.#analysis);
  }

  #size() {
    const known = this.#outline ?? this.#entry?.analysis;
    return known ? { width: known.width, height: known.height } : null;
  }

  #note() {
    if (this.#unreadable) {
      return t('stage.noview', { format: this.#entry.name.split('.').pop().toUpperCase() });
    }
    return this.#outline || !this.#entry ? '' : t('stage.reading');
  }

  #move(across, down) {
    if (!this.#outline) {
      return;
    }
    this.release();
    this.#choice.move(across, down);
    this.refresh();
    announce(this.#choice.words(this.#analysis));
  }

  #acts(plate) {
    return {
      choose: (x, y) => {
        this.#choice.at(this.viewport.locate(plate, x, y));
        this.refresh();
      },
      look: () => this.look(),
      release: () => this.release(),
      canPan: () => this.viewport.zoom > 1,
      pan: (x, y) => this.viewport.panBy(x, y),
      zoom: (factor, x, y) => this.viewport.zoomBy(factor, this.viewport.locate(plate, x, y)),
    };
  }

  #keyDown(event) {
    const step = steps[event.key];
    if (event.ctrlKey || event.altKey || event.metaKey || !(step || isHold(event))) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (step && event.shiftKey) {
      this.viewport.panBy(-step[0] * 60, -step[1] * 60);
    } else if (step) {
      this.#move(...step);
    } else if (!event.repeat) {
      this.look();
    }
  }
}
