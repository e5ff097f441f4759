// A line under the head of the page while the service cannot be reached or has too much to do.

import { announce, button, byId, el } from '../dom.js';
import { on } from '../entries.js';
import { number, t } from '../i18n.js';
import { link, linkWords } from '../link.js';

let clock = 0;

/** Starts to show it. `goOn` tries at once. */
export function watch(goOn) {
  on('link', before => render(goOn, before));
}

function render(goOn, before) {
  const banner = byId('banner');
  clearInterval(clock);
  if (!link.reason) {
    banner.hidden = true;
    if (before === 'connection' || before === 'draining') {
      announce(t('link.back'));
    }
    return;
  }
  const text = t(linkWords(link.reason));
  const wait = el('span', { class: 'muted number', 'aria-hidden': 'true' });
  const tick = () => {
    const seconds = Math.max(0, Math.ceil((link.until - Date.now()) / 1000));
    wait.textContent = seconds ? t('link.in', { seconds: number(seconds) }) : '';
  };
  const known = banner.dataset.text === text && !banner.hidden;
  banner.dataset.text = text;
  banner.replaceChildren(el('p', { text }), wait, button(t('link.now'), goOn, { id: 'try-now' }));
  banner.hidden = false;
  tick();
  clock = setInterval(tick, 500);
  if (!known) {
    announce(text);
  }
}
