// Score, band, what would help, kind, warnings.

import { el } from '../dom.js';
import { percent, t } from '../i18n.js';
import { kind, score, verdict, warning } from '../words.js';
import { kindOdds } from '../../report/words.js';
import { scale } from './scale.js';

export function verdictPanel(entry) {
  const { analysis, model } = entry;
  const name = verdict(analysis);
  return el('section', { class: 'panel', 'aria-labelledby': 'verdict-title' },
    el('h2', { id: 'verdict-title', tabindex: '-1', class: 'muted', text: t('verdict.title') }),
    el('div', { class: 'verdict-head' },
      el('h3', { text: t(`verdict.${name}`) }),
      el('p', { class: 'score' },
        el('span', { class: 'hidden', text: `${t('verdict.score')} ` }), score(analysis.score, model.thresholds))),
    scale(analysis, model),
    el('p', { text: t(`verdict.${name}.text`) }),
    el('p', { class: 'small muted', text: t('verdict.score.text') }),
    ownView(entry, name),
    name === 'inconclusive' ? help() : null,
    warningList(analysis.warnings),
    kinds(analysis, name));
}

function ownView(entry, name) {
  const view = entry.ownView?.value;
  if (!view) {
    return null;
  }
  const side = { manipulated: 'manipulated', none: 'not_shown' }[name];
  const key = !side || view === 'unsure' ? 'own.open' : side === view ? 'own.agree' : 'own.differ';
  return el('div', { class: 'own' },
    el('p', { text: t('own.given', { view: t(`own.${view}`) }) }),
    el('p', { class: 'small muted', text: t(key) }));
}

function help() {
  return el('div', {},
    el('h3', { text: t('verdict.help') }),
    el('ul', { class: 'help-list' }, ['copy', 'original', 'context', 'second'].map(what =>
      el('li', { text: t(`verdict.help.${what}`) }))));
}

function warningList(warnings) {
  return warnings.length === 0 ? null : el('div', { class: 'notice' },
    el('h3', { text: t('warnings.title') }),
    el('ul', { class: 'points' }, warnings.map(text => {
      const known = warning(text);
      return known ? el('li', { text: known }) : el('li', { text, lang: 'en' });
    })));
}

/** Where nothing is sure the heading says "if"; what it says and the bars agree. */
function kinds(analysis, name) {
  const which = kind(analysis);
  const odds = kindOdds(analysis.kind, analysis.kinds);
  const heading = odds && name === 'inconclusive' ? t(`kind.maybe.${which}`) : t(`kind.is.${which}`);
  return el('div', { class: 'stack' },
    el('h3', { text: heading }),
    odds ? [
      el('p', { class: 'small', text: t('kind.if') }),
      el('div', { class: 'meters' }, meter('kind.full', odds.full), meter('kind.local', odds.local)),
      el('p', { class: 'small muted', text: t('kind.hint') }),
    ] : null);
}

function meter(key, share) {
  const bar = el('i');
  bar.style.transform = `scaleX(${share})`;
  return [
    el('span', { text: t(key) }), el('span', { class: 'meter', 'aria-hidden': 'true' }, bar),
    el('span', { class: 'number', text: percent(share) }),
  ];
}
