// The list of regions; each can be looked at through the lens.

import { el } from '../dom.js';
import { number, percent, t } from '../i18n.js';
import { holdable } from '../stage/gestures.js';
import { place } from '../words.js';

export function regionsPanel({ analysis }, stage) {
  if (!analysis.mapMeaningful) {
    return null;
  }
  return el('section', { class: 'panel', 'aria-labelledby': 'regions-title' },
    el('h2', { id: 'regions-title', text: t('regions.title') }),
    analysis.regions.length === 0
      ? el('p', { class: 'muted', text: t('regions.none') })
      : el('ol', { class: 'regions' }, analysis.regions.map((region, i) =>
        el('li', {}, item(region, i, analysis, stage)))));
}

function item(region, index, analysis, stage) {
  const values = {
    n: number(index + 1), place: place(region, analysis), score: percent(region.score), area: percent(region.area, 1),
  };
  const element = el('button', {
    type: 'button', class: 'region',
    on: { focus: () => stage.chooseRegion(index), pointerdown: () => stage.chooseRegion(index) },
  },
  el('b', { 'aria-hidden': 'true', text: values.n }),
  el('span', {},
    el('span', { text: t('regions.item', values) }),
    el('span', { class: 'small muted', text: `${t('regions.figures', values)}. ${t('regions.hold')}.` })));
  holdable(element, () => stage.look(), () => stage.release());
  return element;
}
