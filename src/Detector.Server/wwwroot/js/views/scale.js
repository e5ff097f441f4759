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
    mark(lower, t('scale.lower', { value: values.lower }), ''),
    mark(upper, t('scale.upper', { value: values.upper }), 'second'));
}

function band(name, width) {
  const element = el('div', { class: `band ${name}` });
  element.style.flex = `${Math.max(0, width)} 1 0`;
  return element;
}

/** A threshold's line and its name, on the side that has more room. */
function mark(value, text, row) {
  const name = el('span', { class: value > 0.5 ? 'before' : '', text });
  const line = el('i');
  name.style.left = `${100 * value}%`;
  line.style.left = `${100 * value}%`;
  return el('div', { class: `mark-row ${row}` }, line, name);
}
