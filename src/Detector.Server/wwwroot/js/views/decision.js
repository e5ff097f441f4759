// The decision with its note, and the report of the case.

import { button, el, key, keepFocus } from '../dom.js';
import { t, time } from '../i18n.js';

/** The decisions, with their keys. */
export const decisions = { manipulated: 'M', not_shown: 'N', escalate: 'E' };

export class DecisionBar {
  #title = el('h2', { id: 'decision-title', class: 'hidden' });
  #choices = el('div', { class: 'choices' });
  #note = el('textarea', {
    id: 'note', rows: '1', maxlength: '2000', on: { input: () => this.acts.note(this.#note.value) },
  });
  #noteLabel = el('label', { for: 'note', class: 'small' });
  #reports = el('div', { class: 'reports' });
  #said = el('p', { class: 'said' });

  /** The element to put on the page. */
  element = el('section', { class: 'decide', 'aria-labelledby': 'decision-title' },
    this.#title, this.#choices, el('div', { class: 'noting' }, this.#noteLabel, this.#note), this.#said, this.#reports);

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
    this.#title.textContent = t('decision.title');
    this.#note.placeholder = t('decision.note.hint');
    this.#noteLabel.replaceChildren(t('decision.note'), ' ', key('T'));
    keepFocus(this.element, () => {
      this.#choices.replaceChildren(...Object.keys(decisions).map(value => this.#choice(value, decision, open)));
      this.#reports.replaceChildren(...this.#reportParts());
    });
    this.#reports.hidden = !decision;
    this.#said.textContent = decision
      ? t('decision.done', { decision: t(`decision.${decision.value}`), time: time(decision.at) })
      : open ? '' : why;
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

  #reportParts() {
    const act = (id, short) => button(t(`report.${id}`), () => this.acts[id](), { key: short, 'data-id': id });
    return [
      el('h3', { class: 'small', text: t('report.title') }), act('html', 'P'), act('json', 'D'), act('copy', 'C'),
      el('label', { class: 'check small', title: t('report.picture.hint') },
        el('input', {
          type: 'checkbox', checked: this.withPicture, 'data-id': 'picture',
          on: { change: event => { this.withPicture = event.target.checked; } },
        }),
        t('report.picture')),
    ];
  }
}
