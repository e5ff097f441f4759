// Zoom and pan, the same for all plates.

const most = 8;

export class Viewport {
  #plates = [];
  #size = { width: 4, height: 3 };
  #zoom = 1;
  #centre = { x: 0.5, y: 0.5 };

  /** @param {(zoom: number) => void} changed Told after each change. */
  constructor(changed) {
    this.changed = changed;
    this.watcher = new ResizeObserver(() => this.apply());
  }

  /** Which plates there are, each with its sheet. */
  attach(plates) {
    this.#plates = plates;
    plates.forEach(({ plate }) => this.watcher.observe(plate));
  }

  /** Columns and rows of the picture; null while unknown. */
  set size(size) {
    this.#size = size ?? { width: 4, height: 3 };
  }

  /** Shows the picture whole. */
  reset() {
    this.#zoom = 1;
    this.#centre = { x: 0.5, y: 0.5 };
    this.apply();
  }

  get zoom() {
    return this.#zoom;
  }

  /** Zooms by a factor, about a point given as shares of the picture. */
  zoomBy(factor, about = null) {
    const before = this.#zoom;
    this.#zoom = Math.min(most, Math.max(1, before * factor));
    if (about) {
      const kept = before / this.#zoom;
      this.#centre = {
        x: about.x + (this.#centre.x - about.x) * kept, y: about.y + (this.#centre.y - about.y) * kept,
      };
    }
    this.apply();
  }

  /** Brings a point into the middle. */
  centreOn(point) {
    this.#centre = { ...point };
    this.apply();
  }

  /** Moves what is seen, in pixels of the screen. */
  panBy(x, y) {
    const scale = this.#fit(this.#plates[0].plate) * this.#zoom;
    this.#centre.x -= x / (this.#size.width * scale);
    this.#centre.y -= y / (this.#size.height * scale);
    this.apply();
  }

  /** Where on the picture a point of the screen lies, as shares. */
  locate(plate, clientX, clientY) {
    const { left, top } = plate.getBoundingClientRect();
    const at = this.#layout(plate);
    return { x: (clientX - left - at.x) / at.width, y: (clientY - top - at.y) / at.height };
  }

  apply() {
    if (!this.#plates.length || !this.#plates[0].plate.clientWidth) {
      return;
    }
    this.#limit();
    for (const { plate, sheet } of this.#plates) {
      const at = this.#layout(plate);
      sheet.style.width = `${at.width}px`;
      sheet.style.height = `${at.height}px`;
      sheet.style.transform = `translate(${at.x}px, ${at.y}px)`;
      plate.classList.toggle('zoomed', this.#zoom > 1);
    }
    this.changed(this.#zoom);
  }

  #fit(plate) {
    return Math.min(plate.clientWidth / this.#size.width, plate.clientHeight / this.#size.height);
  }

  #layout(plate) {
    const scale = this.#fit(plate) * this.#zoom;
    const width = this.#size.width * scale;
    const height = this.#size.height * scale;
    return {
      width,
      height,
      x: plate.clientWidth / 2 - this.#centre.x * width,
      y: plate.clientHeight / 2 - this.#centre.y * height,
    };
  }

  /** No further than the edge of the picture. */
  #limit() {
    const { plate } = this.#plates[0];
    const at = this.#layout(plate);
    const within = (value, shown) => (shown >= 1 ? 0.5 : Math.min(1 - shown / 2, Math.max(shown / 2, value)));
    this.#centre.x = within(this.#centre.x, plate.clientWidth / at.width);
    this.#centre.y = within(this.#centre.y, plate.clientHeight / at.height);
  }
}
