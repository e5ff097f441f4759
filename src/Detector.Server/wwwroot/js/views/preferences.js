// Preferences: the only thing, beside the language, that the browser keeps.

import { el } from '../dom.js';
import { number, t } from '../i18n.js';
import { prefer, prefs } from '../prefs.js';
import { open } from './dialogs.js';

export function showPreferences() {
  open(t('prefs.title'), [
    el('p', { class: 'muted', text: t('prefs.text') }),
    el('div', { class: 'settings' },
      check('ownView', 'prefs.own'),
      check('advance', 'prefs.advance'),
      check('keys', 'prefs.keys'),
      check('grey', 'prefs.grey'),
      blur(),
      theme()),
  ]);
}

function check(name, key) {
  const change = event => prefer(name, event.target.checked);
  return el('label', { class: 'check' },
    el('input', { type: 'checkbox', checked: prefs[name], name, on: { change } }),
    t(key));
}

function blur() {
  const output = el('output', { text: number(prefs.blur) });
  const change = event => {
    prefer('blur', Number(event.target.value));
    output.textContent = number(prefs.blur);
  };
  return el('label', { class: 'slide' }, t('prefs.blur'),
    el('input', { type: 'range', name: 'blur', min: 0, max: 24, value: prefs.blur, on: { input: change } }), output);
}

function theme() {
  return el('label', { class: 'field' }, t('prefs.theme'),
    el('select', { name: 'theme', on: { change: event => prefer('theme', event.target.value) } },
      ['auto', 'light', 'dark'].map(value =>
        el('option', { value, selected: prefs.theme === value, text: t(`prefs.theme.${value}`) }))));
}
