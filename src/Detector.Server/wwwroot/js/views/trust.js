// How far to trust a result, in plain words: what the service measured, and plainly what it did not.

import { el } from '../dom.js';
import { number, percent, t } from '../i18n.js';
import { reliabilityWords } from '../../report/reliability.js';

const lossless = new Set(['png', 'tiff', 'gif']);

export function trustPanel({ analysis, model }) {
  const [plainly, ...basis] = reliabilityWords(analysis.reliability, analysis.format, t, number);
  return el('section', { class: 'panel', 'aria-labelledby': 'trust-title' },
    el('h2', { id: 'trust-title', text: t('trust.title') }),
    el('ul', { class: 'points' },
      el('li', { class: 'first', text: plainly }),
      basis.map(text => el('li', { text })),
      el('li', { text: size(analysis, model.framing) }),
      el('li', { text: format(analysis) }),
      el('li', { text: falseAlarms(model.thresholds.likelyManipulated) }),
      found(model.figures).map(text => el('li', { text })),
      mapFigure(analysis, model.figures)));
}

function size({ width, height, tiles, grid }, framing) {
  const values = { width: number(width), height: number(height), side: number(framing.size), tiles: number(tiles) };
  if (framing.method !== 'tiles') {
    return t('trust.size.other', values);
  }
  if (Math.min(width, height) < framing.size) {
    return t('trust.size.small', values);
  }
  const covered = grid?.coveredShare ?? 1;
  if (covered < 1) {
    return t('trust.size.sampled', { share: percent(covered) });
  }
  return t(tiles === 1 ? 'trust.size.one' : 'trust.size.good', values);
}

function format({ format: name, reliability }) {
  if (reliability?.jpegQuality) {
    return t('trust.format.jpeg', { quality: number(reliability.jpegQuality) });
  }
  return t(lossless.has(name) ? 'trust.format.lossless' : 'trust.format.lossy', { format: name.toUpperCase() });
}

function falseAlarms(threshold) {
  if (!threshold.falsePositiveRate) {
    return t('trust.false.unknown');
  }
  const values = {
    rate: percent(threshold.falsePositiveRate, 1), low: percent(threshold.falsePositiveRateLow, 1),
    high: percent(threshold.falsePositiveRateHigh, 1), n: number(threshold.negatives),
  };
  return t(threshold.falsePositiveRateHigh > 0 ? 'trust.false' : 'trust.false.plain', values);
}

/** Range of the shares found, one sentence for each rate of false alarms. */
function found(figures) {
  if (figures.length === 0) {
    return [t('trust.nofigures')];
  }
  const rates = new Map();
  figures.forEach(figure => {
    const rate = tprRate(figure.metric);
    if (rate !== null) {
      rates.set(rate, [...rates.get(rate) ?? [], figure.value]);
    }
  });
  return [...rates].map(([rate, values]) => t('trust.found', {
    rate: percent(rate, 1), low: percent(Math.min(...values)), high: percent(Math.max(...values)),
  }));
}

/** The rate of false alarms in the name of a figure such as tpr_at_5_fpr or tpr_at_5_percent_fpr; null for others. */
export function tprRate(metric) {
  const found = /^tpr_at_([\d.]+)(_percent)?_fpr$/.exec(metric);
  return found ? Number(found[1]) / 100 : null;
}

/** Where the map did no better than guessing, the reader of a map has to know. */
function mapFigure(analysis, figures) {
  const poor = figures.filter(({ metric, value }) => metric === 'map_cell_auc' && value < 0.6);
  return !analysis.mapMeaningful ? null : poor.map(({ data, value }) =>
    el('li', { text: t('trust.map.chance', { data, value: number(value, 2) }) }));
}
