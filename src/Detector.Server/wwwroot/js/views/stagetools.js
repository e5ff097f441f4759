// Where: the plates with their controls, the lens settings, and the two acts that show the whole picture.

import { button, el, key, keepFocus } from '../dom.js';
import { number, percent, t } from '../i18n.js';
import { prefer, prefs } from '../prefs.js';
import { drawLegend } from '../stage/map.js';
import { Stage } from '../stage/stage.js';
import { kind, verdict } from '../words.js';

export class StagePanel {
  #asking = false;
  #entry = null;
  #open = false;
  #above = el('div', { class: 'stack' });
  #under = el('div', { class: 'stage-bar' });
  #below = el('div', { class: 'look' });
  #zoom = el('span', { class: 'small muted number' });
  #count = el('p', { class: 'small muted' });
  #heading = el('h2', { id: 'stage-title' });

  stage = new Stage(() => this.#update());

  /** The element to put on the page. */
  element = el('section', { class: 'panel stage', 'aria-labelledby': 'stage-title' },
    this.#heading, this.#above, this.stage.element, this.#under, this.#below);

  /** Another picture, or the same one in another state. `open`: the score is shown. */
  show(entry, open) {
    if (entry !== this.#entry || open !== this.#open) {
      this.#asking = false;
      this.#entry = entry;
      this.#open = open;
      this.render();
    }
    this.stage.show(entry, open);
    this.#update();
  }

  /** Takes up blur, greyscale and opacity, without touching what has the focus. */
  refresh() {
    for (const [name, value] of [['stage.opacity', prefs.opacity * 100], ['look.blur', prefs.blur]]) {
      const input = this.element.querySelector(`[data-id="${name}"]`);
      if (input) {
        input.value = value;
      }
    }
    const grey = this.element.querySelector('[data-id="grey"]');
    if (grey) {
      grey.checked = prefs.grey;
    }
    this.stage.refresh();
  }

  /** Says anew what is said: after a change of language or preferences. */
  render() {
    keepFocus(this.element, () => {
      this.#heading.textContent = t('stage.title');
      const map = this.#map;
      this.#above.replaceChildren(...this.#mapParts(), this.#bar(map));
      this.#under.replaceChildren(...(map ? [legend(), this.#opacity()] : []));
      this.#below.replaceChildren(...this.#lookParts());
    });
    this.stage.refresh();
    this.#update();
  }

  /** The first act: asks. Where the picture is shown: hides it. */
  askFull() {
    if (this.stage.isRevealed) {
      this.stage.hide();
    } else if (this.stage.canLook && !this.#asking) {
      this.#asking = true;
      this.render();
      // Not on the button that shows it: a key held too long must not answer its own question.
      this.#below.querySelector('.ask').focus();
    }
  }

  /** Takes back the question; true where there was one. */
  cancelAsk() {
    const was = this.#asking;
    this.#asking = false;
    if (was) {
      this.render();
      this.#below.querySelector('[data-id="full"]')?.focus();
    }
    return was;
  }

  #mapParts() {
    const analysis = this.#open ? this.#entry?.analysis : null;
    if (!analysis) {
      return [el('p', { class: 'muted', text: t('stage.map.hidden') })];
    }
    if (!analysis.mapMeaningful) {
      const why = kind(analysis) === 'full' ? 'stage.nomap.full' : 'stage.nomap.model';
      return [el('p', { class: 'notice', text: t(why) })];
    }
    return verdict(analysis) === 'none' ? [el('p', { class: 'small muted', text: t('stage.quiet') })] : [];
  }

  #opacity() {
    return slider('stage.opacity', prefs.opacity * 100, 100, value => prefer('opacity', value / 100));
  }

  /** True where there is a map to show. */
  get #map() {
    return this.#open && !!this.#entry?.analysis?.mapMeaningful;
  }

  #bar(map) {
    const tool = (text, name, act) =>
      button(text, act, { class: 'square', 'aria-label': t(name), title: t(name), 'data-id': name });
    return el('div', { class: 'stage-bar', role: 'group', 'aria-label': t('stage.controls') },
      map ? [toggle('map', 'stage.map', 'H'), toggle('split', 'stage.split', 'B')] : null,
      tool('+', 'stage.zoom.in', () => this.stage.zoom(1.5)),
      tool('−', 'stage.zoom.out', () => this.stage.zoom(1 / 1.5)),
      button(t('stage.zoom.reset'), () => this.stage.viewport.reset(), { key: '0', 'data-id': 'whole' }),
      this.#zoom);
  }

  #lookParts() {
    return [
      el('div', {},
        el('h3', { text: t('look.title') }),
        el('p', { class: 'small muted' }, t('look.text'), ' ', key('L'))),
      el('div', { class: 'look-tools' },
        slider('look.blur', prefs.blur, 24, value => prefer('blur', value)),
        el('label', { class: 'check' },
          el('input', {
            type: 'checkbox', checked: prefs.grey, 'data-id': 'grey',
            on: { change: event => prefer('grey', event.target.checked) },
          }),
          t('look.grey'))),
      this.#asking ? this.#question() : el('div', {}, button('', () => this.askFull(), { 'data-id': 'full' })),
      this.#count,
    ];
  }

  #question() {
    const show = async () => {
      this.#asking = false;
      await this.stage.reveal();
      this.render();
      // Not to the button below: that would scroll the picture away that was asked for.
      this.stage.bringIntoView();
    };
    return el('div', { class: 'ask', role: 'group', tabindex: '-1', 'aria-labelledby': 'ask-text' },
      el('p', { id: 'ask-text', text: t('look.full.ask') }),
      el('div', { class: 'actions' },
        button(t('look.full.yes'), show, { 'data-id': 'yes', 'aria-describedby': 'ask-text' }),
        button(t('look.full.no'), () => this.cancelAsk(), { 'data-id': 'no' })));
  }

  /** What changes often, without making anything anew. */
  #update() {
    const { zoom } = this.stage.viewport;
    this.#zoom.textContent = zoom > 1 ? t('stage.zoom.is', { value: percent(zoom) }) : '';
    const full = this.#below.querySelector('[data-id="full"]');
    if (full) {
      const text = t(this.stage.isRevealed ? 'look.full.hide' : 'look.full');
      full.replaceChildren(text, ' ', key('R'));
      full.disabled = !this.stage.canLook;
    }
    const { tiles, full: whole } = this.#entry?.reveals ?? { tiles: 0, full: 0 };
    this.#count.textContent = t('look.count', { tiles: number(tiles), full: number(whole) });
  }
}

function toggle(name, text, short) {
  return button(t(text), () => prefer(name, !prefs[name]), {
    'aria-pressed': String(prefs[name]), key: short, 'data-id': name,
  });
}

function slider(name, value, most, change) {
  const input = el('input', {
    type: 'range', min: 0, max: most, step: 1, value: Math.round(value), 'data-id': name,
    on: { input: () => change(Number(input.value)) },
  });
  return el('label', { class: 'slide' }, t(name), input);
}

function legend() {
  const canvas = el('canvas', { role: 'img', 'aria-label': t('stage.legend', { low: percent(0), high: percent(1) }) });
  drawLegend(canvas);
  return el('div', { class: 'legend' }, el('span', { text: percent(0) }), canvas, el('span', { text: percent(1) }));
}
