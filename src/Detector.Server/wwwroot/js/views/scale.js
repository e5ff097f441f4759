// The score on its scale, with the bands and both thresholds drawn and named.

import { el } from '../dom.js';
import { percent, t } from '../i18n.js';
import { score, verdict } from '../words.js';

export function scale(analysis, model) {
  const lower = model.thresholds.inconclusive.score;
  const upper = model.thresholds.likelyManipulated.score;
  const values = { lower: percent(lower, 1), upper: percent(upper, 1) };
  const label = t('scale.label', {
    score: score(analysis.score, model.thresholds), band: t(`verdict.${verdict(analysis)}`), ...values,
  });
  const pin = el('i', { class: 'pin' });
  pin.style.left = `${100 * analysis.score}%`;
  return el('div', { class: 'scale', role: 'img', 'aria-label': label },
    el('div', { class: 'bands' }, band('none', lower), band('middle', upper - lower), band('likely', 1 - upper)),
    pin,
    el('div', { class: 'marks' }, mark(lower, values.lower, 'before'), mark(upper, values.upper, 'after')),
    el('div', { class: 'bounds' },
      bound('middle', t('scale.lower', { value: values.lower })),
      bound('likely', t('scale.upper', { value: values.upper }))));
}

function band(name, width) {
  const element = el('div', { class: `band ${name}` });
  element.style.flex = `${Math.max(0, width)} 1 0`;
  return element;
}

/** A threshold's line, with its value on the side where the other threshold's is not. */
function mark(value, text, side) {
  const element = el('i', {}, el('span', { class: side, text }));
  element.style.left = `${100 * value}%`;
  return element;
}

/** What a threshold begins, with the colour of its band. */
function bound(name, text) {
  return el('span', {}, el('b', { class: `band ${name}` }), text);
}
