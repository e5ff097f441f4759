// Making elements. Text goes in as text only: nothing here reads markup.

/**
 * Makes an element. Properties: `class`, `text`, `on` (event handlers), and attributes; true sets an empty attribute,
 * false, null and undefined leave it out.
 */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    set(element, name, value);
  }
  element.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

function set(element, name, value) {
  if (name === 'on') {
    Object.entries(value).forEach(([event, handler]) => element.addEventListener(event, handler));
  } else if (name === 'class') {
    element.className = value;
  } else if (name === 'text') {
    element.textContent = value;
  } else if (value === true) {
    element.setAttribute(name, '');
  } else if (value !== false && value !== null && value !== undefined) {
    element.setAttribute(name, value);
  }
}

/** A button, with its key beside its name where it has one. */
export function button(text, press, { key: short, ...properties } = {}) {
  return el('button', { type: 'button', on: { click: press }, ...properties }, text, short ? [' ', key(short)] : null);
}

/** A key, shown beside what it does; hidden where single-key shortcuts are off. */
export function key(name) {
  return el('kbd', { class: 'short', 'aria-hidden': 'true', text: name });
}

/** Makes the inside of an element anew and gives the focus back to what had it, known by its data-id. */
export function keepFocus(container, make) {
  const active = container.contains(document.activeElement) ? document.activeElement : null;
  make();
  if (active && !active.isConnected && active.dataset.id) {
    container.querySelector(`[data-id="${active.dataset.id}"]`)?.focus();
  }
}

export function byId(id) {
  return document.getElementById(id);
}

let turn = 0;

/** Says something to screen readers. */
export function announce(text) {
  const live = byId('live');
  const mine = ++turn;
  live.textContent = '';
  // An empty region first, or the same words twice would be said once.
  setTimeout(() => {
    if (mine === turn) {
      live.textContent = text;
    }
  }, 60);
}
