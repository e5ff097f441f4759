// The small parts of a case: its head, and what stands there while there is no result.

import { announce, button, el } from '../dom.js';
import { entries, neighbour, remove, select } from '../entries.js';
import { bytes, number, t } from '../i18n.js';
import { goOn, retry } from '../scheduler.js';
import { problem } from '../words.js';

export function head(entry) {
  const at = entries.indexOf(entry);
  const step = (key, places, text) =>
    button(t(text), () => select(neighbour(places)), { key, disabled: !neighbour(places), 'data-id': text });
  const position = t('case.position', { number: number(at + 1), all: number(entries.length) });
  return [
    el('div', {},
      el('h1', { tabindex: '-1', text: entry.name }),
      el('p', { class: 'muted small', text: `${position} · ${describe(entry)}` })),
    el('div', { class: 'actions' },
      step('K', -1, 'case.previous'), step('J', 1, 'case.next'),
      button(t('case.remove'), () => discard(entry), { class: 'quiet', 'data-id': 'remove' })),
  ];
}

function describe({ analysis, size }) {
  return !analysis ? bytes(size) : t('case.facts', {
    format: analysis.format.toUpperCase(),
    width: number(analysis.width),
    height: number(analysis.height),
    size: bytes(size),
  });
}

export function welcome() {
  return el('div', { class: 'empty' },
    el('h1', { text: t('case.none.title') }),
    el('p', { text: t('case.none.text') }),
    el('p', { text: t('case.none.how') }));
}

export function pendingPanel() {
  return el('section', { class: 'panel', 'aria-busy': 'true' },
    el('h2', { tabindex: '-1', text: t('case.pending') }), el('p', { id: 'pending', class: 'muted' }));
}

export function failedPanel(entry) {
  const { problem: failure } = entry;
  return el('section', { class: 'panel' },
    el('h2', { tabindex: '-1', text: t('problem.title') }),
    el('p', { text: problem(failure) }),
    failure.detail ? said(failure.detail) : null,
    failure.status >= 500 && failure.trace
      ? el('p', { class: 'small' }, `${t('problem.trace')}: `, el('code', { text: failure.trace })) : null,
    el('div', { class: 'actions' },
      button(t('problem.again'), () => again(entry), { class: 'main' }),
      button(t('case.remove'), () => discard(entry))));
}

function again(entry) {
  retry(entry);
  goOn();
}

/** Takes a picture out of the queue and says so. */
export function discard(entry) {
  const { name } = entry;
  remove(entry);
  announce(t('queue.removed', { name }));
}

/** The service's own words, which are English. */
function said(text) {
  return el('details', {}, el('summary', { text: t('problem.said') }), el('p', { lang: 'en', class: 'small', text }));
}
