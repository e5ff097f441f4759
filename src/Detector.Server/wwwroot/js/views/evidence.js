// Hashes, model, thresholds, figures: what a report or a second examiner needs.

import { announce, button, el } from '../dom.js';
import { bytes, number, percent, t, time } from '../i18n.js';
import { tprRate } from './trust.js';

export function evidencePanel(entry) {
  const { analysis, model } = entry;
  return el('section', { class: 'panel', 'aria-labelledby': 'evidence-title' },
    el('details', {},
      el('summary', {}, el('h2', { id: 'evidence-title', text: t('evidence.title') })),
      el('dl', { class: 'facts' }, facts(entry, analysis, model)),
      figures(model.figures)));
}

function facts(entry, analysis, model) {
  const thresholds = {
    lower: percent(model.thresholds.inconclusive.score, 1), upper: percent(model.thresholds.likelyManipulated.score, 1),
  };
  return [
    fact('evidence.hash', el('span', { class: 'hash', text: analysis.sha256 }), ' ', copyHash(analysis.sha256)),
    fact('evidence.file', `${entry.name}, ${bytes(entry.size)}`),
    fact('evidence.tiles', t('evidence.tiles.value', {
      tiles: number(analysis.tiles), share: percent(analysis.grid?.coveredShare ?? 1),
    })),
    fact('evidence.time', t('evidence.time.value', {
      ms: number(analysis.timings.total), device: analysis.device.toUpperCase(),
    })),
    fact('evidence.received', time(entry.receivedAt)),
    fact('evidence.scored', time(entry.scoredAt)),
    fact('evidence.model', `${analysis.model.name} ${analysis.model.version}. `,
      el('span', { lang: 'en', text: model.description }),
      model.degraded ? el('p', { text: t('evidence.degraded') }) : null),
    fact('evidence.model.hash', el('span', { class: 'hash', text: analysis.model.sha256 })),
    fact('evidence.thresholds', t('evidence.thresholds.value', thresholds)),
    fact('evidence.calibration', el('span', { lang: 'en', text: model.calibration })),
  ];
}

function fact(key, ...value) {
  return [el('dt', { text: t(key) }), el('dd', {}, value)];
}

function copyHash(hash) {
  const press = async () => {
    const done = await navigator.clipboard?.writeText(hash).then(() => true, () => false);
    announce(t(done ? 'report.copied' : 'report.copyfailed'));
  };
  return button(t('evidence.hash.copy'), press, { class: 'small' });
}

function figures(list) {
  const title = t('evidence.figures');
  return list.length === 0 ? null : el('div', { class: 'table', tabindex: '0', role: 'region', 'aria-label': title },
    el('table', {},
      el('caption', { class: 'hidden', text: title }),
      el('thead', {}, el('tr', {}, ['metric', 'value', 'data'].map(name =>
        el('th', { scope: 'col', text: t(`evidence.${name}`) })))),
      el('tbody', {}, list.map(figure => el('tr', {},
        el('td', { text: metric(figure.metric) }),
        el('td', { text: value(figure) }),
        el('td', { lang: 'en', text: `${figure.data} (${figure.positives} / ${figure.negatives})` }))))));
}

function metric(name) {
  const rate = tprRate(name);
  if (rate !== null) {
    return t('evidence.metric.tpr', { rate: percent(rate, 1) });
  }
  return ['auc', 'map_cell_auc', 'map_f1'].includes(name) ? t(`evidence.metric.${name}`) : name;
}

function value({ value, low, high }) {
  return low === high ? number(value, 2) : `${number(value, 2)} (${number(low, 2)} – ${number(high, 2)})`;
}
