// The picture under review: puts the panels together for the state that it is in.

import { announce, byId, el, keepFocus } from '../dom.js';
import { change, entries, neighbour, nextUndecided, select, selected } from '../entries.js';
import { number, t } from '../i18n.js';
import { prefs } from '../prefs.js';
import { score, state, verdict } from '../words.js';
import { DecisionBar } from './decision.js';
import { evidencePanel } from './evidence.js';
import { ownViewPanel } from './ownview.js';
import { failedPanel, head, pendingPanel, welcome } from './parts.js';
import { regionsPanel } from './regions.js';
import { StagePanel } from './stagetools.js';
import { trustPanel } from './trust.js';
import { verdictPanel } from './verdict.js';

/** A decision this soon after the last one was meant for the picture before, milliseconds. */
const settle = 300;

export class CaseView {
  #shown = { entry: null, phase: '' };
  #wentOn = -settle;
  #head = el('header', { class: 'case-head' });
  #say = el('div', { class: 'stack say' });
  #where = el('div', { class: 'stack where' });
  #regions = el('div');
  #more = el('div', { class: 'stack more' });
  #panes = el('div', { class: 'panes' }, this.#say, this.#where, this.#more);

  look = new StagePanel();

  /** @param {{html, json, copy}} reports What makes reports of an entry. */
  constructor(reports) {
    this.bar = new DecisionBar({
      decide: value => this.decide(value),
      note: text => this.#note(text),
      html: () => this.report('html'),
      json: () => this.report('json'),
      copy: () => this.report('copy'),
    });
    this.reports = reports;
    this.#where.append(this.look.element, this.#regions);
  }

  get stage() {
    return this.look.stage;
  }

  /** none, failed, ask (for the own view), pending, result. */
  static phase(entry) {
    if (!entry) {
      return 'none';
    }
    if (entry.state === 'failed') {
      return 'failed';
    }
    if (prefs.ownView && !entry.ownView && !entry.decision) {
      return 'ask';
    }
    return entry.analysis ? 'result' : 'pending';
  }

  /** The phase that is shown. */
  get phase() {
    return this.#shown.phase;
  }

  /** Takes up that an entry has changed. */
  changed(entry) {
    if (entry === selected()) {
      this.render();
    }
  }

  /** Shows the entry under review. `whole`: makes all anew, as after a change of language. */
  render(whole = false) {
    const entry = selected();
    const phase = CaseView.phase(entry);
    const same = entry === this.#shown.entry && phase === this.#shown.phase && !whole;
    if (same) {
      this.#update(entry, phase);
      return;
    }
    const before = this.#shown;
    const held = byId('case').contains(document.activeElement) && document.activeElement !== byId('case');
    this.#shown = { entry, phase };
    this.#build(entry, phase, whole);
    if (entry && (entry !== before.entry || (phase === 'result' && before.phase !== 'result'))) {
      tell(entry, phase);
    }
    if (held && !byId('case').contains(document.activeElement)) {
      (byId('case').querySelector('h2[tabindex]') ?? byId('case').querySelector('h1'))?.focus();
    }
  }

  #build(entry, phase, whole) {
    const main = byId('case');
    if (phase === 'none') {
      this.look.show(null, false);
      main.replaceChildren(welcome());
      return;
    }
    this.position();
    this.#say.replaceChildren(sayPanel(entry, phase, view => this.giveView(view)));
    this.#more.replaceChildren(...(phase === 'result' ? [trustPanel(entry), evidencePanel(entry)] : []));
    const list = phase === 'result' ? regionsPanel(entry, this.stage) : null;
    this.#regions.replaceChildren(...(list ? [list] : []));
    this.#regions.hidden = !list;
    this.look.element.hidden = phase === 'failed';
    if (main.firstChild !== this.#head) {
      main.replaceChildren(this.#head, this.#panes, this.bar.element);
    }
    this.bar.element.hidden = phase === 'failed';
    if (whole) {
      this.look.render();
    }
    this.look.show(phase === 'failed' ? null : entry, phase === 'result');
    this.#update(entry, phase);
  }

  /** Says where in the queue the picture is. */
  position() {
    const entry = selected();
    if (entry) {
      keepFocus(this.#head, () => this.#head.replaceChildren(...head(entry)));
    }
  }

  /** What changes without another phase: progress, counts, the decision. */
  #update(entry, phase) {
    if (!entry) {
      return;
    }
    const pending = byId('pending');
    if (pending) {
      pending.textContent = state(entry, false);
    }
    this.look.show(phase === 'failed' ? null : entry, phase === 'result');
    this.bar.show(entry, phase === 'result', t(phase === 'ask' ? 'decision.first' : 'decision.wait'));
  }

  /** Takes down the person's own view. */
  giveView(value) {
    const entry = selected();
    if (CaseView.phase(entry) === 'ask') {
      change(entry, { ownView: { value, at: new Date().toISOString() } });
    }
  }

  /** Takes down the decision and goes on. */
  decide(value) {
    const entry = selected();
    if (CaseView.phase(entry) !== 'result' || performance.now() - this.#wentOn < settle) {
      return;
    }
    const first = !entry.decision;
    change(entry, {
      state: 'decided',
      exported: false,
      decision: {
        value, note: entry.note, at: new Date().toISOString(), ownView: entry.ownView?.value ?? null,
        ownViewAt: entry.ownView?.at ?? null,
      },
    });
    announce(t('decision.spoken', { name: entry.name, decision: t(`decision.${value}`) }));
    if (first && prefs.advance) {
      this.#wentOn = performance.now();
      this.goOn();
    }
  }

  #note(text) {
    const entry = selected();
    entry.note = text;
    if (entry.decision) {
      entry.decision.note = text;
      entry.exported = false;
    }
  }

  /** Makes a report: html, json, copy. */
  report(form) {
    return this.reports[form](selected(), this.bar.withPicture);
  }

  /** To the next picture that is not decided. */
  goOn() {
    const next = nextUndecided();
    if (next) {
      const held = byId('case').contains(document.activeElement);
      select(next);
      if (held) {
        byId('case').querySelector('h1')?.focus();
      }
    } else if (entries.length) {
      announce(t('decision.all'));
    }
  }

  /** To the picture some places before or after. */
  step(places) {
    const entry = neighbour(places);
    if (entry) {
      select(entry);
    }
  }
}

/** What stands first: the verdict, or what stands in for it. */
function sayPanel(entry, phase, give) {
  switch (phase) {
    case 'failed': return failedPanel(entry);
    case 'ask': return ownViewPanel(entry, give);
    case 'pending': return pendingPanel();
    default: return verdictPanel(entry);
  }
}

/** Says what is shown now, for those who do not see it. */
function tell(entry, phase) {
  const at = number(entries.indexOf(entry) + 1);
  const words = [t('queue.row', { number: at, name: entry.name, state: state(entry, false) })];
  if (phase === 'result') {
    words.push(t('verdict.spoken', {
      verdict: t(`verdict.${verdict(entry.analysis)}`), score: score(entry.analysis.score, entry.model.thresholds),
    }));
  }
  announce(words.join(' '));
}
