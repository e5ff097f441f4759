// What a finger or mouse does on a plate: a click chooses a tile, holding still looks at it, dragging moves a zoomed
// picture. The short wait before looking keeps a click or drag from showing anything.

const holdAfter = 180;
const still = 8;

/**
 * Listens on a plate.
 * @param {HTMLElement} plate Where.
 * @param {{choose, look, release, pan, zoom, canPan}} acts What to do; places are points of the screen.
 */
export function listen(plate, acts) {
  let press = null;

  const end = () => {
    if (press) {
      clearTimeout(press.timer);
      press = null;
      acts.release();
    }
  };

  plate.addEventListener('pointerdown', event => {
    if (event.button !== 0 || !event.isPrimary) {
      end();
      return;
    }
    acts.choose(event.clientX, event.clientY);
    plate.setPointerCapture(event.pointerId);
    press = { x: event.clientX, y: event.clientY, panning: false, timer: setTimeout(acts.look, holdAfter) };
  });

  plate.addEventListener('pointermove', event => {
    if (!press) {
      return;
    }
    const moved = Math.hypot(event.clientX - press.x, event.clientY - press.y);
    if (!press.panning && moved > still) {
      clearTimeout(press.timer);
      acts.release();
      press.panning = acts.canPan();
    }
    if (press.panning) {
      acts.pan(event.clientX - press.x, event.clientY - press.y);
      Object.assign(press, { x: event.clientX, y: event.clientY });
    }
  });

  ['pointerup', 'pointercancel', 'lostpointercapture'].forEach(type => plate.addEventListener(type, end));
  plate.addEventListener('contextmenu', event => event.preventDefault());
  plate.addEventListener('wheel', event => {
    // A plain turn of the wheel scrolls the page; with Ctrl, and from two fingers on a touchpad, it zooms.
    if (event.ctrlKey) {
      event.preventDefault();
      acts.zoom(Math.exp(-event.deltaY / 200), event.clientX, event.clientY);
    }
  }, { passive: false });
}

/** A button that looks as long as it is pressed, by pointer or by Space and Enter. */
export function holdable(element, look, release) {
  let timer = 0;
  const end = () => {
    clearTimeout(timer);
    release();
  };
  element.addEventListener('pointerdown', event => {
    if (event.button === 0) {
      element.setPointerCapture(event.pointerId);
      timer = setTimeout(look, holdAfter);
    }
  });
  ['pointerup', 'pointercancel', 'lostpointercapture', 'blur'].forEach(type => element.addEventListener(type, end));
  element.addEventListener('contextmenu', event => event.preventDefault());
  element.addEventListener('keydown', event => {
    if (isHold(event)) {
      event.preventDefault();
      if (!event.repeat) {
        look();
      }
    }
  });
  element.addEventListener('keyup', event => {
    if (isHold(event)) {
      event.preventDefault();
      end();
    }
  });
}

/** True for the keys that look while a tile or region has the focus. */
export function isHold(event) {
  return (event.key === ' ' || event.key === 'Enter') && !event.ctrlKey && !event.metaKey && !event.altKey;
}
