// The person's own view, asked for before the score appears.

import { button, el } from '../dom.js';
import { t } from '../i18n.js';
import { state } from '../words.js';

/** The views, in the order of their keys 1, 2, 3. */
export const views = ['manipulated', 'not_shown', 'unsure'];

export function ownViewPanel(entry, give) {
  return el('section', { class: 'panel', 'aria-labelledby': 'own-title' },
    el('h2', { id: 'own-title', tabindex: '-1', text: t('own.title') }),
    el('p', { text: t('own.text') }),
    el('div', { class: 'actions' }, views.map((view, i) =>
      button(t(`own.${view}`), () => give(view), { key: String(i + 1), 'data-view': view }))),
    el('p', { class: 'small muted', text: t('own.hint') }),
    el('p', { class: 'small muted', id: 'pending', text: state(entry, false) }));
}
