// The decision with its note, and the report of the case.

import { button, el, key, keepFocus } from '../dom.js';
import { t, time } from '../i18n.js';

/** The decisions, with their keys. */
export const decisions = { manipulated: 'M', not_shown: 'N', escalate: 'E' };

export class DecisionBar {
  #choices = el('div', { class: 'choices' });
  #note = el('textarea', {
    id: 'note', rows: '1', maxlength: '2000', on: { input: () => this.acts.note(this.#note.value) },
  });
  #noteLabel = el('div', { class: 'label' });
  #reports = el('div', { class: 'reports' });
  #said = el('p', { class: 'said' });

  /** The element to put on the page. */
  element = el('section', { class: 'decide', 'aria-labelledby': 'decision-title' },
    this.#choices, el('div', {}, this.#noteLabel, this.#note), this.#reports, this.#said);

  /** True where the picture goes into the next report. */
  withPicture = false;

  /** @param {{decide, note, html, json, copy}} acts What to do. */
  constructor(acts) {
    this.acts = acts;
  }

  /** Another picture, or the same one in another state. `open`: it can be decided. */
  show(entry, open, why) {
    if (entry !== this.entry) {
      this.entry = entry;
      this.withPicture = false;
      this.#note.value = entry.note;
    }
    this.#note.disabled = !open;
    const decision = entry.decision;
    this.#noteLabel.replaceChildren(el('label', { for: 'note' }, t('decision.note'), ' ', key('T')));
    keepFocus(this.element, () => {
      this.#choices.replaceChildren(
        el('h2', { id: 'decision-title', text: t('decision.title') }),
        el('div', { class: 'actions' }, Object.keys(decisions).map(value => this.#choice(value, decision, open))));
      this.#reports.replaceChildren(...this.#reportParts(entry));
    });
    this.#said.textContent = decision
      ? t('decision.done', { decision: t(`decision.${decision.value}`), time: time(decision.at) })
      : open ? t('decision.note.hint') : why;
  }

  focusNote() {
    this.#note.focus();
  }

  #choice(value, decision, open) {
    return button(t(`decision.${value}`), () => this.acts.decide(value), {
      key: decisions[value], disabled: !open, 'aria-pressed': String(decision?.value === value),
      title: t(`decision.${value}.hint`), 'data-id': value,
    });
  }

  #reportParts(entry) {
    const ready = !!entry.decision;
    const act = (id, key, name) => button(t(`report.${id}`), () => this.acts[name](), {
      key, disabled: !ready, title: ready ? '' : t('report.need'), 'data-id': id,
    });
    return [
      el('h2', { text: t('report.title') }),
      el('div', { class: 'actions' }, act('html', 'P', 'html'), act('json', 'D', 'json'), act('copy', 'C', 'copy')),
      el('label', { class: 'check small', title: t('report.picture.hint') },
        el('input', {
          type: 'checkbox', checked: this.withPicture, disabled: !ready, 'data-id': 'picture',
          on: { change: event => { this.withPicture = event.target.checked; } },
        }),
        t('report.picture')),
    ];
  }
}
