// Everything by keyboard. Keys without Ctrl and the like can be switched off (WCAG 2.1.4) and never act in text fields.

import { byId } from './dom.js';
import { pick } from './intake.js';
import { prefer, prefs } from './prefs.js';
import { selected } from './entries.js';
import { isOpen } from './views/dialogs.js';
import { views } from './views/ownview.js';
import { discard } from './views/parts.js';

/**
 * Listens.
 * @param {CaseView} view What is under review.
 * @param {{help, log}} acts What is not of one case.
 */
export function listen(view, acts) {
  const keys = bindings(view, acts);
  document.addEventListener('keydown', event => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isOpen() || byId('work').hidden) {
      return;
    }
    if (event.key === 'Escape') {
      escape(view, event);
    } else if (prefs.keys && !typing(event.target)) {
      const act = event.key === 'Delete' ? removal(event) : keys[event.key.toLowerCase()] ?? keys[row(event)];
      if (act) {
        event.preventDefault();
        act(event);
      }
    }
  });
  document.addEventListener('keyup', event => {
    if (event.key.toLowerCase() === 'l') {
      view.stage.release();
    }
  });
}

function bindings(view, { help, log }) {
  const once = act => event => event.repeat || act();
  const press = id => once(() => view.bar.element.querySelector(`[data-id="${id}"]`)?.click());
  const twentieths = () => Math.round(prefs.opacity * 20);
  const opacity = step => () => prefer('opacity', Math.min(20, Math.max(0, twentieths() + step)) / 20);
  const keys = {
    '?': once(help), o: once(pick), v: once(log), u: once(() => view.goOn()),
    j: () => view.step(1), k: () => view.step(-1),
    l: once(() => view.stage.look()), r: once(() => view.look.askFull()),
    h: once(() => prefer('map', !prefs.map)), b: once(() => prefer('split', !prefs.split)),
    '<': opacity(-1), '>': opacity(1),
    '+': () => view.stage.zoom(1.5), '=': () => view.stage.zoom(1.5), '-': () => view.stage.zoom(1 / 1.5),
    0: () => view.stage.viewport.reset(),
    m: press('manipulated'), n: press('not_shown'), e: press('escalate'), t: once(() => view.bar.focusNote()),
    p: once(() => view.report('html')), d: once(() => view.report('json')), c: once(() => view.report('copy')),
  };
  for (let n = 1; n <= 9; n++) {
    keys[n] = once(() => digit(view, n));
  }
  return keys;
}

/** Gives the own view where it is asked for; else chooses a region. */
function digit(view, n) {
  if (view.phase === 'ask') {
    if (views[n - 1]) {
      view.giveView(views[n - 1]);
    }
  } else {
    view.stage.chooseRegion(n - 1);
  }
}

/** The key alone removes only where the list has the focus. */
function removal(event) {
  return selected() && (event.shiftKey || event.target === byId('rows')) ? () => discard(selected()) : null;
}

function escape(view, event) {
  if (view.stage.hide() || view.look.cancelAsk()) {
    event.preventDefault();
  } else if (event.target.id === 'note') {
    event.preventDefault();
    byId('case').querySelector('h1')?.focus();
  }
}

/** The digit on a key of the upper row: on French and Belgian keyboards it needs Shift, and should not here. */
function row(event) {
  return /^Digit(\d)$/.exec(event.code)?.[1];
}

/** True where keys write or choose in the field that has the focus. */
function typing(target) {
  const fields = 'textarea, select, [contenteditable], input:not([type="checkbox"], [type="range"])';
  return target instanceof Element && target.matches(fields);
}
